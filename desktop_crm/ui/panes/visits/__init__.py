"""The visits pane: what happened, when, with whom."""
