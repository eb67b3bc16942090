"""What a figure is about: platform, region, goods, period or closing day, planned or past.

The sentence decides, then the sentences before it in its paragraph, then what the article has told so far. Where the text
ties a figure to none, or to several together, it is null.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.claims.article import Article, Part
from pipelines.claims.days import in_the_future, in_the_past
from pipelines.claims.figures import Figure
from pipelines.claims.groups import groups_of
from pipelines.claims.notices import day_of_notice
from pipelines.claims.planned import is_told_past, planned_in
from pipelines.claims.platform_of import one_of, platform_at
from pipelines.claims.spotted import Mention
from pipelines.claims.when import bounds_of, day_of
from pipelines.readers.patterns import WHOLE, near

_SHARED_OUT = re.compile(r"respectively|分别|rispettivamente|lần lượt|masing-masing|क्रमशः")
_UP_FROM = re.compile(r"(?:up|down|rise|increase) from (?:about |nearly |over )?$|(?:高于|多于)(?:去年|上年)的?$")
_WHOLE = frozenset(["CN"])
# Up to here a list of examples goes on, and there it begins.
_ET_CETERA, _LIST_BEGINS = "等", re.compile(r"[，；。：,;:]")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure, promotion or livestream is about; None = the text does not tie it to one."""

    platform: str | None = None
    region: Mention | None = None
    goods: Mention | None = None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    planned: bool = False
    rules: tuple[str, ...] = ()


def scope_of(article: Article, number: int, figure: Figure) -> Scope:
    """The scope of a figure that stands in the article's part of this number."""
    platform, platform_rule = (
        _respectively(article, number, figure)
        or _within(article.parts[number], figure)
        or platform_at(article, number, figure.amount.start, figure.amount.end)
    )
    planned, planned_rule = planned_in(article, number, figure.amount.start, figure.end)
    if planned and _UP_FROM.search(article.parts[number].sentence.low[: figure.amount.start][-16:]):
        # What a plan is measured by has been.
        planned, planned_rule = False, ""
    day, day_rule = day_of(article, number, figure, planned=planned)
    if day_rule == "date: of the notice" and not planned:
        notice = day_of_notice(article, number)
        planned, planned_rule = (
            (True, "planned: of the notice") if notice is not None and notice[1] else (planned, planned_rule)
        )
    if day is not None and not planned:
        day = in_the_past(day, article.published_on, is_told_past=is_told_past(article.parts[number]))
        ahead = day.start is not None and article.published_on is not None and day.start > article.published_on
        if ahead and not day.closing:
            planned, planned_rule = True, "planned: by its date"
    if day is not None and planned:
        day = in_the_future(day, article.published_on)
    start, end, as_of = bounds_of(day)
    region = _nearest_mention(article, number, figure.start, figure.end, "region")
    goods = _nearest_mention(article, number, figure.start, figure.end, "commodity", further=False)
    rules = tuple(rule for rule in (platform_rule, day_rule, planned_rule) if rule)
    return Scope(platform, region, goods, start, end, as_of, planned, rules)


_THE_SEVERAL = re.compile(
    r"(?<![a-z])(?:the two|the three|both|these two|the two e-commerce) platforms(?![a-z])|(?:两|三|上述两|上述三)(?:个|家|大)(?:电商)?平台|(?<![a-z])(?:hai|ba) sàn|kedua platform|le due piattaforme"
)
_BACK = 3


def _respectively(article: Article, number: int, figure: Figure) -> tuple[str | None, str] | None:
    """The platform of a figure that shares its numbers out over a list of platforms, in their order.

    The list stands in the sentence, or in one before it that it takes up (sales on the two platforms came to 61 and 23 million).
    """
    part = article.parts[number]
    low = part.sentence.low
    at = part.sentence.at
    if _SHARED_OUT.search(low):
        lists = [group for group in groups_of(part) if len(group[0]) > 1 and group[2] <= figure.amount.start]
        if lists:
            _, first, last = lists[-1]
            return _shared_out(part, figure, [m.code for m in part.of("platform") if first <= at(m.start) < last], last)
    taken = _THE_SEVERAL.search(low, 0, figure.amount.start)
    if taken is None or groups_of(part):
        return None
    for other in reversed(article.parts[max(0, number - _BACK) : number]):
        named = [group for group in groups_of(other) if len(group[0]) > 1]
        if named:
            _, first, last = named[-1]
            codes = [m.code for m in other.of("platform") if first <= other.sentence.at(m.start) < last]
            return _shared_out(part, figure, codes, taken.end())
    return None


def _shared_out(part: Part, figure: Figure, codes: list[str | None], after: int) -> tuple[str | None, str] | None:
    same = [a for a in part.sentence.amounts if a.unit == figure.amount.unit and a.start >= after]
    order = next((n for n, amount in enumerate(same) if amount.start == figure.amount.start), len(codes))
    return (codes[order], "platform: respectively") if len(same) == len(codes) and order < len(codes) else None


def _within(part: Part, figure: Figure) -> tuple[str | None, str] | None:
    """The platform that stands between a number and what it counts: 640 Pinduoduo shops."""
    inside = [codes for codes, first, last in groups_of(part) if figure.amount.number_end <= first and last <= figure.end]
    return one_of(inside[0], "platform: within the figure") if inside and figure.end > figure.amount.end else None


def _nearest_mention(article: Article, number: int, start: int, end: int, kind: str, *, further: bool = True) -> Mention | None:
    """The mention of a kind inside the figure, else right behind, else the last before, else of an earlier sentence."""
    part = article.parts[number]
    sentence = part.sentence
    # China says nothing beside Hubei.
    placed = [(sentence.at(m.start), sentence.at(m.end), m) for m in part.of(kind) if m.code not in _WHOLE]
    inside = [m for a, b, m in placed if start <= a and b <= end]
    if inside:
        return inside[0]
    clause_end = sentence.clause(start)[1]
    behind = [m for a, b, m in placed if end <= a < clause_end]
    if kind == "region" and behind and not sentence.low[end : sentence.at(behind[0].start)].strip(" 的"):
        return behind[0]
    examples = _examples(sentence.low, start)
    listed = {m.code for a, b, m in placed if examples[0] <= a and b <= examples[1]}
    before = [m for a, b, m in placed if b <= start and not (len(listed) > 1 and examples[0] <= a and b <= examples[1])]
    if kind == "commodity" and behind:
        return behind[0]
    if before:
        return _smaller(part, before) if kind == "region" else before[-1]
    if behind:
        return behind[0]
    if further:
        for back in range(number - 1, -1, -1):
            earlier = [m for m in article.parts[back].of(kind) if m.code not in _WHOLE]
            if earlier:
                return earlier[0]
    return None


_LIES_IN = near(
    r"(?:'s)?(?: (?:city|county|district|town|township|prefecture|village|municipality))?(?:, | in | of | di | ở |, tỉnh | \()"
    r"(?:the )?(?:(?:central|east|west|north|south|eastern|western|northern|southern|northwest|southwest)(?: china's)? |china's )?(?:province of )?",
    WHOLE,
)


def _smaller(part: Part, before: list[Mention]) -> Mention:
    """The last place of some, or the one right before it that lies in it: Zigui in Hubei, Yichang, Hubei province."""
    last = before[-1]
    if len(before) == 1 or last.code is None:
        return last
    inner = before[-2]
    outer = last.code[:2] if last.code.endswith("0000") else last.code[:4] if last.code.endswith("00") else last.code
    lies = inner.code is not None and inner.code != last.code and inner.code.startswith(outer)
    at = part.sentence.at
    return inner if lies and _LIES_IN.fullmatch(part.sentence.low, at(inner.end), at(last.start)) else last


def _examples(low: str, start: int) -> tuple[int, int]:
    """Where examples of what a figure counts stand before it (oranges, crayfish 等 500 kinds); (0, 0) without."""
    end = low.rfind(_ET_CETERA, 0, start)
    if end < 0 or _LIST_BEGINS.search(low, end, start):
        return 0, 0
    return max((found.end() for found in _LIST_BEGINS.finditer(low, 0, end)), default=0), end
