"""Words that take up a period of a report: in the quarter, for the full year, in the same quarter of 2021, 报告期内."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipelines.claims.days import Day, moved
from pipelines.claims.sentences import Sentence
from pipelines.readers.patterns import WHOLE, near

_TAKEN_UP = near(
    r"(?:in|for|during|over|of) the same (?P<same>quarter|half|twelve months|nine months|six months)(?: (?:of|in) (?P<year>20\d\d)| (?P<last>last year|a year (?:ago|earlier|before)|the (?:previous|prior) year))?"
    r"|(?:in|for|during|over) the (?P<en>quarter|half|full year|year|twelve months|nine months|six months|reporting period)(?! (?:of|ended|ending|to|through|before|earlier|ago|and the)|[- ]on[- ])(?![a-z])"
    r"|(?P<zh>报告期内?|该季度|当季|本季度)",
    WHOLE,
)
_WORDS = ("the same ", "the quarter", "the half", " year", " months", "reporting period", "报告期", "季")
_LENGTHS = {"quarter": (85, 95), "half": (175, 190), "six months": (175, 190), "nine months": (268, 280)}
_YEAR = (358, 368)


def period_taken_up(sentence: Sentence, known: Sequence[Day], told: Sequence[Day]) -> list[Day]:
    """The periods that such words mean.

    Args:
        sentence: that holds the words.
        known: its own dates.
        told: the periods that the text has told, in order.

    """
    found: list[Day] = []
    if not any(word in sentence.low for word in _WORDS):
        return found
    for match in _TAKEN_UP.finditer(sentence.low):
        before = [*told, *(day for day in known if day.behind <= match.start() and _is_period(day))]
        day = _meant(match["same"] or match["en"] or "", before)
        if day is None or day.start is None or day.end is None:
            continue
        years = int(match["year"]) - day.end.year if match["year"] else -1 if match["last"] else 0
        if match["same"] and match["same"] in ("quarter", "half") and not (match["year"] or match["last"]):
            continue
        found.append(
            replace(
                day,
                start=moved(day.start, years),
                end=moved(day.end, years),
                at=match.start(),
                behind=match.end(),
                text=match.group(),
                is_anchored=True,
            )
        )
    return found


def periods_of(days: Sequence[Day]) -> list[Day]:
    """The dates of a sentence that are periods of a report: months, quarters, years."""
    return [day for day in days if _is_period(day)]


def _is_period(day: Day) -> bool:
    return bool(not day.festival and not day.closing and day.start and day.end and day.end - day.start >= timedelta(27))


def _meant(word: str, told: Sequence[Day]) -> Day | None:
    """The period of the length that a word means, the last one told; the year around a quarter that ended it."""
    if word in ("", "reporting period"):
        return told[0] if told else None
    least, most = _LENGTHS.get(word, _YEAR)
    fits = [day for day in told if day.start and day.end and least <= (day.end - day.start).days <= most]
    if fits or not told or word not in ("full year", "year"):
        return fits[-1] if fits else None
    last = max(told, key=lambda day: day.end or date.min)
    if last.end is None or (last.end.month, last.end.day) != (12, 31) or word == "year":
        return None
    return replace(last, start=date(last.end.year, 1, 1))


_AVERAGE = re.compile(r"平均|月均|日均|(?<![a-z])averaged?(?![a-z])")


def period_of_average(low: str, told: Sequence[Day]) -> Day | None:
    """The period that an average number of users is of: the shortest that the text has told."""
    if _AVERAGE.search(low) is None or not told:
        return None
    return min(told, key=lambda day: (day.end - day.start).days if day.start and day.end else 999)
