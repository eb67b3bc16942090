"""From what a page says to rows: normalize, validate, store."""
