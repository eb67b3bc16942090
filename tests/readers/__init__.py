"""Cases of the readers, one file a reader: a line is a JSON list of a text and what it reads."""
