"""Days of the Chinese lunisolar calendar: 正月初八, 农历八月十五, 腊月廿三, by the table of db/reference."""

from __future__ import annotations

from pipelines.readers.date_atoms import Atom, Scan
from pipelines.readers.date_forms import TO, Match, Rule, year_of
from pipelines.readers.numerals import hanzi

_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_HAN_DAY = r"初[一二三四五六七八九十]|初\d{1,2}(?=日)|廿[一二三四五六七八九]?"
_DAY = rf"(?:{_HAN_DAY}|[一二三]?十[一二三四五六七八九]?|\d{{1,2}}(?![\d.]))(?![折点时个])日?"
_YEAR = r"(?:(?:(?P<y>(?:19|20)\d\d)年|(?P<yw>今年|去年|明年))的?)?"


def _lunar(match: Match, scan: Scan) -> Atom | None:
    """A day that only this calendar has, or of which the text says so."""
    named, day = match["m"], match["d"]
    month = _MONTHS.get(named) or int(named)
    first, last = _number(day), _number(match["d2"] or day)
    return Atom(
        *match.span(),
        "lunar",
        year=year_of(match, scan),
        lunar=(month, first, last, match["leap"] is not None),
        ranged=last > first,
    )


def _number(text: str) -> int:
    text = text.removesuffix("日").lstrip("初")
    if text.isdigit():
        return int(text)
    return int(hanzi(text.replace("廿", "二十")) or 0)


RULES: tuple[Rule, ...] = (
    (
        "lunar",
        "ho",
        # Named as such, in a month that only this calendar has, or on a day that only it has.
        rf"(?<!\d){_YEAR}(?:(?=农历|阴历|旧历|闰|[正冬腊]月)|(?=\d{{1,2}}月(?:{_HAN_DAY})(?![折点时个])))(?:农历|阴历|旧历)?"
        rf"(?P<leap>闰)?(?P<m>[正冬腊]|\d{{1,2}})月(?P<d>{_DAY})(?:{TO}(?P<d2>{_DAY}))?",
        _lunar,
    ),
)
