"""Dates with the name of their month, in English and other languages, and Vietnamese ones, whose months are numbers."""

from __future__ import annotations

from pipelines.readers.date_atoms import Atom, Scan
from pipelines.readers.date_forms import FREE, YEAR, YEAR_WORDS, Match, Rule, year_of
from pipelines.readers.date_numbers import common_era
from pipelines.readers.date_words import BARE_MONTHS, MONTH, MONTHS, VERBS
from pipelines.readers.patterns import near

_BE = r"(?:พ\.?ศ\.? ?)?(?P<be>25\d\d)(?!\d)"
_LOOSE_YEAR = rf"(?:[ ,.-]{{0,3}}(?:(?:of|de|del|năm|tahun) )?(?:{YEAR}|{_BE}|(?P<yw>this year|last year|next year|tahun ini|tahun lalu)))?"
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|er|º|°)?(?![\d%]|[:,]\d|\.\d)"
_MONTH = rf"(?<![a-zа-я])(?P<{{}}>{MONTH})(?![a-zа-я\u0300-\u036f])\.?"


def _day_month(match: Match, scan: Scan) -> Atom | None:
    """24 Apr 2020, 28-30 April, 24 de abril de 2020, 24 เมษายน 2563."""
    month, first = MONTHS[match["month"]], int(match["d"])
    year = match["y"] or match["be"]
    form = (month, first, month, int(match["d2"] or first))
    if not 1 <= form[1] <= 31 or (match["month"] in VERBS and not scan.capital(match.start("month"))):
        return None
    return Atom(
        *match.span(),
        "day month",
        "day",
        form,
        common_era(int(year)) if year else _worded(match, scan),
        ranged=bool(match["d2"]),
    )


def _month_day(match: Match, scan: Scan) -> Atom | None:
    """April 24, 2020; April 28-30; Apr. 24th."""
    month, first = MONTHS[match["month"]], int(match["d"])
    if not 1 <= first <= 31 or (match["month"] in VERBS and not scan.capital(match.start("month"))):
        return None
    form = (month, first, month, int(match["d2"] or first))
    return Atom(*match.span(), "month day", "day", form, year_of(match, scan), ranged=bool(match["d2"]))


def _month(match: Match, scan: Scan) -> Atom | None:
    """April, April 2020, late April, end of June; a short or double-meaning name only beside a year or a preposition."""
    name = match["month"]
    month = MONTHS[name]
    year = match["y"] or match["be"]
    value = common_era(int(year)) if year else _worded(match, scan)
    led = _LED.search(scan.text[max(0, match.start() - 24) : match.start("month")]) is not None or bool(match["part"])
    is_all = scan.whole and match.end() - match.start() >= len(scan.text.strip())
    plain = name in BARE_MONTHS and name not in VERBS
    if value is None and not (plain or (led and (not name.isascii() or scan.capital(match.start("month")))) or is_all):
        return None
    if name in VERBS and not (is_all or scan.capital(match.start("month"))):
        return None
    part = (match["part"] or "").strip(" -")
    first, last = _EN_PARTS[next((key for key in _EN_PARTS if part.startswith(key)), "")] if part else (1, 0)
    whole_month = (first, last) == (1, 0)
    return Atom(*match.span(), "month", "month" if whole_month else "day", (month, first, month, last), value)


_EN_PARTS = {
    "early": (1, 10),
    "mid": (11, 20),
    "the mid": (11, 20),
    "late": (21, 0),
    "the end": (0, 0),
    "end": (0, 0),
    "the begin": (1, 1),
}
_EN_PARTS |= {"begin": (1, 1), "the start": (1, 1), "cuối": (0, 0), "akhir": (0, 0), "awal": (1, 10), "đầu": (1, 10)}
_LED = near(
    r"\b(?:in|since|from|until|till|by|of|between|to|through|during|this|last|next|and|before|after|early|late|end|bulan|tháng|di|a|en|im|mois de)[ -]$"
    r"|[-~] ?$|เดือน$"
)


def _worded(match: Match, scan: Scan) -> int | None:
    word = match.groupdict().get("yw")
    return scan.today.year + YEAR_WORDS[word] if word else None


def _vietnamese(match: Match, scan: Scan) -> Atom | None:
    """ngày 24 tháng 4 năm 2020, tháng 4/2020."""
    month = int(match["m"])
    if not 1 <= month <= 12:
        return None
    if match["d"]:
        return Atom(*match.span(), "vietnamese", "day", (month, int(match["d"]), month, int(match["d"])), year_of(match, scan))
    return Atom(*match.span(), "vietnamese", "month", (month, 1, month, 0), year_of(match, scan))


RULES: tuple[Rule, ...] = (
    (
        "daymonth",
        "d",
        rf"{FREE}(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?(?: ?(?:-|to|and|al|s/d) ?(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)?)?[ -]?(?:day )?(?:of |de )?{_MONTH.format('month')}{_LOOSE_YEAR}",
        _day_month,
    ),
    (
        "monthday",
        "lo",
        rf"{_MONTH.format('month')} ?{_DAY.format('d')}(?: ?(?:-{{1,2}}|~|to|through|and) ?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|[.,:/]\d| ?[ap]\.?m|[ ,-]?(?:{MONTH})))?(?:,? {YEAR})?",
        _month_day,
    ),
    (
        "month",
        "lo",
        rf"(?P<part>(?:the )?(?:early|mid(?:dle)?|late|end|beginning|begin|start|cuối|akhir|awal|đầu)(?: of |-| )?)?{_MONTH.format('month')}{_LOOSE_YEAR}(?! ?\d{{1,2}}(?![\d,]))",
        _month,
    ),
    ("vietnamese", "dl", rf"\b(?:(?:ngày )?(?P<d>\d{{1,2}}) )?tháng (?P<m>\d{{1,2}})(?:(?:/| năm |, ?){YEAR})?", _vietnamese),
)
