"""Sentences and clauses of an announcement, with their offsets in its text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.claims.lexicon import Cue, find_cues
from pipelines.readers.amount import Amount
from pipelines.readers.amounts import scan
from pipelines.readers.patterns import ARTICLE, WHOLE, near
from pipelines.readers.plain import plain

_BREAK = near(
    r"\n+|(?<=[。！？!?।])[”’\"』」)）]*|(?<=[.])[\"”’)]*(?=\s)|(?<=[；;])(?!\S{0,6};)(?=[\s\u4e00-\u9fff\"“])|(?<=；)(?=\d)",
    ARTICLE,
)
# Dots that end no sentence: abbreviations, initials.
_SHORT = near(
    r"^\d{1,2}\.$|(?:^|[\s(\"“])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|St|No|Nos|Inc|Ltd|Co|Corp|Rs|Rp|vs|etc|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Gov|Gen|Sen|Prof|Fig|e\.g|i\.e|a\.m|p\.m|U\.S|U\.K|No\.1)\.$",
    WHOLE,
)
_CLAUSE = near(r"[，；;：:。！？]|(?<!\d),|,(?!\d)|(?<=[a-z)]) - | -- |[—–]+|(?<![.(\" ][a-z])[.!?](?= |$)", WHOLE)
_LONGEST_SENTENCE = 1_500


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: offsets in the announcement's text; `low` is its plain form, with the offset of each of its signs."""

    start: int
    end: int
    text: str
    low: str
    offsets: Sequence[int]
    paragraph: int
    amounts: tuple[Amount, ...]
    cues: tuple[Cue, ...]
    clauses: tuple[int, ...]
    """Where the clauses of `low` end."""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the announcement's text of a span of `low`."""
        first = self.offsets[start]
        last = self.offsets[end - 1] + 1 if end > start else self.offsets[end]
        return self.start + first, self.start + max(last, first)

    def at(self, offset: int) -> int:
        """Where in `low` an offset of the announcement's text stands."""
        wanted = offset - self.start
        low, high = 0, len(self.low)
        while low < high:
            middle = (low + high) // 2
            if self.offsets[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def clause(self, at: int) -> tuple[int, int]:
        """Start and end of the clause of `low` that holds a sign."""
        start = 0
        for end in self.clauses:
            if at < end:
                return start, end
            start = end
        return start, len(self.low)


def sentences(text: str, *, dots: bool = False, names: Sequence[tuple[int, int]] = ()) -> list[Sentence]:
    """The sentences of a text, in order; blank ones are left out.

    Args:
        text: of the announcement.
        dots: whether a dot groups digits in its language.
        names: spans of names in it, in order, which no cue cuts.

    """
    found: list[Sentence] = []
    paragraph = 0
    starts = [name[0] for name in names]
    for start, end, ends_paragraph in _pieces(text):
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            inside = names[bisect_left(starts, first) : bisect_left(starts, first + len(stripped))]
            found.append(_sentence(stripped, first, paragraph, dots, inside))
        paragraph += ends_paragraph
    return found


def _sentence(text: str, start: int, paragraph: int, dots: bool, names: Sequence[tuple[int, int]]) -> Sentence:
    low, offsets = plain(text)
    spans = [(bisect_left(offsets, first - start), bisect_left(offsets, last - start)) for first, last in names]
    clauses = (*(match.end() for match in _CLAUSE.finditer(low)), len(low))
    amounts = tuple(scan(low, dots=dots))
    return Sentence(start, start + len(text), text, low, offsets, paragraph, amounts, tuple(find_cues(low, spans)), clauses)


def _pieces(text: str) -> list[tuple[int, int, bool]]:
    pieces, last = [], 0
    for match in _BREAK.finditer(text):
        end = match.end()
        newline = "\n" in match.group()
        if not newline and (end <= last or (text[match.start() - 1] == "." and _SHORT.search(text[max(last, end - 12) : end]))):
            continue
        pieces.append((last, end, newline))
        last = end
    pieces.append((last, len(text), True))
    return [cut for piece in pieces for cut in _cut(piece)]


def _cut(piece: tuple[int, int, bool]) -> list[tuple[int, int, bool]]:
    """Pieces of bounded length: a text without stops must not make the grammar slow."""
    start, end, ends = piece
    if end - start <= _LONGEST_SENTENCE:
        return [piece]
    cuts = [*range(start, end, _LONGEST_SENTENCE), end]
    return [(a, b, ends and b == end) for a, b in pairwise(cuts)]
