"""Numbers in text: digits with grouping and decimals, hanzi numerals, and the multipliers of several languages."""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.readers.patterns import WHOLE, near

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1_000}
_BIG = {"万": 10_000, "亿": 100_000_000}
HANZI = "[零〇一二两三四五六七八九十百千万亿半]+"
# Multiplier words, longest first; digits before them are rounded ones.
MULTIPLIERS: dict[str, int] = {
    "万亿": 10**12,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "billion": 10**9,
    "million": 10**6,
    "thousand": 10**3,
    "hundred": 100,
    "triệu": 10**6,
    "nghìn": 10**3,
    "juta": 10**6,
    "ribu": 10**3,
    "หมื่น": 10**4,
    "แสน": 10**5,
    "ล้าน": 10**6,
    "พัน": 10**3,
    "亿": 10**8,
    "万": 10**4,
    "千": 10**3,
    "百": 100,
    "lakh": 10**5,
    "crore": 10**7,
    "लाख": 10**5,
    "करोड": 10**7,
    "करोड\u093c": 10**7,
    "हजार": 10**3,
    "हज\u093cार": 10**3,
    "тыс": 10**3,
    "млн": 10**6,
    "mila": 10**3,
    "mil": 10**3,
    "만": 10**4,
    "천": 10**3,
    "bn": 10**9,
    "mn": 10**6,
    "rb": 10**3,
    "jt": 10**6,
    "w": 10**4,
    "k": 10**3,
    "m": 10**6,
    "b": 10**9,
    "tr": 10**6,
}
WORDS = {
    **{
        w: n
        for n, w in enumerate(
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
        )
    },
    **dict(
        zip(["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], range(13, 20), strict=True)
    ),
    **dict(
        zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
    ),
}
NUMBER = re.compile(r"\d+(?:[.,' ]\d{3})*(?:[.,]\d+)?|\d+")


def hanzi(text: str) -> Decimal | None:
    """Value of a numeral written in hanzi (两千三百, 一亿两千万, 十二, 半); None where it is none."""
    if not text:
        return None
    if text == "半":
        return Decimal("0.5")
    total = section = digit = 0
    last = 1
    for sign in text:
        if sign in DIGITS:
            digit = digit * 10 + DIGITS[sign] if digit and last == 1 else DIGITS[sign]
            last = 10 if sign in "零〇" else last
        elif sign in _UNITS:
            last = _UNITS[sign]
            section += (digit or 1) * last
            digit = 0
        elif sign in _BIG:
            last = _BIG[sign]
            here = section + digit
            # 万 by itself is ten thousand (上万); 万亿 multiplies what stands before it.
            total = (total + here or 1) * last if last == 10**8 else total + (here or 1) * last
            section = digit = 0
        else:
            return None
    # 一万二 is 12,000: a last digit takes the place below the unit before it.
    if digit and last >= 100 and text[-2] not in "零〇":
        digit *= last // 10
    return Decimal(total + section + digit)


def digits(text: str) -> Decimal | None:
    """Value of a number in digits: of two kinds of separators the last is the decimal one; groups of three are groups."""
    if text.isdecimal():
        return Decimal(text)
    text = text.strip().replace(" ", "").replace("'", "")
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        text = text.replace(",", "") if point > comma else text.replace(".", "").replace(",", ".")
    elif comma >= 0:
        grouped = re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}", text)
        text = text.replace(",", "") if grouped else text.replace(",", ".", 1).replace(",", "")
    elif text.count(".") > 1:
        text = text.replace(".", "")
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


_ENGLISH = near(
    rf"\b(?:{'|'.join(WORDS)}|an?(?= (?:hundred|thousand|million|billion)))\b(?:(?:[ -]| and )(?:{'|'.join(WORDS)}|hundred|thousand|million|billion)\b){{0,12}}",
    WHOLE,
)


def english(text: str) -> int | None:
    """Value of the first number in English words of a text in lower case (two hundred and fifty thousand); None where there is none."""
    match = _ENGLISH.search(text)
    if match is None:
        return None
    total = section = 0
    for word in re.split(r"[ -]", match[0]):
        if word == "hundred":
            section = (section or 1) * 100
        elif word in MULTIPLIERS:
            total += (section or 1) * MULTIPLIERS[word]
            section = 0
        elif word in ("a", "an"):
            section = 1
        elif word != "and":
            section += WORDS[word]
    return total + section
