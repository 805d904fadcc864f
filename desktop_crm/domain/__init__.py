"""The business in plain Python: values and rules, with no idea where data lives or how it is shown."""
