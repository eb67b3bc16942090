"""Researchers' questions, one SQL file each."""
