"""An announcement taken apart: its sentences, and for each the platforms, regions, goods and dates that it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipelines.claims.days import Day, find_days, joined_days, placed, same_day
from pipelines.claims.mentions import Mention, datelines, find_mentions
from pipelines.claims.sentences import Sentence, sentences

_TRADE = frozenset(["sell", "ordering", "price", "play", "like", "follow", "discount"])
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


def take_apart(text: str, *, language: str | None, published_on: date | None) -> Article:
    """Sentences with their mentions and dates. Dates without a year count from the day of publication, if known."""
    short = (language or "").split("-")[0].lower()
    article = Article(text, short, published_on, mentions=find_mentions(text))
    days = find_days(text, published_on)
    lines = datelines(text)
    last: Day | None = None
    for sentence in sentences(text, dots=short in _DOTTED):
        inside = [m for m in article.mentions if sentence.start <= m.start < sentence.end]
        here = [placed(day, sentence) for at, day in days if sentence.start <= at < sentence.end and not _in_line(at, lines)]
        known = joined_days([day for day in here if day is not None], sentence)
        if last is not None and not any(day.is_day and not day.festival for day in known):
            known += same_day(sentence, last)
        article.parts.append(Part(sentence, tuple(inside), tuple(known)))
        last = next((day for day in reversed(known) if day.is_day and not day.closing and not day.festival), last)
    return article


def _in_line(at: int, lines: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in lines)


def is_of_trade(article: Article) -> bool:
    """Whether an announcement is about trade at all: it names a platform, or says that something is sold, ordered or streamed."""
    if any(mention.kind == "platform" for mention in article.mentions):
        return True
    return any(
        cue.kinds & _TRADE or "直播" in cue.word or "stream" in cue.word for part in article.parts for cue in part.sentence.cues
    )


def spans_of_names(article: Article) -> list[tuple[int, int]]:
    """Spans of the text that are platforms or dates, whose numbers count nothing (1688, 一亩田, the 618 festival)."""
    names = [(mention.start, mention.end) for mention in article.mentions if mention.kind == "platform"]
    return names + [
        (part.sentence.place(day.at, day.behind)) for part in article.parts for day in part.days if day.behind > day.at
    ]
