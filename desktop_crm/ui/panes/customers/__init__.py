"""The customers pane: the list in the order of the call list, and the page of one customer."""
