"""An announcement taken apart: its sentences, and for each the platforms, regions, goods and dates that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from pipelines.claims.days import Day, find_days, is_weekday, placed, weekday_past
from pipelines.claims.event_days import before_midnight, same_year, whole_year, with_defined
from pipelines.claims.event_spans import with_spans
from pipelines.claims.events import first_day, is_first_days, same_day, those_days, until_its_end, up_to_its_end
from pipelines.claims.joined import joined_days
from pipelines.claims.mentions import datelines, find_mentions
from pipelines.claims.same_span import same_span
from pipelines.claims.sentences import Sentence, sentences
from pipelines.claims.spotted import Mention
from pipelines.claims.told_periods import period_taken_up, periods_of
from pipelines.readers.patterns import WHOLE, near

_DOTTED = frozenset(["vi", "id", "it", "es", "pt", "de", "ms", "tr", "nl"])


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence with what it names."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    days: tuple[Day, ...]

    def of(self, kind: str) -> list[Mention]:
        """Its mentions of a kind, in order."""
        return [mention for mention in self.mentions if mention.kind == kind]


@dataclass(slots=True)
class Article:
    """An announcement's text, taken apart."""

    text: str
    language: str
    published_on: date | None
    parts: list[Part] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    periods: list[Day] = field(default_factory=list)
    """The months, quarters and years that it tells of, in order."""
    main: tuple[str | None] | None = None
    """The platform whose text it is, once looked for (platform_of.main_platform)."""
    notice: tuple[tuple[int, Day] | None] | None = None
    """The days that it sets as a notice, once looked for (notices.set_days)."""
    issuer: tuple[str | None] | None = None
    """The platform that signs it, once looked for (notices.issuer_of)."""


def take_apart(text: str, *, language: str | None, published_on: date | None) -> Article:
    """Sentences with their mentions and dates. Dates without a year count from the day of publication, if known."""
    short = (language or "").split("-")[0].lower()
    article = Article(text, short, published_on, mentions=find_mentions(text))
    days = find_days(text, published_on)
    lines = datelines(text)
    last: Day | None = None
    span: Day | None = None
    defined: dict[str, Day] = {}
    told_of: set[str | None] = set()
    goods = [(m.start, m.end) for m in article.mentions if m.kind == "commodity"]
    names = sorted((m.start, m.end) for m in article.mentions if m.kind == "platform")
    for sentence in sentences(text, dots=short in _DOTTED, names=names):
        inside = [m for m in article.mentions if sentence.start <= m.start < sentence.end]
        here = [
            placed(day, sentence)
            for at, day in days
            if sentence.start <= at < sentence.end and not _in_line(at, [*lines, *goods]) and not _is_in_name(text, day)
        ]
        known = joined_days([before_midnight(sentence, day) for day in here if day is not None], sentence)
        former = article.parts[-1].sentence if article.parts else None
        known = until_its_end(up_to_its_end(sentence, known), former, last)
        if any("past" in cue.kinds for cue in sentence.cues) and not any("planned" in cue.kinds for cue in sentence.cues):
            known = [weekday_past(day, published_on) for day in known]
        known = with_spans(sentence, known, published_on)
        own = [day for day in known if day.is_day and not day.festival]
        if last is not None and own and all(day.closing and day.text.startswith(_THAT_DAY) for day in own):
            # By ten that evening: not of the day of publication.
            known = [day for day in known if day not in own]
            own = []
        begun = next((day for day in own if not day.closing), None)
        if begun is not None:
            known += first_day(sentence, begun, at=begun.behind)
        if not own:
            opened = span or last
            first = first_day(sentence, opened) if opened is not None else []
            known += first or (same_day(sentence, last) if last is not None else [])
            known.sort(key=lambda day: day.at)
        if last is not None and not any(not day.closing for day in own):
            # It lasts until then: from the day on which it began.
            codes = {m.code for m in inside if m.kind == "platform"}
            if not (codes and told_of and not codes & told_of) or sentence.low.startswith(_TAKEN_UP):
                known = [
                    replace(day, start=last.start, closing=False) if _goes_to(sentence, day, last) else day for day in known
                ]
        told = [
            day for day in those_days(sentence, span, last) if not any(day.at < o.behind and o.at < day.behind for o in known)
        ]
        known = sorted([*known, *told], key=lambda day: day.at)
        known = [replace(day, start=last.start) if last and day.text.startswith("即日") else day for day in known]
        again = same_span(sentence, known, span or last) + period_taken_up(sentence, known, article.periods)
        if again:
            # 去年同期 is no year, though the reader of dates finds one in it.
            known = [day for day in known if not any(one.at < day.behind and day.at < one.behind for one in again)]
            known = sorted([*known, *again], key=lambda day: day.at)
        known = with_defined(sentence, whole_year(known), defined)
        known = sorted([*known, *same_year(sentence, known, last or span)], key=lambda day: day.at)
        article.parts.append(Part(sentence, tuple(inside), tuple(known)))
        article.periods += periods_of(known)
        closed = [replace(day, end=published_on) if day.end is None else day for day in known]
        # The first days of a spell are no spell of their own for what follows.
        span = next((day for day in reversed(closed) if _is_spell(day) and not is_first_days(day)), span)
        now = next((one for day in reversed(known) if (one := _day_told(day)) is not None), None)
        if now is not None:
            last, told_of = now, {m.code for m in inside if m.kind == "platform"}
    return article


_TAKEN_UP = ("the ", "it ", "this ", "活动", "本次", "此次", "该", "这")


def _day_told(day: Day) -> Day | None:
    """The day that 当天 or the next day count from: a day, or the one on which a spell of days began."""
    if day.closing or day.festival or day.start is None:
        return None
    if day.is_day:
        return day
    return replace(day, end=day.start) if _is_spell(day) and day.precision == "day" and not is_first_days(day) else None


_LONG = 120


def _is_spell(day: Day) -> bool:
    """Whether a date is a spell of days that may have a first day or week: no year."""
    return (
        not day.is_day
        and not day.closing
        and day.start is not None
        and day.end is not None
        and (day.end - day.start).days <= _LONG
    )


_LASTS_TO = re.compile(
    r"(?:持续|延续)[到至]? ?$|(?:lasts?|runs?|continues?|last|run|continue|on)(?: on [a-z. -]{2,24}?)? (?:until|till|through|to)(?: the)? ?$"
)
_NAMED = near('[“"「《][^”"」》\n]{2,24}[”"」》]', WHOLE)


def _goes_to(sentence: Sentence, day: Day, last: Day) -> bool:
    """Whether something lasts to a day that began on the last day told."""
    begun = day.closing and day.end is not None and last.start is not None and last.start < day.end
    return begun and _LASTS_TO.search(sentence.low[max(0, day.at - 40) : day.at]) is not None


def _is_in_name(text: str, day: Day) -> bool:
    """Whether a month is only part of a name in quotation marks (“嗨购五月”)."""
    if (day.precision != "month" and not is_weekday(day)) or any(sign.isdigit() for sign in day.text):
        return False
    first = max(0, day.at - 24)
    return any(
        m.start() + first < day.at and day.behind < m.end() + first for m in _NAMED.finditer(text[first : day.behind + 24])
    )


_THAT_DAY = ("当晚", "当天", "当日", "that night", "that evening")


def _in_line(at: int, lines: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in lines)


def spans_of_names(article: Article) -> list[tuple[int, int]]:
    """Spans of the text that are platforms or dates, whose numbers count nothing (1688, 一亩田, the 618 festival)."""
    names = [(mention.start, mention.end) for mention in article.mentions if mention.kind == "platform"]
    return names + [
        (part.sentence.place(day.at, day.behind)) for part in article.parts for day in part.days if day.behind > day.at
    ]
