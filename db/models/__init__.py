"""The tables of the store, by theme. DATA.md's names are the public contract; every column says what null means."""

from db.models import announced, derived, market, matches, promotion, reference, runs
from db.models.base import Base

__all__ = ["Base", "announced", "derived", "market", "matches", "promotion", "reference", "runs"]
