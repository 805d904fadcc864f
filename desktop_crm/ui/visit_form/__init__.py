"""The visit form: everything about one visit in one sheet, saved as one undoable step (ui.md 3.4)."""
