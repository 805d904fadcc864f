"""The panes: one folder each, and none knows another."""
