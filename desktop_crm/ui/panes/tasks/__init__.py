"""The tasks pane: what I owe, by when."""
