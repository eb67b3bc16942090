"""The tests; a folder under cases is a test."""
