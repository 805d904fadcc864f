"""The contacts pane: the people of all customers, and the card of one."""
