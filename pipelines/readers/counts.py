"""Counts of sales and of anything else: a value with the bound and the period that the words around it give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipelines.readers.folding import fold
from pipelines.readers.numerals import HANZI, MULTIPLIERS, WORDS, digits, hanzi

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
_DIGITS = re.compile(
    rf"(\d{{1,15}}(?:[., ]\d{{3}})*(?:[.,]\d{{1,4}})?)\s*({_MULTIPLIER})?(?![a-z])(\d)?(?![\d.])\s*(\+|多|余|plus)?",
    re.IGNORECASE,
)
_HANZI = re.compile(rf"({HANZI})(几|多|余)?")
_WORD = re.compile(
    rf"\b({'|'.join(WORDS)})(?:[ -]({'|'.join(WORDS)}))?(?: (hundred|thousand|million|billion))?\b", re.IGNORECASE
)
_AT_LEAST = re.compile(
    r"超|逾|突破|以上|上(?=[万千百亿\d])|不少于|至少|\bover\b|more than|at least|exceed|above|lebih dari|hơn|trên|มากกว่า|surpass",
    re.I,
)
_AT_MOST = re.compile(
    r"不到|不足|少于|未满|以下|以内|至多|最多|\bunder\b|less than|fewer than|at most|up to|below|kurang dari|dưới", re.I
)
_APPROX = re.compile(
    r"近(?!\d+[天日个])|约|大概|左右|上下|将近|接近|\babout\b|nearly|almost|around|some(?= \d)|approximately|a dozen|half a|sekitar|khoảng|ประมาณ",
    re.I,
)
_PERIODS = (
    ("30d", re.compile(r"近?\s*(?:30|三十)\s*[天日]|(?:last|past) 30 days|30 hari", re.I)),
    ("24h", re.compile(r"24\s*(?:小时|h\b|hours)|近?一天|当日|今日", re.I)),
    ("month", re.compile(r"月销|月成交|月售|本月|(?:past|last|this) month|/\s*month|per month|每月|bulan", re.I)),
    ("total", re.compile(r"累计|总销|总计|历史|in total|all time|total", re.I)),
)
_VAGUE = re.compile(r"[数几](?:十|百|千|万|亿)")
_NOT_SALES = re.compile(
    r"评价|评论|好评|想买|想要|收藏|浏览|看过|在看|围观|人气|粉丝|关注|点赞|浏览|成交额|review|rating|view|watch|follower|like|wish",
    re.I,
)
_MONEY = re.compile(r"成交\s*[¥￥\d.,万亿]+\s*元|成交额|[¥￥$]\s*\d")
_SALES = re.compile(r"付款|已售|月销|销量|售出|成交|热卖|已拼|已抢|sold|bought|orders?|terjual|đã bán|ขายแล้ว|购买|下单", re.I)


def is_sales(text: str) -> bool | None:
    """Whether the words say that a count is one of sales; None where they do not tell."""
    text = fold(text[:LONGEST])
    if _MONEY.search(text):
        return False
    if _SALES.search(text):
        return True
    return False if _NOT_SALES.search(text) else None


@lru_cache(maxsize=20_000)
def read_count(text: str) -> Count:
    """The first count of a text, with its bound, its period, and the interval that they leave."""
    text = fold(text[:LONGEST])
    period = next((name for name, words in _PERIODS if words.search(text)), None)
    bare = text
    for _, words in _PERIODS[:2]:
        bare = words.sub(" ", bare)
    found = _digits(bare) or _hanzi(bare) or _words(bare)
    if found is None:
        return Count(None, "none", period, None, None, "no number") if text.strip() else _NOTHING
    value, rounded, plus, decimals, multiplier, rule = found
    bound = _bound(bare, rounded, plus)
    low, high = _interval(value, bound, decimals, multiplier)
    return Count(value, bound, period, low, high, rule, decimals, multiplier)


def _digits(text: str) -> tuple[int, bool, bool, int, int, str] | None:
    match = _DIGITS.search(text)
    if not match or not match[1]:
        return None
    number = digits(match[1])
    if number is None:
        return None
    word = (match[2] or "").lower()
    multiplier = MULTIPLIERS.get(word, 1)
    if multiplier == 1 and match[3]:
        return None
    value = number * multiplier
    if match[3]:
        # 1万2: a digit behind the unit counts its tenth part.
        value += int(match[3]) * multiplier // 10
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 and multiplier > 1 else 0
    return (
        int(value),
        multiplier > 1 and word not in ("thousand", "hundred", "百", "千"),
        bool(match[4]),
        decimals,
        multiplier,
        "digits",
    )


def _hanzi(text: str) -> tuple[int, bool, bool, int, int, str] | None:
    if _VAGUE.search(text):
        return None
    for match in _HANZI.finditer(text):
        value = hanzi(match[1])
        if value is None or (value < 2 and match[1] != "一" and not match[2]) or match[1] == "半":
            continue
        if match[1] in ("万", "亿", "千", "百") and not text[: match.start()].endswith(
            ("上", "过", "超", "近", "约", "到", "破")
        ):
            continue
        rounded = match[1][-1] in "万亿"
        multiplier = 10**8 if match[1][-1] == "亿" else (10**4 if rounded else 1)
        return int(value), rounded, bool(match[2]), 0, multiplier, "hanzi"
    return None


def _words(text: str) -> tuple[int, bool, bool, int, int, str] | None:
    lower = text.lower()
    if "a dozen" in lower:
        return 12, True, False, 0, 1, "words"
    if "half a million" in lower:
        return 500_000, True, False, 0, 1, "words"
    match = _WORD.search(lower)
    if not match:
        return None
    value = WORDS[match[1]] + (WORDS[match[2]] if match[2] else 0)
    multiplier = MULTIPLIERS.get(match[3] or "", 1)
    return value * multiplier, multiplier >= 10**6, False, 0, multiplier, "words"


def _bound(text: str, rounded: bool, plus: bool) -> Bound:
    if plus or _AT_LEAST.search(text):
        return "at_least"
    if _AT_MOST.search(text):
        return "at_most"
    return "approx" if rounded or _APPROX.search(text) else "exact"


def _interval(value: int, bound: Bound, decimals: int, multiplier: int) -> tuple[int, int | None]:
    """Bounds by METHODS: a rounded figure may be rounded or cut; a plus is open until the platform's ladder closes it."""
    step = multiplier // 10**decimals if multiplier > 1 else 1
    if bound == "exact":
        return value, value
    if bound == "at_least":
        return value, (value + step - 1 if decimals else None)
    if bound == "at_most":
        return 0, value
    if multiplier > 1:
        return value - step // 2, value + step - 1
    return int(Decimal(value) * 9 // 10), int(Decimal(value) * 11 // 10)
