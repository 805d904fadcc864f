"""The command line: a second face of the same use cases."""
