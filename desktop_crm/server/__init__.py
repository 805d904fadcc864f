"""The central server: keeps everybody's changes in order and hands them out to those who may see them."""
