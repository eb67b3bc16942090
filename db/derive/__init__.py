"""Daily figures, derived by DuckDB over the dirty days."""
