"""The grammar of the pictures: reusable painted widgets, each with an accessible name."""
