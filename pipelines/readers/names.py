"""Names in a text: all of a table looked for in one pass, the longest first, Latin ones as whole words only."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from pipelines.readers.folding import fold, fold_with_offsets

T = TypeVar("T")
_ENDINGS = ("s", "es", "'s")


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """A name in a text; `start` and `end` are offsets of the text as it was given."""

    start: int
    end: int
    text: str
    meaning: T


def reference_rows(name: str) -> list[dict[str, str]]:
    """Rows of a file of db/reference, [] where there is none; lines that begin with # are notes."""
    file = resources.files("db.reference") / name
    if not file.is_file():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


class Names(Generic[T]):
    """A table of names.

    Args:
        rows: (name, what it means); the last of two rows of a name counts.
        cased: names that count only as they are written.
        plurals: whether a Latin name may end in s, es or 's.

    """

    def __init__(self, rows: Iterable[tuple[str, T]], *, cased: frozenset[str] = frozenset(), plurals: bool = False) -> None:
        meanings = {lowered(fold(name)): (name, meaning) for name, meaning in rows}
        self._names = list(meanings)
        self._meanings = [meaning for _, meaning in meanings.values()]
        self._cased = {folded: name for folded, (name, _) in meanings.items() if name in cased}
        self._plurals = plurals
        self._automaton = AhoCorasick(self._names)

    def find(self, text: str) -> list[Named[T]]:
        """All names of a text, in order, none inside another."""
        folded, offsets = fold_with_offsets(text)
        return [named(text, offsets, start, end, meaning) for start, end, meaning in self.spans(folded)]

    def spans(self, folded: str) -> list[tuple[int, int, T]]:
        """(start, end, meaning) of all names of a text that is folded already."""
        return [(start, end, self._meanings[index]) for start, end, index in self._longest(folded)]

    def find_plain(self, text: str) -> list[Named[T]]:
        """All names of a text that is plain already (`plain.plain`), in order, none inside another."""
        return [Named(start, end, text[start:end], self._meanings[index]) for start, end, index in self._longest(text)]

    def meanings(self, text: str) -> list[T]:
        """What the names of a text mean, in order."""
        return [meaning for _, _, meaning in self.spans(fold(text))]

    def _longest(self, folded: str) -> Iterator[tuple[int, int, int]]:
        lower = lowered(folded)
        every = self._automaton.find_matches_as_indexes(lower, overlapping=True)
        if not every:
            return
        every.sort(key=lambda match: (match[1], -match[2]))
        reached = 0
        for index, start, end in every:
            if start < reached:
                continue
            name = self._names[index]
            if name in self._cased and folded[start:end] != self._cased[name]:
                continue
            whole = self._word_end(lower, start, end)
            if whole:
                reached = whole
                yield start, whole, index

    def _word_end(self, text: str, start: int, end: int) -> int:
        """Where the word ends whose name this is; 0 where the name is only part of a word."""
        if _is_latin(text[start]) and start and _is_latin(text[start - 1]):
            return 0
        if not _is_latin(text[end - 1]) or end == len(text) or not _is_latin(text[end]):
            return end
        for ending in _ENDINGS if self._plurals else ():
            past = end + len(ending)
            if text.startswith(ending, end) and (past >= len(text) or not _is_latin(text[past])):
                return past
        return 0


def named(text: str, offsets: list[int], start: int, end: int, meaning: T) -> Named[T]:
    """A name found in the folded text, with the offsets of the text as it was given."""
    first, last = offsets[start], offsets[end]
    return Named(first, last, text[first:last], meaning)


def lowered(text: str) -> str:
    """The text in lower case, sign for sign: the few whose lower case is two signs stay."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def _is_latin(sign: str) -> bool:
    # Vietnamese letters stand in a block of their own.
    return sign.isalnum() and (sign < "\u0250" or "\u1e00" <= sign < "\u1f00")
