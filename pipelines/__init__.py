"""From what a page says to rows: the stages (`stages`), what they do, and the readers of text (`readers`)."""
