"""Words that mean the span of days that was named last (over the same period, 同期), or that span a year before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from pipelines.claims.days import Day
from pipelines.claims.sentences import Sentence
from pipelines.readers.patterns import ARTICLE, near

_LAST = r"(?:去年|上年|前一年)(?:的)?同期|(?:in|during|over) the (?:same|corresponding) (?:period|months|weeks|days|quarter|month) (?:of )?(?:last year|the (?:previous|year) (?:year|before)|a year (?:ago|earlier|before))|cùng kỳ năm (?:ngoái|trước)|periode yang sama tahun lalu|nello stesso periodo (?:dell'anno scorso|dell'anno precedente|dello scorso anno)|पिछले (?:साल|वर्ष) की (?:इसी|समान) (?:तिमाही|अवधि)"
_SAME = r"(?<![年月比较与和期])同期(?!相比|增|下降|内)|(?:in|during|over) the same (?:\w+ )?(?:period|days|weeks|time|month|span)(?! (?:of|last|a year|the))|cùng thời gian(?: này| đó)?|trong cùng (?:kỳ|thời gian)|(?:pada|di|dalam) (?:bulan|periode|waktu) yang sama(?! tahun)|nello stesso (?:periodo|mese|giorno)(?! del)|इसी (?:अवधि|दौरान)"
_WORDS = near(rf"(?P<last>{_LAST})|(?P<same>{_SAME})", ARTICLE)
# Beside such words it is only what a growth is measured by.
_MEASURES = re.compile(
    r"(?:(?:figure|number|amount|volume|level|sales|total) (?:of|for|in|during)|doubling|than|from|over|with|to|against|比|较|与|和|相较|于|so với|dibanding(?:kan)?|rispetto a[l']?l?)(?: that| the)? ?$"
)
_GROWS = re.compile(r" ?(?:相比|增|下降|减|的\d|翻|上升|提高|多)")


def same_span(sentence: Sentence, known: list[Day], told: Day | None) -> list[Day]:
    """The days that such words mean.

    Args:
        sentence: that holds the words.
        known: its own dates, in order.
        told: the span that was named last before the sentence.

    """
    found = []
    for match in _WORDS.finditer(sentence.low):
        if _MEASURES.search(sentence.low[max(0, match.start() - 14) : match.start()]) or _GROWS.match(
            sentence.low, match.end()
        ):
            continue
        before = [day for day in known if day.behind <= match.start() and day.start and day.end and not day.festival]
        span = before[-1] if before else told
        if span is None or span.start is None or span.end is None or span.closing:
            continue
        years = -1 if match["last"] else 0
        found.append(
            replace(
                span,
                start=_moved(span.start, years),
                end=_moved(span.end, years),
                at=match.start(),
                behind=match.end(),
                text=match.group(),
                festival="",
                is_anchored=True,
            )
        )
    return found


def _moved(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) and years else day.day)
