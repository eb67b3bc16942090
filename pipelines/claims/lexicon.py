"""The words of the claims' grammar: tables of this room, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipelines.readers.names import Names


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of a cue in a plain text."""

    start: int
    end: int
    kinds: frozenset[str]
    word: str


@lru_cache(maxsize=1)
def _cues() -> Names[frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for kind, languages in table("cues.toml").items():
        for words in languages.values():
            for word in words.split("|"):
                kinds.setdefault(word.strip(), set()).add(kind)
    return Names([(word, frozenset(found)) for word, found in kinds.items() if word])


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, dict[str, str]]:
    """A table of this room."""
    return tomllib.loads((resources.files("pipelines.claims") / name).read_text(encoding="utf-8"))


def find_cues(low: str, names: Sequence[tuple[int, int]] = ()) -> list[Cue]:
    """All cues of a plain text, in order; the longest word wins. Unsold goods that are sold (销售滞销农产品) are sold.

    Args:
        low: the text.
        names: spans of names in it, in order: no word begins in a name and ends behind it (拼多多卖出 holds no 多卖).

    """
    words = _cues().find_plain(low)
    cut = [(start, end) for start, end in names if any(w.start < end < w.end or w.start < start < w.end for w in words)]
    if cut:
        for start, end in cut:
            low = low[:start] + " " * (end - start) + low[end:]
        words = _cues().find_plain(low)
    found = [Cue(found.start, found.end, found.meaning, found.text) for found in words]
    return [one for before, one in zip([None, *found], found, strict=False) if not _is_sold(before, one)]


_UNSOLD = frozenset(["滞销", "滞留", "积压", "unsold", "unsalable", "overstocked"])


def _is_sold(before: Cue | None, one: Cue) -> bool:
    return before is not None and one.word in _UNSOLD and "sell" in before.kinds and one.start - before.end <= 1
