"""The encrypted local store: rows, queries, search, undo journal."""
