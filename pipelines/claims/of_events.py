"""The days of the event that a figure is of, where its sentence only names the event: its year, its edition, 消费季期间."""

from __future__ import annotations

import re

from pipelines.claims.article import Article, Part
from pipelines.claims.carried import during
from pipelines.claims.days import Day
from pipelines.claims.event_spans import is_label, is_year
from pipelines.claims.figures import Figure
from pipelines.claims.reported import of_campaign
from pipelines.readers.patterns import WHOLE, near

_EDITION_BEFORE = near(r"(?:上一?届|往届|前一届)[^,，。]{0,10}(?:活动|节|会|季)?(?:期间)?[^。]{0,24}$", WHOLE)
_ITS_DAYS_OF = near(r"[\u4e00-\u9fff](?:节|会|季|周|月|展|活动)期间", WHOLE)


def of_its_event(article: Article, number: int, figure: Figure, found: Day | None, planned: bool) -> Day | None:
    """The days of the event that a year only names, or that stands between the date and the figure (启动会上,...消费季期间开展150场)."""
    part = article.parts[number]
    if found is None or found.closing or found.behind > figure.start:
        return found
    if is_label(part.sentence, found) and found.text.startswith(("今年", "this")):
        return during(article, number) or found
    if planned and is_year(found) and found.text.startswith(("今年", "this year")):
        return of_campaign(article, number, planned, this_year=True) or found
    if found.is_day and _ITS_DAYS_OF.search(part.sentence.low[found.behind : figure.start]):
        return during(article, number) or found
    return found


def is_of_an_edition_before(part: Part, figure: Figure) -> bool:
    """Whether a figure is of the last edition of an event, none of whose days is told."""
    first = part.sentence.clause(figure.amount.start)[0]
    return _EDITION_BEFORE.search(part.sentence.low[max(0, first - 24) : figure.start]) is not None


_FOUNDED = re.compile(r"建起|建成|建立|成立|创办|落成|投用|(?<![a-z])(?:set up|founded|established)(?![a-z])")
STOCK = frozenset(["merchants", "followers", "product_types", "participants"])


def is_of_founding(part: Part, figure: Figure, found: Day) -> bool:
    """Whether a date is that of a founding, not of how many there are: 去年建起直播基地,入驻企业36家."""
    low = part.sentence.low
    if part.sentence.clause(figure.amount.start)[0] <= found.at < figure.start or figure.metric not in STOCK:
        return False
    counts = not (found.is_day or found.closing)
    return counts and _FOUNDED.search(low, found.behind, min(len(low), found.behind + 30)) is not None
