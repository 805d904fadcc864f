"""The sync pane: how it stands with the server, conflicts to settle, what waits, what runs did."""
