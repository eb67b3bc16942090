"""Small shops on the loopback in the markup and with the habits of known shop systems, traps included; their truth is known."""
