"""How far hypothesis searches: profiles, and the number of examples of a test in the profile that is on."""

from __future__ import annotations

import os

from hypothesis import settings

VARIABLE = "HYPOTHESIS_PROFILE"
DEFAULT = "developer"
USUAL = 100
"""Examples of a profile in which each test has the number that it names."""


def load_profile() -> None:
    """Load the profile that the environment names: `developer` (random), `ci` (the same each time), `search` (random, long)."""
    settings.register_profile(DEFAULT, deadline=None, max_examples=USUAL, print_blob=True)
    settings.register_profile("ci", settings.get_profile(DEFAULT), derandomize=True)
    settings.register_profile("search", settings.get_profile(DEFAULT), max_examples=20 * USUAL)
    settings.load_profile(os.environ.get(VARIABLE) or DEFAULT)


def examples(usual: int) -> int:
    """Examples of a test that usually has so many: a profile has so many times more or fewer than another."""
    return max(1, usual * settings().max_examples // USUAL)
