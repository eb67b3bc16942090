"""The livestreams that an announcement tells of: day, platform and hosts. Nothing is told twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from pipelines.claims.article import Article, Part
from pipelines.claims.carried import SINCE, goes_on
from pipelines.claims.days import Day, in_the_past
from pipelines.claims.groups import codes_of, groups_of
from pipelines.claims.hosts import hosts_in
from pipelines.claims.lexicon import table
from pipelines.claims.people import Person, people_in
from pipelines.claims.planned import is_told_past, planned_at
from pipelines.claims.platform_of import platform_at
from pipelines.claims.reported import event_day
from pipelines.claims.spotted import Mention
from pipelines.claims.stream_words import PUT_ON, is_one, only_many, triggers_of
from pipelines.claims.when import RATE, day_at
from pipelines.readers.names import Named, Names
from pipelines.readers.patterns import WHOLE, near


@dataclass(frozen=True, slots=True)
class Stream:
    """A livestream told in a part of an article; `start` and `end` are offsets of the sentence's plain text: the quote."""

    part: Part
    platform: str | None
    held_on: date | None
    planned: bool
    hosts: tuple[Person, ...]
    region: Mention | None
    start: int
    end: int


MANY = 20
_PRONOUN = re.compile(r"(?<![a-z])(?:he|she|they|his|her)(?![a-z])|他|她")


@lru_cache(maxsize=1)
def _presents() -> Names[bool]:
    return Names([(word, True) for group in table("people.toml")["present"].values() for word in group.split("|")])


def streams_of(article: Article) -> list[Stream]:
    """The livestreams of an article, in order."""
    found: list[Stream] = []
    tells = any(triggers_of(part) for part in article.parts)
    headline = bool(article.parts) and article.parts[0].sentence.text[-1] not in '。.!?！？”"；' and len(article.parts) > 2
    for number, part in enumerate(article.parts):
        people = hosts_in(part)
        if number == 0 and headline and not any(person.name for person in people):
            # The text tells what its headline says.
            continue
        triggers = triggers_of(part, within_names=bool(people))
        if not triggers and tells and part.of("platform") and any(p.name for p in people):
            # 县长在拼多多推介: a named host who recommends goods on a platform.
            triggers = _presents().find_plain(part.sentence.low)
        if not triggers and number and _takes_a_turn(article, number, people):
            triggers = [Named(people[0].start, people[-1].end, "", True)]
        if not triggers and any(p.name for p in people) and _is_told_behind(article, number):
            triggers = [Named(people[0].start, people[-1].end, "", True)]
        if triggers:
            found += _of_part(article, number, people, (triggers[0].start, triggers[-1].end))
    return _merged(found)


_NEXT_IS_STREAM = re.compile(
    r"(?:the|their|his|her) (?:[\w-]+ ){0,2}?(?:session|livestream|live stream|broadcast|show|stream|live-stream)\b|(?:这场|整场|当晚的?|本场|此次|该场)[^,，。]{0,4}直播|直播间|直播(?:中|期间|吸引|时)"
)


def _is_told_behind(article: Article, number: int) -> bool:
    """Whether the next sentence of the paragraph takes up what the people of this one do as a livestream."""
    if number + 1 >= len(article.parts):
        return False
    part, following = article.parts[number], article.parts[number + 1]
    same = part.sentence.paragraph == following.sentence.paragraph
    return same and _NEXT_IS_STREAM.match(following.sentence.low) is not None and not people_in(following)


_DOES = re.compile(
    r"(?<![a-z])(?:sold|opened|kicked off|joined|presented|promoted|showcased)(?![a-z])|卖出|售出|带货|推介|推荐|推销|开场|压轴|接棒|登场"
)


def _takes_a_turn(article: Article, number: int, people: Sequence[Person]) -> bool:
    """Whether a host of renown does something in the streams that the sentence before it tells of (Viya opened the series)."""
    part, former = article.parts[number], article.parts[number - 1]
    if part.sentence.paragraph != former.sentence.paragraph or not any(p.name and p.role in _HOSTS for p in people):
        return False
    return _DOES.search(part.sentence.low) is not None and bool(triggers_of(former))


_HOSTS = frozenset(["influencer", "news_anchor"])


def _of_part(article: Article, number: int, people: list[Person], span: tuple[int, int]) -> list[Stream]:
    part = article.parts[number]
    hosts = people or _meant(article, number) or _next(article, number)
    if RATE.search(part.sentence.low) and not any(host.name for host in hosts):
        return []
    if not any(host.name for host in hosts) and only_many(part, hosts):
        return []
    if not hosts and not is_one(part, span):
        return []
    if not any(host.name for host in hosts) and _only_since(part):
        return []
    hosts = [*_taken_up(article, number, hosts), *hosts]
    start, end = span
    at = people[0].start if people else start
    held_on = _day(article, number, start, end)
    if held_on is None and hosts and is_series(part, hosts):
        return []
    last = max(people[-1].end, end) if people else end
    region = next(iter(part.of("region")), None)
    platform = _first_platform(article, number, start, end)
    planned = planned_at(part, start)[0]
    return [Stream(part, platform, held_on, planned, tuple(hosts), region, min(at, start), last)]


def _only_since(part: Part) -> bool:
    """Whether the only date of a sentence is that since which streams have been held (自3月12日开播,已有...)."""
    low = part.sentence.low
    return bool(part.days) and all(
        (day.end is None or SINCE.search(low[max(0, day.at - 40) : day.at])) and not day.closing for day in part.days
    )


_SURNAMED = re.compile(r"(?:Mr|Mrs|Ms|Dr|Gov)\.? ([A-Z][a-z'’]+)")


def _taken_up(article: Article, number: int, hosts: Sequence[Person]) -> list[Person]:
    """A host who is only called Mr or Ms X, whose whole name and role an earlier sentence gave."""
    part = article.parts[number]
    called = {match[1] for match in _SURNAMED.finditer(part.sentence.text)}
    if not called or not hosts:
        return []
    known = [person for other in article.parts[:number] for person in people_in(other) if person.name]
    found = [p for p in known if called & set(str(p.name).split()) and p.name not in {h.name for h in hosts}]
    return [replace(found[-1], start=hosts[0].start, end=hosts[0].end)] if found else []


def _next(article: Article, number: int) -> list[Person]:
    """The hosts that the next sentence of the paragraph names, where a stream is told first."""
    if number + 1 >= len(article.parts):
        return []
    part, following = article.parts[number], article.parts[number + 1]
    if part.sentence.paragraph != following.sentence.paragraph or not PUT_ON.search(part.sentence.low):
        return []
    return people_in(following)


def is_series(part: Part, hosts: Sequence[Person]) -> bool:
    """Whether many hosts, none named, are put on air: streams by a plan, not one."""
    many = any(a.kind == "count" and a.value >= MANY for a in part.sentence.amounts)
    return many and not any(host.name for host in hosts)


def _meant(article: Article, number: int) -> list[Person]:
    """Who he, she or they are: the last people named before, in the same paragraph or the one before."""
    if not _PRONOUN.search(article.parts[number].sentence.low):
        return []
    for back in range(number - 1, max(-1, number - 5), -1):
        if article.parts[number].sentence.paragraph - article.parts[back].sentence.paragraph > 1:
            break
        people = people_in(article.parts[back])
        named = [person for person in people if person.name]
        if named or (people and back == number - 1):
            return named or people
    return []


def _day(article: Article, number: int, start: int, end: int) -> date | None:
    part = article.parts[number]
    day = _right_behind(part) or day_at(part, start, end) or day_at(part, start, start)
    if day is None and number and goes_on(article, number):
        days = [one for one in article.parts[number - 1].days if one.is_day]
        day = days[-1] if days else None
    if day is None:
        days = [one for one in part.days if one.is_day and not one.closing and not one.festival]
        day = days[0] if len(days) == 1 and len(part.days) == 1 else event_day(article, number)
    if day is None or day.closing or day.start is None or day.precision in ("month", "year", "quarter", "window"):
        return None
    if planned_at(part, start)[0]:
        return day.start
    return in_the_past(day, article.published_on, is_told_past=is_told_past(part)).start


def _right_behind(part: Part) -> Day | None:
    """The days right behind the word for a stream (a livestream, from August 18 to 20), or those for which it is set."""
    low = part.sentence.low
    ends = [one.end for one in triggers_of(part)]
    for day in part.days:
        if any(0 < day.at - end <= 16 and _FROM.fullmatch(low, end, day.at) for end in ends):
            return day
        if not day.closing and _SET_FOR.search(low[max(0, day.at - 20) : day.at]):
            return day
    return None


_FROM = re.compile(r",? ?(?:held |aired )?(?:from|on|between)(?: the)? |[(（]")
_SET_FOR = re.compile(r"(?:scheduled|set|slated|due|planned) (?:for|on)(?: the)? ?$")


def _first_platform(article: Article, number: int, start: int, end: int) -> str | None:
    """The platform named first; of a list of more than two none in particular."""
    part = article.parts[number]
    groups = groups_of(part)
    if groups:
        codes = groups[0][0]
        first = next(code for code in codes_of(part) if code in codes)
        return first if len(codes) <= 2 else None
    back = article.parts[number - 1] if number else None
    if back is not None and any(len(codes) > 2 for codes, _, _ in groups_of(back)):
        return None
    return platform_at(article, number, start, end, paragraphs=1)[0]


_THE_SAME = near(
    r"(?:当[晚天]的?|这场|该场|整场|此次|本场)直播(?!间)|直播(?:由|中)|the (?:[a-z]+-(?:hour|minute)(?:-long)? )?(?:livestream|show|broadcast|session|stream)(?![a-z])",
    WHOLE,
)


def _is_along(stream: Stream, former: Stream) -> bool:
    near_by = stream.part.sentence.paragraph - former.part.sentence.paragraph <= 1
    return near_by and stream.held_on in (None, former.held_on) and stream.platform in (None, former.platform)


def _merged(found: list[Stream]) -> list[Stream]:
    """A stream whose hosts were all told before is the same one."""
    kept: list[Stream] = []
    for stream in found:
        names = {host.name for host in stream.hosts if host.name}
        if (
            not names
            and stream.held_on
            and any(stream.held_on == o.held_on and stream.platform in (None, o.platform) for o in kept)
        ):
            continue
        if names and any(names <= {h.name for h in other.hosts} for other in kept):
            continue
        if kept and names and _THE_SAME.match(stream.part.sentence.low) and _is_along(stream, kept[-1]):
            # 当晚直播由主持人刘洁主持: who presents the one told before.
            new = [host for host in stream.hosts if host.name not in {h.name for h in kept[-1].hosts}]
            kept[-1] = replace(kept[-1], hosts=(*kept[-1].hosts, *new))
            continue
        if not stream.hosts and stream.held_on is None and any(stream.platform in (None, o.platform) for o in kept):
            # It goes on about the stream told before.
            continue
        kept.append(stream)
    return kept
