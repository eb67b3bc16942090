"""The pieces of dates in a text: numerals in hanzi made digits, then every rule tried in one pass, then the names of festivals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from functools import lru_cache

from pipelines.readers import date_clock, date_forms, date_lunar, date_months, date_numbers, date_relative
from pipelines.readers.date_atoms import Atom, Scan
from pipelines.readers.festivals import find_festivals
from pipelines.readers.numerals import DIGITS, hanzi
from pipelines.readers.patterns import REACH, each, near
from pipelines.readers.plain import plain

_RULES = (
    *date_relative.RULES,
    *date_clock.RULES,
    *date_lunar.RULES,
    *date_months.RULES,
    *date_numbers.FIRST,
    *date_forms.RULES,
    *date_numbers.LAST,
)

_READ = {name: (near(pattern), build) for name, _, pattern, build in _RULES}
# Signs that a date in Chinese begins with.
_CHINESE = frozenset("今去前明后本上来次翌第首头下半过最近未接周星礼这刚截目当发现年月大昨即凌清早晨中正午傍晚夜冬腊闰农阴旧")


def _any_beginning(kind: str) -> str:
    """The rules whose texts begin with a kind of sign, the name of each with that kind behind it."""
    return "|".join(
        f"(?P<{name}_{kind}>{re.sub(r'[?]P<[a-z0-9]+>', '?:', pattern)})" for name, kinds, pattern, _ in _RULES if kind in kinds
    )


_DIGIT = near(
    rf"(?=\d{{1,4}}[\u4e00-\u9fff])(?:{_any_beginning('h')})|(?=\d{{8}}(?![\d\u4e00-\u9fff])|\d{{1,12}}(?![\d\u4e00-\u9fff]) ?[^\s\d])(?:{_any_beginning('d')})",
)
_LETTER, _OTHER = near(_any_beginning("l")), near(_any_beginning("o"))
_KINDS = {
    **dict.fromkeys("0123456789", _DIGIT),
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", _LETTER),
    **dict.fromkeys(_CHINESE, _OTHER),
}
MOST = 1_000
_UNIT = "个?(?:年|月|日|号|天|周|星期|礼拜|季度|点|时|分|秒|小时|刻)"
_N = "[〇零一二三四五六七八九十两]"
_NUMERAL = near(
    rf"(?<![周期拜第廿卅]){_N}{{1,4}}(?={_UNIT}|[至到~、和-]{_N}{{1,3}}{_UNIT})|(?<![周期拜第数几{_N[1:-1]}])[一二两三四五六七八九]百{_N}{{0,4}}(?=天|个月|小时|日(?!元))|(?<=第){_N}(?={_UNIT}|[至到~、和-]第?{_N}{_UNIT})|(?<=\d月|十月|[一二三四五六七八九]月){_N}{{1,3}}"
)
_HANZI = re.compile(_N)
_NUMERALS = frozenset(_N[1:-1])
_FESTIVAL_YEAR = near(
    r"(?:(?P<y>(?:19|20)\d\d)年?度?|(?P<yw>今年|去年|前年|明年|last year's|this year's|next year's))(?:的|天猫|京东|淘宝|全国|中国)? ?$"
)
_YEAR_BEHIND = near(r",? ?(?:in |of |\()?(?P<y>(?:19|20)\d\d)\)?(?!\d|[.,/-]\d|年\d)| (?P<yw>last year|this year|next year)\b")
# What happens again and again has no date.
_REGULAR = near(r"每(?:个?|[天日晚月]|(?:周|星期|礼拜)[一二三四五六日天])$|\b(?:every|each) $")
_TRADE = near(
    r"大促|活动|期间|lalu|kemarin|购物|年中|狂欢|预售|首日|当天|当日|电商|前|后|之|全|来|将|战|开|global|sale|shopping|promotion|festival|campaign"
)
_TRADE_BEFORE = near(r"(?:年中|备战|天猫|京东|淘宝|苏宁|拼多多|抖音|快手|年|的|迎|在|[\"“「'【]|this|the|during) ?$")
_SHIFT = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "this year": 0, "last year": -1, "next year": 1}


def scan_of(text: str, today: date, now: datetime | None, zone: tzinfo, *, whole: bool) -> Scan:
    """A text made ready: plain, its numerals of dates in digits."""
    low, offsets = plain(text)
    most = len(text) + 1_000
    if len(low) > most:
        # Ligatures of whole phrases are no dates.
        low, offsets = low[:most], offsets[: most + 1]
    if not low.isascii() and _HANZI.search(low):
        low, offsets = _digits(low, list(offsets))
    return Scan(low, offsets, text, today, now, zone, whole)


def _digits(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    kept: list[int] = []
    last = 0
    for match in each(_NUMERAL, text, _NUMERALS):
        value = _value(match[0])
        pieces += [text[last : match.start()], value]
        kept += offsets[last : match.start()]
        kept += [offsets[match.start()]] * len(value)
        last = match.end()
    return "".join([*pieces, text[last:]]), [*kept, *offsets[last:]]


@lru_cache(maxsize=1_000)
def _value(text: str) -> str:
    if len(text) == 4 and "十" not in text:
        return "".join(str(DIGITS[sign]) for sign in text)
    value = hanzi(text)
    return text if value is None else str(int(value))


def atoms_of(scan: Scan) -> list[Atom]:
    """The pieces of dates of a text in order, none over another; names of festivals come before what stands inside them."""
    named = _festivals(scan)
    found: list[Atom] = []
    text, past = scan.text, 0
    ahead = iter([*named, None])
    festival = next(ahead)
    for at, kind in _beginnings(text):
        match = kind.match(text, at, at + REACH) if at >= past else None
        if match is None:
            continue
        while festival is not None and festival.end <= at:
            festival = next(ahead)
        if festival is not None and festival.start < match.end():
            past = festival.end
            continue
        pattern, build = _READ[str(match.lastgroup)[:-2]]
        again = pattern.match(text, at, at + REACH)
        atom = build(again, scan) if again is not None else None
        if atom is None:
            continue
        if not _REGULAR.search(text, max(0, atom.start - 6), atom.start):
            found.append(atom)
        past = match.end()
        if len(found) >= MOST:
            break
    return sorted([*found, *named], key=lambda atom: atom.start) if named else found


def _beginnings(text: str) -> Iterator[tuple[int, re.Pattern[str]]]:
    """Where a date may begin, and the patterns of what it may begin with: a number, a Latin word, any other sign."""
    for at, sign in enumerate(text):
        kind = _KINDS.get(sign)
        if kind is None:
            if not (sign < "\x80" or "\u3000" <= sign <= "\u9fff"):
                yield at, _OTHER
        elif kind is _OTHER or not at or _KINDS.get(text[at - 1]) is not kind:
            yield at, kind


def _festivals(scan: Scan) -> list[Atom]:
    found: list[Atom] = []
    text = scan.text
    for start, end, code, alone in find_festivals(text)[:MOST]:
        before = _FESTIVAL_YEAR.search(text[max(0, start - 14) : start])
        behind = None if before else _YEAR_BEHIND.match(text, end, end + REACH)
        if behind and "\n" in scan.original[scan.offsets[end] : scan.offsets[behind.end()]]:
            # A year on the next line is of the date there.
            behind = None
        year = before or behind
        if alone and not (year or _beside_trade(text, start, end) or (scan.whole and end - start == len(text.strip()))):
            continue
        value = None
        if year:
            word = (year["yw"] or "").removesuffix("'s")
            value = scan.today.year + _SHIFT[word] if word else int(year["y"])
        first = start - len(before[0]) if before else start
        found.append(Atom(first, behind.end() if behind else end, "festival", "day", year=value, festival=code))
    return found


def _beside_trade(text: str, start: int, end: int) -> bool:
    return (
        _TRADE.match(text[end : end + 12].lstrip(' ”"』」')) is not None
        or _TRADE_BEFORE.search(text[max(0, start - 8) : start]) is not None
    )
