"""Starting up: paths, keys, wiring, main."""
