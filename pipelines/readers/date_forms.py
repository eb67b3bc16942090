"""Dates of the calendar in Chinese, and parts of a year in Chinese and English, each a rule with its pattern."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.readers.date_atoms import Atom, Form, Scan

Match = re.Match[str]
# A name, what it begins with (h digits before a Chinese sign, d other digits, l a Latin letter, o another sign), a pattern, and what
# builds a piece from a match.
Rule = tuple[str, str, str, Callable[[Match, Scan], Atom | None]]

YEAR_WORDS = {
    **dict.fromkeys(["今年", "本年", "本年度", "this year", "năm nay", "tahun ini"], 0),
    **dict.fromkeys(["去年", "上年", "last year", "năm ngoái", "tahun lalu"], -1),
    **dict.fromkeys(["明年", "来年", "next year"], 1),
    "前年": -2,
    "后年": 2,
}
FREE = r"(?<!\d)(?<!\d[.,:/])"
_CN_YEAR = r"(?:(?P<y>(?:19|20)?\d\d)年度?|(?P<yw>今年|去年|前年|明年|后年|本年度?|上年|来年)|(?P<next>次年|翌年|第2年))的?"
TO = r"(?:-{1,2}|~|至|到)"
_PARTS: dict[str, tuple[int, int]] = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 0),
    "底": (0, 0),
    "末": (0, 0),
    "初": (1, 10),
    "中": (11, 20),
    "中下旬": (11, 0),
    "上中旬": (1, 20),
}
YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d|[.,]\d)"
_OF_YEAR = rf"(?:,? ?(?:of |in )?(?:the year )?(?:{YEAR}|(?P<yw>this year|last year|next year)))?"


def year_of(match: Match, scan: Scan) -> int | None:
    """The year that a match names in digits or in words."""
    named = match.groupdict()
    if named.get("yw"):
        return scan.today.year + YEAR_WORDS[named["yw"]]
    year = named.get("y")
    if not year:
        return None
    return int(year) + (2000 if len(year) == 2 else 0)


NO_DAY = ("0", "00")


def _chinese(match: Match, scan: Scan) -> Atom | None:
    """4月, 4月24日, 2020年4月28-30日, 去年4月下旬, 6月底."""
    month = int(match["m"])
    year = year_of(match, scan)
    if scan.text[match.start() - 1 : match.start()] == "历":
        # A month of the lunisolar calendar.
        return None
    if not 1 <= month <= 12 or (not scan.whole and year is None and match["y"]):
        return None
    form: Form = (month, 1, month, 0)
    if match["d"]:
        form = (month, int(match["d"]), month, int(match["d2"] or match["d"]))
    elif match["d3"]:
        form = (month, int(match["d3"]), month, int(match["d4"]))
    elif match["part"]:
        first, last = _PARTS[match["part"]]
        form = (month, first, month, last)
    whole_month = form == (month, 1, month, 0)
    if form[1] > 31 or form[3] > 31 or match["d"] in NO_DAY or match["d3"] in NO_DAY:
        return None
    return Atom(
        *match.span(),
        "chinese",
        "month" if whole_month else "day",
        form,
        year,
        more=1 if match["next"] else 0,
        ranged=bool(match["d2"] or match["d3"]),
    )


def _months(match: Match, scan: Scan) -> Atom | None:
    """1-4月, 2020年4至6月."""
    first, last = int(match["m"]), int(match["m2"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    return Atom(*match.span(), "months", "month", (first, 1, last, 0), year_of(match, scan))


_HALVES = {"上": (1, 6), "下": (7, 12), "first": (1, 6), "second": (7, 12), "1": (1, 6), "2": (7, 12), "last": (7, 12)}
_ORDINALS = {
    **dict.fromkeys(["首", "1", "first", "1st"], 1),
    **dict.fromkeys(["2", "second", "2nd"], 2),
    **dict.fromkeys(["3", "third", "3rd"], 3),
    **dict.fromkeys(["4", "fourth", "4th", "last", "final"], 4),
}


def _part_of_year(match: Match, scan: Scan) -> Atom | None:
    """Quarters, half years, the first months of a year, its end, and the year itself."""
    named = match.groupdict()
    form: Form = (1, 1, 12, 0)
    if named.get("q"):
        first = _ORDINALS[named["q"]]
        last = _ORDINALS[named["q2"]] if named.get("q2") else first
        form = (first * 3 - 2, 1, last * 3, 0)
    elif named.get("quarters"):
        form = (1, 1, _number(named["quarters"]) * 3, 0)
    elif named.get("half"):
        first, last = _HALVES[named["half"]]
        form = (first, 1, last, 0)
    elif named.get("n"):
        form = (1, 1, _number(named["n"]), 0)
    year = year_of(match, scan)
    if named.get("close"):
        return Atom(*match.span(), "end of part of year", "day", (form[2], 0, form[2], 0), year)
    if form[2] > 12 or (form == (1, 1, 12, 0) and year is None and not named.get("next")):
        return None
    start = match.end("pre") if named.get("pre") else match.start()
    return Atom(start, match.end(), "part of year", "month", form, year, more=1 if named.get("next") else 0)


def _half_year(match: Match, _scan: Scan) -> Atom | None:
    """1H2020, 2020H1."""
    first, last = _HALVES[match["half"] or match["half2"]]
    return Atom(*match.span(), "part of year", "month", (first, 1, last, 0), int(match["y"] or match["y2"]))


def _number(text: str) -> int:
    words = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
    return int(text) if text.isdigit() else words.index(text)


RULES: tuple[Rule, ...] = (
    (
        "months",
        "hdo",
        rf"(?=[\d今去前明后本上来]){FREE}(?:{_CN_YEAR})?(?P<m>\d{{1,2}})月?份?(?:-{{1,2}}|~|至|到)(?P<m2>\d{{1,2}})月(?:份)?(?![\d龄])",
        _months,
    ),
    (
        "parts",
        "hdo",
        rf"(?=[\d今去前明后本上来次翌第首头下]){FREE}(?:{_CN_YEAR})?(?:第?(?P<q>[1-4首])(?:(?:季度?)?(?:{TO}|、|和|及)第?(?P<q2>[1-4]))?(?:季度|季(?!节|度))(?P<close>末|底)?|[前头](?P<quarters>[1-4])个?季度|(?P<half>[上下])半年|[前头](?P<n>\d{{1,2}})个?月(?!\d|前|后|内|来))",
        _part_of_year,
    ),
    ("quarter", "l", rf"\bq(?P<q>[1-4])\b{_OF_YEAR}", _part_of_year),
    ("yquarter", "hd", rf"{FREE}(?P<y>(?:19|20)?\d\d)年?[ -]?q(?P<q>[1-4])(?![a-z\d])", _part_of_year),
    (
        "chinese",
        "ho",
        rf"(?=[\d今去前明后本上来次翌第]){FREE}(?:{_CN_YEAR})?(?P<m>\d{{1,2}})月(?!龄|嫂|饼|卡)份?(?:(?P<d>\d{{1,2}})(?:[日号](?:{TO}(?P<d2>\d{{1,2}})[日号]?(?![\d/.:月点时]))?|(?![\d.%:/]|-\d{{1,2}}(?![\d月])|[点时]))|(?P<d3>\d{{1,2}}){TO}(?P<d4>\d{{1,2}})[日号]?(?![\d月.:点时])|(?P<part>[上中下]旬|中下旬|上中旬|底|末(?!端)|初|中(?![上下国央午心秋部小型文间期学高])))?",
        _chinese,
    ),
    (
        "year",
        "ho",
        rf"(?=[\d今去前明后本上来]){FREE}(?:(?P<y>(?:19|20)\d\d)年度?|(?P<yw>今年|去年|明年|前年|本年度?|上年))(?!代|前|货|轻|级|龄|后|同)(?:年?(?P<close>底|末))?",
        _part_of_year,
    ),
    (
        "enquarter",
        "dl",
        rf"\b(?:the )?(?P<q>first|second|third|fourth|last|final|1st|2nd|3rd|4th) quarter{_OF_YEAR}",
        _part_of_year,
    ),
    ("enquarters", "l", rf"\b(?:the )?first (?P<quarters>two|three|2|3) quarters{_OF_YEAR}", _part_of_year),
    (
        "enhalf",
        "l",
        rf"\b(?:the )?(?P<half>first|second) half(?: of)?(?: (?:the year|{YEAR}|(?P<yw>this year|last year|next year)))",
        _part_of_year,
    ),
    ("half", "d", rf"{FREE}(?P<half>[12])h ?{YEAR}|{FREE}(?P<y2>(?:19|20)\d\d) ?h(?P<half2>[12])(?![a-z\d])", _half_year),
    ("h1", "l", rf"\bh(?P<half>[12]) {YEAR}", _part_of_year),
    (
        "enmonths",
        "l",
        rf"\b(?:the )?first (?P<n>\d{{1,2}}|two|three|four|five|six|seven|eight|nine|ten|eleven) months{_OF_YEAR}",
        _part_of_year,
    ),
    (
        "enyearend",
        "l",
        rf"\b(?P<close>(?:the )?end of|(?:the )?year-end) ?(?:the year|{YEAR}|(?P<yw>this year|last year|next year))",
        _part_of_year,
    ),
    (
        "enyear",
        "l",
        rf"\b(?P<pre>(?:in|since|of|for|during|until|till|by|through|from|to|and|between|early|mid|late|year|tahun|năm) ){YEAR}(?!-(?:19|20)\d\d| to (?:19|20)\d\d| ?(?:yuan|tons?|people|types|kg|million|billion|households|farmers))",
        _part_of_year,
    ),
    ("enyearword", "l", r"\b(?P<yw>this year|last year|next year|năm nay|năm ngoái|tahun ini|tahun lalu)\b", _part_of_year),
)
