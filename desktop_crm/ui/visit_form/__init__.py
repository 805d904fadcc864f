"""The visit form: everything about one visit in one sheet, saved as one undoable step (RULES.md, *Visits*)."""
