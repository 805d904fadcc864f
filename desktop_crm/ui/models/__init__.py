"""Tables as Qt sees them: one lazy model for every list."""
