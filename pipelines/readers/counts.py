"""Counts of sales and of anything else: a value with the bound and the period that the words around it give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.readers.folding import close_up, fold
from pipelines.readers.numerals import HANZI, MULTIPLIERS, WORDS, digits, english, hanzi
from pipelines.readers.patterns import REACH, WHOLE, near

LONGEST = 500
Bound = Literal["exact", "at_least", "at_most", "approx", "none"]


@dataclass(frozen=True, slots=True)
class Count:
    """A count. `min` and `max` are inclusive; a max of None is open; a value of None is no number."""

    value: int | None
    bound: Bound
    period: str | None
    min: int | None
    max: int | None
    rule: str
    decimals: int = 0
    """Decimals before a multiplier, which say how finely the platform rounds."""
    multiplier: int = 1


_NOTHING = Count(None, "none", None, None, None, "nothing")
_MULTIPLIER = "|".join(sorted(map(re.escape, MULTIPLIERS), key=len, reverse=True))
_DIGITS = near(
    rf"(?<![\d.,])(\d{{1,2}}(?:,\d{{2}}){{1,4}},\d{{3}}|\d{{1,15}}(?:[., ]\d{{3}}){{0,5}}(?:[.,]\d{{1,4}})?)\s?(多|余|来)?\s?({_MULTIPLIER})?(?![a-z])(?: ?(\d{{1,4}}) ?(千万|百万|万|千|百)|(?: (?=\d$))?(\d{{1,4}}))?(?!\d|\.\d)\s?(\+|多|余|-?plus\b)?",
    WHOLE,
)
_HANZI = near(rf"({HANZI})(几|多|余|来)?([万亿])?\s?(\+)?", WHOLE)
_AT_LEAST = near(
    r"超|逾|[突冲]破|以上|(?:[上破]|(?<![买看用吃来拍喝玩逛听])过)(?= ?[万千百亿\d])|不[少低]于|[至最]少|起码|大于|[>≥]|\bover\b|more than|at least|exceed|above|or more\b|n(?:o|ot) (?:less|fewer) than"
    r"|lebih dari|hơn|trên|มากกว่า|surpass",
    WHOLE,
)
_NOT_MORE = near(r"不超|未超|不[多高]于|n[o']t? more than|no more than", WHOLE)
_AT_MOST = near(
    r"不到|不足|少于|小于|低于|未满|以下|以内|至多|最多|[<≤]|\bunder\b|less than|fewer than|at most|up to|as many as|below|kurang dari|dưới",
    WHOLE,
)
_APPROX = near(
    r"近|约|大概|左右|上下|≈|(?<!\d)~(?=\s?\d)|接近|[十\d]来|\babout\b|nearly|almost|around|some(?= \d)|roughly|approximately|dozen|half a|quarter of a|close to|sekitar|khoảng|ประมาณ",
    WHOLE,
)
_NEAR = near(r"近|nearly|almost|close to", WHOLE)
_PERIODS = (
    ("30d", near(r"[最]?近?\s?(?:30|三十)\s?[天日]内?|(?:last|past) 30 days|30 hari(?: terakhir)?", WHOLE)),
    ("24h", near(r"[最]?近?\s?24\s?(?:小时内?|h(?:ours?)?(?![a-z])|jam\b)|近?一天|当日|今日", WHOLE)),
    (
        "month",
        near(
            r"月销|月成交|月售|月付款|本月|[最]?近(?:1|一)个?月|每月|(?:past|last|this) month|a month\b|/\s?month|per month|monthly|bulan ini|per bulan|/bulan|sebulan"
            r"|/\s?tháng|tháng này|/\s?เดือน|เดือนนี้|ต่อเดือน",
            WHOLE,
        ),
    ),
    ("total", near(r"累计|累积|总销|总计|总成交|历史|\btotal\b|all[ -]time|cumulative|lifetime", WHOLE)),
)
# Lengths of time beside a count: 7天内售出320件.
_DURATION = near(
    r"[最]?近[一二两三]个?[月周天]|[最]?近?\s?\d{1,3}\s?(?:天|日(?!销)|小时|个月|周(?!年)|days?(?![a-z])|hours?(?![a-z])|weeks?\b|months?\b|hari\b|ngày\b|jam\b)内?",
    WHOLE,
)
_SPLIT = re.compile(r"(?<=\d) \. ?(?=\d)")
_VAGUE = near(r"(?:数|(?<![二三四五六七八九]十)几)(?:十|百|千|万|亿)|成千上万|成百上千", WHOLE)
# Ranks are no counts; an amount of money counts where nothing else does.
_NO_COUNT_BEFORE = near(r"第\s?$|\btop\s?$|\bno\.?\s?$|#$")
_MONEY_BEFORE = near(r"[¥￥$€£]\s?$")
_MEASURE_BEHIND = near(r"\s?(?:斤|公斤|千克|克|k?g(?![a-z])|m?l(?![a-z])|元|块|折|星|天|年|月)")
_RANGE = near(r"\s?[~-]\s?(\d{1,9})(?![\d.,%])")
# Words that a count of sales stands behind, and before.
_SOLD_BEFORE = near(
    r"(?:已售出?|月销量?|月售|销量|售出|成交|热卖|热销|已拼|已抢|已买|月成交|累计|sold|terjual|đã bán|ขายแล้ว)[:\s]?(?:约|超|超过|近)?\s?$"
)
_SOLD_BEHIND = near(r"\s?(?:件|单|笔|人)?\s?(?:人?已买|人?付款|人?收货|人?购买|人?下单|sold|bought|terjual|orders?)")
_NOT_SALES = near(
    r"(?i:评价|评论|好评|想买|想要|收藏|浏览|看过|在看|围观|人气|粉丝|关注|点赞|浏览|成交额|review|rating|view|watch|follower|like|wish)",
    WHOLE,
)
_MONEY = near(r"成交\s*[¥￥\d.,万亿]+\s*元|成交额|[¥￥$]\s*\d", WHOLE)
_SALES = near(r"(?i:付款|已售|月销|销量|售出|成交|热卖|已拼|已抢|sold|bought|orders?|terjual|đã bán|ขายแล้ว|购买|下单)", WHOLE)


def is_sales(text: str) -> bool | None:
    """Whether the words say that a count is one of sales; None where they do not tell."""
    text = close_up(fold(text[:LONGEST]))
    if _MONEY.search(text):
        return False
    if _SALES.search(text):
        return True
    return False if _NOT_SALES.search(text) else None


@lru_cache(maxsize=20_000)
def read_count(text: str) -> Count:
    """The count of a text, with its bound, its period, and the interval that they leave; of several that of sales, else the first."""
    text = close_up(fold(text[:LONGEST])).lower()
    if " ." in text:
        text = _SPLIT.sub(".", text)
    period, bare = _without_periods(text)
    found = _digits(bare) or _hanzi(bare) or _words(bare)
    if found is None:
        return Count(None, "none", period, None, None, "no number") if text.strip() else _NOTHING
    value = found.value
    if found.most is not None:
        return Count(value, "at_least", period, value, found.most, found.rule)
    bound = _bound(bare, found.rounded, found.plus)
    near = bound == "approx" and _NEAR.search(bare) is not None
    low, high = (value * 9 // 10, value) if near else _interval(value, bound, found.decimals, found.multiplier)
    return Count(value, bound, period, low, high, found.rule, found.decimals, found.multiplier)


def _without_periods(text: str) -> tuple[str | None, str]:
    """The period that a text names, and the text without the numbers of lengths of time."""
    period = next((name for name, words in _PERIODS if words.search(text)), None)
    bare = text
    if period in ("30d", "24h", "month"):
        for _, words in _PERIODS[:2]:
            bare = words.sub(" ", bare)
    without = _DURATION.sub(" ", bare)
    return period, without if any(sign.isdigit() for sign in without) else bare


class _Number(NamedTuple):
    value: int
    rounded: bool
    """Written with a multiplier that platforms round to."""
    plus: bool
    decimals: int
    multiplier: int
    rule: str
    most: int | None = None
    """The last number of a range."""


def _digits(text: str) -> _Number | None:
    first: _Number | None = None
    money: _Number | None = None
    for match in _DIGITS.finditer(text):
        number = _number(match)
        if number is None or _NO_COUNT_BEFORE.search(text, max(0, match.start() - 5), match.start()):
            continue
        if text[match.end() : match.end() + 1] == "%":
            continue
        if _SOLD_BEFORE.search(text, max(0, match.start() - 8), match.start()) or _SOLD_BEHIND.match(
            text, match.end(), match.end() + REACH
        ):
            return _ranged(number, text, match.end())
        if _MONEY_BEFORE.search(text, max(0, match.start() - 2), match.start()) or _MEASURE_BEHIND.match(
            text, match.end(), match.end() + REACH
        ):
            money = money or number
        else:
            first = first or _ranged(number, text, match.end())
    return first or money


def _ranged(number: _Number, text: str, at: int) -> _Number:
    """The number with the end of the range that it begins (100-200)."""
    last = _RANGE.match(text, at, at + REACH) if number.multiplier == 1 and not number.plus else None
    if last is None or int(last[1]) <= number.value:
        return number
    return number._replace(rule="range", most=int(last[1]))


def _number(match: re.Match[str]) -> _Number | None:
    written, before, word, rest, rest_word, tenths, plus = match.groups()
    rest = rest or tenths
    multiplier = MULTIPLIERS.get(word or "", 1)
    if multiplier == 1 and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written):
        # Counts are whole: a point before three digits groups.
        written = written.replace(".", "")
    number = digits(written)
    if number is None or (multiplier == 1 and (rest or number % 1)):
        return None
    value = number * multiplier
    if rest and not rest_word and len(rest) not in (1, 4):
        return None
    if rest:
        # 1万2: a digit behind the unit counts its tenth part; 1亿2000万 says so.
        value += int(rest) * (_REST.get(rest_word) or (multiplier // 10 if len(rest) == 1 else 1))
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 and multiplier > 1 else 0
    if rest:
        multiplier, decimals = (_REST[rest_word], 0) if rest_word else (multiplier if len(rest) == 1 else 1, 1)
    rounded = multiplier > 1 and word not in ("thousand", "hundred", "百", "千")
    return _Number(int(value), rounded or before == "来", bool(plus) or before in ("多", "余"), decimals, multiplier, "digits")


def _hanzi(text: str) -> _Number | None:
    if _VAGUE.search(text):
        return None
    for match in _HANZI.finditer(text):
        written, more, unit, plus = match.groups()
        number = hanzi(written)
        if number is None or written.startswith(("半", "零", "〇")) or written.endswith("半") or (unit and not more):
            continue
        if written in ("万", "亿", "千", "百", "十") and not (more or plus or text[: match.start()].endswith(_BEFORE_UNIT)):
            continue
        if text[: match.start()].endswith("第") or text[max(0, match.start() - 3) : match.start()].endswith("分之"):
            continue
        big = unit or ("亿" if "亿" in written else "万" if "万" in written else "")
        multiplier = {"亿": 10**8, "万": 10**4}.get(big, 1)
        value = int(number) * multiplier if unit else int(number)
        if big and str(value)[1:].strip("0") == "":
            multiplier = 10 ** (len(str(value)) - 1)
        return _Number(value, bool(big), plus is not None or more in ("几", "多", "余"), 0, multiplier, "hanzi")
    return None


_REST = {"千万": 10**7, "百万": 10**6, "万": 10**4, "千": 1_000, "百": 100}
_PARTS_OF = near(r"\b(half|quarter)(?: of)? an? (million|billion|thousand|hundred)\b", WHOLE)
_AND_A_HALF = near(r"\b(one|two|three|four|five|\d) and a half (million|billion|thousand)\b", WHOLE)
_BEFORE_UNIT = ("上", "过", "超", "近", "约", "到", "破", "逾", "足")


def _words(text: str) -> _Number | None:
    if not text.isascii():
        return None
    dozen = re.search(r"\b(a|one|two|three|four|five|six|\d) dozen\b", text)
    if dozen:
        return _Number(12 * (int(dozen[1]) if dozen[1].isdigit() else WORDS.get(dozen[1], 1)), True, False, 0, 1, "words")
    half = _PARTS_OF.search(text)
    if half:
        share = {"half": 2, "quarter": 4}[half[1]]
        return _Number(MULTIPLIERS[half[2]] // share, True, False, 0, 1, "words")
    more = _AND_A_HALF.search(text)
    if more:
        whole = int(more[1]) if more[1].isdigit() else WORDS[more[1]]
        return _Number(MULTIPLIERS[more[2]] * (2 * whole + 1) // 2, True, False, 0, 1, "words")
    value = english(text)
    if value is None:
        return None
    multiplier = next((m for m in (10**9, 10**6) if value >= m and value % m == 0), 1)
    return _Number(value, multiplier > 1, False, 0, multiplier, "words")


def _bound(text: str, rounded: bool, plus: bool) -> Bound:
    if _NOT_MORE.search(text):
        return "at_most"
    if plus or _AT_LEAST.search(text):
        return "at_least"
    if _AT_MOST.search(text):
        return "at_most"
    return "approx" if rounded or _APPROX.search(text) else "exact"


def _interval(value: int, bound: Bound, decimals: int, multiplier: int) -> tuple[int, int | None]:
    """Bounds by METHODS: a rounded figure may be rounded or cut; a plus is open until the platform's ladder closes it."""
    step = max(1, multiplier // 10**decimals)
    if bound == "exact":
        return value, value
    if bound == "at_least":
        return value, (value + step - 1 if decimals else None)
    if bound == "at_most":
        return 0, value
    if multiplier > 1:
        return max(0, value - step // 2), value + step - 1
    return int(Decimal(value) * 9 // 10), int(Decimal(value) * 11 // 10)
