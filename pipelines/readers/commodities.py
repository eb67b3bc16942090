"""Which commodity a title sells: the names of db/reference/commodity_names.csv, and the rule that a title names the thing sold last."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ahocorasick_rs import AhoCorasick, MatchKind

from pipelines.readers.folding import fold

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Mention:
    """A commodity named in a text; offsets are those of the folded text."""

    start: int
    end: int
    code: str
    text: str


@lru_cache(maxsize=1)
def _names() -> tuple[AhoCorasick, list[tuple[str, str]], dict[str, str]]:
    """(automaton, its (code, name) rows, parent of each code)."""
    rows = [(row["code"], row["name"].lower()) for row in _table("commodity_names.csv")]
    automaton = AhoCorasick([name for _, name in rows], matchkind=MatchKind.LeftmostLongest)
    return automaton, rows, {row["code"]: row["parent_code"] for row in _table("commodities.csv")}


def _table(name: str) -> list[dict[str, str]]:
    text = (resources.files("db.reference") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def find_commodities(text: str) -> list[Mention]:
    """All commodities named, in order; names that block are left out."""
    return [mention for mention in _mentions(text) if mention.code]


def _mentions(text: str) -> list[Mention]:
    folded = fold(text).lower()
    automaton, rows, _ = _names()
    found = []
    for index, start, end in automaton.find_matches_as_indexes(folded):
        code, name = rows[index]
        # An English name is a word: its plural too, but no part of another word.
        inside = (start and folded[start - 1].isascii() and folded[start - 1].isalpha()) or (
            end < len(folded) and folded[end].isascii() and folded[end].isalpha() and folded[end : end + 1] not in "se"
        )
        if not (name.isascii() and inside):
            found.append(Mention(start, end, code, folded[start:end]))
    return found


@lru_cache(maxsize=50_000)
def read_commodity(text: str) -> str:
    """The code of the commodity that a title sells, '' where it is none of ours."""
    mentions = _mentions(text[:LONGEST])
    if not mentions or (not mentions[-1].code and len(mentions) == 1):
        return ""
    if any(not mention.code for mention in mentions):
        # What blocks names the thing sold: a cup, a toy, a case.
        return ""
    _, _, parents = _names()
    last = mentions[-1].code
    # The most specific code that the text supports: a general name beside a special one of its kind adds nothing.
    special = [m.code for m in mentions if _is_a(m.code, last, parents)]
    return special[0] if special else last


def _is_a(code: str, kind: str, parents: dict[str, str]) -> bool:
    while code:
        if code == kind:
            return True
        code = parents.get(code, "")
    return False
