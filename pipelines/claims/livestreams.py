"""The livestreams that an announcement tells of: day, platform and hosts. Nothing is told twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from pipelines.claims.article import Article, Part
from pipelines.claims.carried import SINCE, goes_on
from pipelines.claims.days import in_the_past
from pipelines.claims.groups import codes_of, groups_of
from pipelines.claims.hosts import hosts_in
from pipelines.claims.lexicon import table
from pipelines.claims.people import Person, people_in
from pipelines.claims.planned import is_told_past, planned_at
from pipelines.claims.platform_of import platform_at
from pipelines.claims.reported import event_day
from pipelines.claims.spotted import Mention
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


_OF_THE_TRADE = near(
    r" ?(?:program|campaign|platform|industry|e-?commerce|sector|technolog|app\b|apps\b|compan|econom|market|equipment|skills|training|trend|business|service|channel|平台|电商|行业|经济|基地|人才|培训|技术|产业|设备|技能|模式|机构|公司|从业|购物|时代|业态|热|经验|课|运营|周(?![一二三四五六日末])|季|月|节|大赛|专区|行动|计划)",
    WHOLE,
)


_PUT_ON = re.compile(
    r"(?<![a-z])(?:put on|held|hosted|streamed|launched|opened|aired|staged|started|went)(?![a-z])|启动|举行|举办|开启|开播|推出|上线|直播间里|在.{1,12}直播"
)
MANY = 20
_PRONOUN = re.compile(r"(?<![a-z])(?:he|she|they|his|her)(?![a-z])|他|她")


@lru_cache(maxsize=1)
def _presents() -> Names[bool]:
    return Names([(word, True) for group in table("people.toml")["present"].values() for word in group.split("|")])


@lru_cache(maxsize=1)
def _triggers() -> Names[bool]:
    words = table("people.toml")["stream"]
    return Names([(word, True) for group in words.values() for word in group.split("|")])


def streams_of(article: Article) -> list[Stream]:
    """The livestreams of an article, in order."""
    found: list[Stream] = []
    tells = any(_triggers_of(part) for part in article.parts)
    headline = bool(article.parts) and article.parts[0].sentence.text[-1] not in '。.!?！？”"；' and len(article.parts) > 2
    for number, part in enumerate(article.parts):
        people = hosts_in(part)
        if number == 0 and headline and not any(person.name for person in people):
            # The text tells what its headline says.
            continue
        triggers = _triggers_of(part, within_names=bool(people))
        if not triggers and tells and part.of("platform") and any(p.name for p in people):
            # 县长在拼多多推介: a named host who recommends goods on a platform.
            triggers = _presents().find_plain(part.sentence.low)
        if not triggers and any(p.name for p in people) and _is_told_behind(article, number):
            triggers = [Named(people[0].start, people[-1].end, "", True)]
        if triggers:
            found += _of_part(article, number, people, (triggers[0].start, triggers[-1].end))
    return _merged(found)


def _triggers_of(part: Part, *, within_names: bool = False) -> list[Named[bool]]:
    """The words of a livestream; those of a platform's name (淘宝直播) where somebody presents on it."""
    low = part.sentence.low
    found = [t for t in _triggers().find_plain(low) if not _OF_THE_TRADE.match(low, t.end)]
    return found if within_names else [t for t in found if not _in_platform(part, t.start)]


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


_PLURAL = re.compile(r"(?:livestreams|live streams|live-streams|broadcasts|sessions|live shows|livestreaming)$")


def _only_many(part: Part, hosts: Sequence[Person]) -> bool:
    """Whether a sentence tells of streams in general: of many, by unnamed people in the plural."""
    low = part.sentence.low
    if not hosts:
        return _MANY_STREAMS.search(low) is not None or _is_counted(part)
    counted = [
        one
        for one in _triggers_of(part)
        if any(a.kind == "count" and a.value >= 2 and 0 <= one.start - a.end <= 12 for a in part.sentence.amounts)
    ]
    if counted and not any(day.is_day and not day.closing for day in part.days):
        return True
    first = min(host.start for host in hosts)
    if re.search(
        "(?:不少|许多|很多|越来越多的?|一批批?|many|more and more|scores of)[^,。]{0,6}$", low[max(0, first - 14) : first]
    ):
        return True
    if len(hosts) == 1 and hosts[0].role in ("farmer", "other") and not groups_of(part) and not part.days and "一场直播" in low:
        return True
    words = [low[host.start : host.end] for host in hosts]
    since = [day for day in part.days if SINCE.search(low[max(0, day.at - 40) : day.at])]
    if len(since) == len(part.days) and all(_PLURAL.search(one.text) for one in _triggers_of(part)) and since:
        return True
    crowd = all(
        word.isascii() and word.endswith("s") and host.role in ("farmer", "influencer")
        for word, host in zip(words, hosts, strict=True)
    )
    triggers = _triggers_of(part)
    return crowd and bool(triggers) and all(_PLURAL.search(one.text) for one in triggers)


_SESSIONS = re.compile(r" ?(?:场次?|次)")


def _is_counted(part: Part) -> bool:
    """Whether several sessions are counted in the clause of a word of streams (两场湖北农产品专场直播)."""
    counts = [
        a for a in part.sentence.amounts if a.kind == "count" and a.value >= 2 and _SESSIONS.match(part.sentence.low, a.end)
    ]
    return any(part.sentence.clause(a.start) == part.sentence.clause(one.start) for a in counts for one in _triggers_of(part))


_LIVE_VERB = re.compile(
    r"(?<![a-z])(?:goes|go|went|is|was|were) (?:on )?(?:live|air)(?![a-z])|(?<![a-z])livestream(?:s|ed)(?! (?:have|are|were))|开播|开启直播|进行直播"
)
_LASTED = re.compile(
    r"(?<![a-z])(?:lasted|drew|attracted|brought|sold|generated|watched)(?![a-z])|持续|吸引|卖出|售出|成交|观看|围观|在线"
)


def _is_one(part: Part, span: tuple[int, int]) -> bool:
    """Whether a stream of nobody named is told as one: put on at a platform, or on a day."""
    low = part.sentence.low
    if _PLURAL.search(low[span[0] : span[1]]) and not _LIVE_VERB.search(low):
        return False
    day = any(one.is_day and not one.closing and not one.festival for one in part.days)
    if groups_of(part) and (_PUT_ON.search(low) or _LIVE_VERB.search(low)):
        return True
    return day and bool(_PUT_ON.search(low) or _LASTED.search(low))


def _in_platform(part: Part, at: int) -> bool:
    place = part.sentence.place(at, at + 1)[0]
    return any(mention.start <= place < mention.end for mention in part.of("platform"))


def _of_part(article: Article, number: int, people: list[Person], span: tuple[int, int]) -> list[Stream]:
    part = article.parts[number]
    hosts = people or _meant(article, number) or _next(article, number)
    if RATE.search(part.sentence.low) and not any(host.name for host in hosts):
        return []
    if not any(host.name for host in hosts) and _only_many(part, hosts):
        return []
    if not hosts and not _is_one(part, span):
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


_MANY_STREAMS = near(
    r"直播[^,，。,]{0,4}?\d{1,7}[余多]?场|(?<!\d)\d{1,7}[余多]?场(?:次)?[^,，。,]{0,6}直播|\d (?:[a-z-]{1,20} ){0,2}live-?(?: |)?streams",
    WHOLE,
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
    if part.sentence.paragraph != following.sentence.paragraph or not _PUT_ON.search(part.sentence.low):
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
    day = day_at(part, start, end) or day_at(part, start, start)
    if day is None and number and goes_on(article, number):
        days = [one for one in article.parts[number - 1].days if one.is_day]
        day = days[-1] if days else None
    day = day or event_day(article, number)
    if day is None or day.closing or day.start is None or day.precision in ("month", "year", "quarter", "window"):
        return None
    if planned_at(part, start)[0]:
        return day.start
    return in_the_past(day, article.published_on, is_told_past=is_told_past(part)).start


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
        kept.append(stream)
    return kept
