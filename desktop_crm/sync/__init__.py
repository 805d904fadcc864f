"""Two stores become one: what client and server say to each other, and what wins."""
