"""Paper and files made of values that are handed in."""
