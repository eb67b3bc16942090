"""Pure functions from marketplace text to values: total, exact, never a guess."""
