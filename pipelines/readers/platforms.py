"""Which platforms a text or an address names, by db/reference/platform_names.csv."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipelines.readers.folding import close_up, fold
from pipelines.readers.names import Named, Names, reference_rows

LONGEST = 4_000
LONGEST_RUNNING = 100_000


@lru_cache(maxsize=1)
def _names() -> Names[str]:
    rows = reference_rows("platform_names.csv")
    cased = frozenset(row["name"] for row in rows if row["cased"])
    return Names([(row["name"], row["code"]) for row in rows], cased=cased)


def find_platforms(text: str) -> list[Named[str]]:
    """Each naming of a platform, in order, with its code and its offsets; the longest name wins, what only contains one is none."""
    return [named for named in _names().find(text[:LONGEST_RUNNING]) if named.meaning]


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that a text names."""

    code: str
    rule: str


def read_platforms(text: str) -> list[str]:
    """Codes of the platforms that a text or an address names, each once, in order."""
    return [platform.code for platform in platforms_of(text)]


@lru_cache(maxsize=20_000)
def platforms_of(text: str) -> tuple[Platform, ...]:
    """The platforms that a text or an address names, each once, in order, with the rule that found them."""
    text, rule = text[:LONGEST], "name"
    found = dict.fromkeys(code for code in _names().meanings(text) if code)
    if not found:
        rule = "name with spaces in it"
        found = dict.fromkeys(code for code in _names().meanings(close_up(fold(text))) if code)
    return tuple(Platform(code, rule) for code in found)
