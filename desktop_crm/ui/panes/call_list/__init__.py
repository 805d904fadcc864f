"""The call list pane: whom to see next, as the page that is printed."""
