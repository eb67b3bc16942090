"""Festivals and shopping days: their names, and the days they fall on in a year, by the tables of db/reference."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

from ahocorasick_rs import AhoCorasick, MatchKind

from pipelines.readers.patterns import REACH, near

# Streets, squares and prizes that bear a festival's name, and goods of that name.
_OTHER_THING = near(r"路|广场|街|村|镇|农场|劳动奖|新村|大道|中学|小学|元|斤|克|g\b|kg|%|万|件")
_NTH = near(r"(\d{1,2})/(\d)/(\d)(?:\+(\d{1,2}))?")


@lru_cache(maxsize=1)
def names() -> tuple[dict[str, str], frozenset[str]]:
    """Name -> code, and the names that mean a festival only beside a year or words of trade (618, 520)."""
    codes: dict[str, str] = {}
    alone: set[str] = set()
    for row in reference_table("festivals.csv"):
        for name in row["names"].split("|"):
            codes[name] = row["code"]
            if row["alone"]:
                alone.add(name)
    return codes, frozenset(alone)


def festival_days(code: str, year: int) -> tuple[date, date] | None:
    """First and last day of a festival in a year; None where the year's days are not known."""
    days = _days()
    if (code, year) in days:
        return days[code, year]
    rule = _rules().get(code, "")
    nth = _NTH.fullmatch(rule)
    if nth is not None:
        month, count, weekday = int(nth[1]), int(nth[2]), int(nth[3])
        first = date(year, month, 1)
        day = first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (count - 1) + int(nth[4] or 0))
        return day, day
    if not rule:
        return None
    day = date(year, int(rule[:2]), int(rule[3:]))
    return day, day


def find_festivals(text: str) -> list[tuple[int, int, str, bool]]:
    """Festivals named in a plain text: start, end, code, and whether the name needs a year or words of trade beside it."""
    keys, automaton = _automaton()
    codes, alone = names()
    found = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        name = keys[index]
        if _is_part(text, start, end) or _OTHER_THING.match(text, end, end + REACH):
            continue
        found.append((start, end, codes[name], name in alone))
    return found


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a name is only part of a word or of a number."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start].isascii() and before.isascii() and before.isalnum():
        return True
    if text[end - 1].isascii() and after.isascii() and after.isalnum() and not text.startswith("s ", end):
        return True
    return (text[start].isdigit() and before in (".", ",", "-", "/", ":", "¥", "$")) or (
        text[end - 1].isdigit() and after in (".", ",", "/", ":") and text[end + 1 : end + 2].isdigit()
    )


@lru_cache(maxsize=1)
def _automaton() -> tuple[list[str], AhoCorasick]:
    keys = list(names()[0])
    return keys, AhoCorasick(keys, matchkind=MatchKind.LeftmostLongest)


@lru_cache(maxsize=1)
def _rules() -> dict[str, str]:
    return {row["code"]: row["day"] for row in reference_table("festivals.csv")}


@lru_cache(maxsize=1)
def _days() -> dict[tuple[str, int], tuple[date, date]]:
    rows = reference_table("festival_days.csv")
    return {(r["code"], int(r["year"])): (date.fromisoformat(r["starts_on"]), date.fromisoformat(r["ends_on"])) for r in rows}


def reference_table(name: str) -> list[dict[str, str]]:
    """Rows of a file of db/reference; lines that begin with # are notes."""
    lines = (resources.files("db.reference") / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))
