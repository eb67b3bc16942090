"""Numbers as people say them: four thousand six hundred, a couple of hundred, 七八千, un milione."""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.readers.amount_words import MULTIPLIERS
from pipelines.readers.numerals import DIGITS, WORDS, hanzi
from pipelines.readers.patterns import near

# Numbers that other languages write with an article or in one word.
WHOLE = {
    "un milione": 10**6,
    "un miliardo": 10**9,
    "mezzo milione": 500_000,
    "sejuta": 10**6,
    "seribu": 1_000,
    "seratus": 100,
    "một triệu": 10**6,
    "một tỷ": 10**9,
    "nửa triệu": 500_000,
    "एक लाख": 10**5,
    "एक करोड़": 10**7,
}
# Parts of a whole, as shares in percent, where more of something or a part of it is told.
FRACTIONS = {
    **dict.fromkeys(["a third", "one third", "one-third", "三分之一"], Decimal("33.3333")),
    **dict.fromkeys(["two thirds", "two-thirds", "三分之二"], Decimal("66.6667")),
    **dict.fromkeys(["a quarter", "one quarter", "one-quarter", "四分之一"], Decimal(25)),
    **dict.fromkeys(["three quarters", "three-quarters", "四分之三"], Decimal(75)),
    **dict.fromkeys(["a fifth", "one fifth", "one-fifth", "五分之一"], Decimal(20)),
    "by half": Decimal(50),
    **dict.fromkeys(["a tenth", "one tenth", "one-tenth", "十分之一"], Decimal(10)),
}
FRACTION_OF = re.compile(
    r" (?:more|higher|less|lower|cheaper|from|on|year|than|of (?:all|the|its|their|total|sales|orders|online))\b|\.|以上|左右|[,，。]?$|[,，。的]"
)
# A letter is a multiplier without a sign of money where it counts people or things of the trade: 16m farmers.
ABOUT_SO_MANY = near(
    r" (?:[a-z-]+ ){0,2}?(?:people|users|viewers|consumers|customers|farmers|households|families|buyers|shoppers|sellers|merchants|stores|shops|orders"
    r"|parcels|packages|followers|fans|subscribers|views|viewers|likes|downloads|yuan|rupees|baht|rupiah|dollars|euros|tonnes|tons|kg|boxes|units|items|products|sales)\b"
)
_APPROXIMATE = near(
    "(?P<head>(?:[一二两三四五六七八九十百千万]*[十百千万])?)(?P<one>[一二两三四五六七八九])(?P<two>[二两三四五六七八九])(?P<scale>[十百千万亿]*)"
)


def approximate(signs: str) -> tuple[Decimal, Decimal] | None:
    """The two numbers that neighbouring signs stand for (七八千: 7,000 and 8,000; 三五百), None where they are one number."""
    match = _APPROXIMATE.fullmatch(signs)
    if match is None:
        return None
    one, two = DIGITS[match["one"]], DIGITS[match["two"]]
    if two != one + 1 and (one, two) != (3, 5):
        return None
    low, high = hanzi(match["head"] + match["one"] + match["scale"]), hanzi(match["head"] + match["two"] + match["scale"])
    return None if low is None or high is None else (low, high)


def spoken(words: str) -> tuple[Decimal, int]:
    """(value, its multiplier) of a number in English words; the multiplier is 1 where the number is made of several parts."""
    head, half, tail = words.partition(" and a half")
    if half:
        # Two and a half million; a million and a half.
        value, scale = spoken(head)
        unit = MULTIPLIERS[tail.strip()] if tail else max((MULTIPLIERS.get(piece, 1) for piece in head.split()), default=1)
        return (value * unit if tail else value) + Decimal(unit) / 2, unit
    total, part, scale, parts = Decimal(0), Decimal(0), 1, 1
    tenth: Decimal | None = None
    pieces = [piece for piece in words.replace("-", " ").split() if piece not in ("and", "of")]
    for number, piece in enumerate(pieces):
        if piece == "point":
            tenth = Decimal("0.1")
        elif piece in WORDS and tenth is not None:
            part, tenth = part + WORDS[piece] * tenth, tenth / 10
        elif piece in WORDS:
            parts += number > 0 and pieces[number - 1] not in WORDS
            part += WORDS[piece]
        elif piece in ("a", "an"):
            part = part or Decimal(1)
        elif piece == "half":
            part = Decimal("0.5")
        elif piece == "couple":
            part = Decimal(2)
        elif MULTIPLIERS[piece] < 1_000 and part:
            tenth = None
            part, scale = part * MULTIPLIERS[piece], scale * MULTIPLIERS[piece]
        else:
            tenth = None
            total, part = total + (part or Decimal(1)) * MULTIPLIERS[piece], Decimal(0)
            scale *= MULTIPLIERS[piece]
    return total + part, scale if parts == 1 else 1
