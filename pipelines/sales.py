"""Counts of sales: which of the counts that a site shows beside a listing are sales of it, and the interval they stand for.

METHODS, "Sold counts are intervals". Reviews, wishes, watchers, repeat customers, and counts of a whole shop or trade never
become sold counts; their text is kept all the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.readers import counts, ladders

# What several counts in one text are set apart by; a comma may stand inside a number.
_APART = re.compile(r"[\s|·，;；/、]+")
# Counts of sales, but not of this listing; and counts of things that the reader of counts does not name.
_OF_OTHERS = re.compile(
    r"全店|本店|店铺|行业|回头客|回购|复购|库存|剩余|仅剩|限量|加购|播放|阅读|转发|讨论|上新|in stock|left\b", re.IGNORECASE
)
# A number by itself, with a unit of goods at most: what it counts is for the page class to say.
_BARE = re.compile(
    r"(?:不到|超过|约|近|over|about|under)?\s*[\d.,]+\s*(?:万|亿|千|百|[wk])?\s*\+?\s*(?:件|单|份|笔|个|箱|盒|斤)?",
    re.IGNORECASE,
)


class Sales(NamedTuple):
    """Inclusive bounds; a max of None is open."""

    min: int
    max: int | None
    period: str


def read_sales(text: str, platform: str, period: str | None) -> Sales | None:
    """The sales that a text tells, None where it tells none.

    Args:
        text: as shown.
        platform: whose ladder of rounding steps holds.
        period: what the page class says its counter counts, None where only the text can tell.

    """
    told = _part_of_sales(text, bool(period))
    read = counts.read_count(told) if told else None
    if read is None or read.min is None:
        return None
    # Payers may buy several units each: a lower bound of units.
    most = None if "付款" in told else ladders.upper_bound(read, platform)
    return Sales(read.min, most, period or read.period or counts.read_count(text).period or "unknown")


def _part_of_sales(text: str, is_counter: bool) -> str:
    """The part of a text that tells sales, '' where none does."""
    parts = [part for part in _APART.split(text) if part]
    if any(_not_sales(part) for part in parts):
        return next((part for part in parts if counts.is_sales(part) and not _not_sales(part) and _has_count(part)), "")
    if counts.is_sales(text):
        return text
    return text if is_counter or _BARE.fullmatch(text.strip()) else ""


def _not_sales(part: str) -> bool:
    return counts.is_sales(part) is False or _OF_OTHERS.search(part) is not None


def _has_count(part: str) -> bool:
    return counts.read_count(part).min is not None
