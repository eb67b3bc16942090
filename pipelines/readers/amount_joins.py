"""Numbers that share a unit: ranges (`2到3万元`) and lists (`43, 21 and 16 times`) take it over from the one behind."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.readers.amount import Amount
from pipelines.readers.patterns import near

_CONNECTOR = near(r" ?(?:-|~|至|到|或| to | or | and |–|hingga|đến|sampai| a | से ) ?")
# 30件至40件, 300 boxes to 400 boxes: what is counted is said with both.
_TWICE = near(
    r"(?P<noun>[余多]?(?: ?[^\W\d_]{1,3}| [a-zà-ỹ-]{2,20}))(?P<by> ?(?:-|~|至|到|或|–|—) ?| (?:to|or|and|hingga|đến|sampai|a) )"
)
_CHANGED = near(r"(?:from|从|由|自|raised?|rose|grew|growing|up|increas\w+|升|增|涨|dari|từ|dai?)[^,，。;]{0,24}$")
_RANGES = near(
    r"(?:rang(?:e[sd]?|ing)|pric(?:es?|ed|ing)|vary(?:ing)?|varies|varied|costs?|价格?|售价|单价) ?(?:\w{1,20} ){0,2}(?:from|从|由) ?$"
)
_BETWEEN = re.compile(r"(?<![a-z])(?:between|tra|fra) (?:[^\s]{1,3} ?)?$")
_LIST = near(r" ?(?:,|、|和|与|及|以及|/| and |, and | & | e | dan | và | और ) ?")


def joined(text: str, found: list[Amount]) -> list[Amount]:
    """Ranges and lists that share a unit: the one before takes it over from the one behind."""
    for at in range(len(found) - 2, -1, -1):
        one, next_one = found[at], found[at + 1]
        between = text[one.end : next_one.start]
        between = between.removeprefix("个") if next_one.unit == "percentage_points" else between
        if one.kind == next_one.kind == "count" and _is_said_twice(text, one, next_one):
            found[at] = replace(one, bound="at_least", by="range low")
            found[at + 1] = replace(next_one, bound="at_most", by="range high")
            continue
        if len(between) > 9 or not one.start < next_one.start:
            continue
        if one.kind == "money" and next_one.kind == "count" and between in ("-", "–", " - ") and one.end == one.number_end:
            # Rs 180-220: the sign stands before both.
            found[at + 1] = next_one = replace(next_one, kind=one.kind, unit=one.unit)
        shares = one.kind == "count" and not one.unit and not _counts_its_own(text, one)
        if _CONNECTOR.fullmatch(between) and _is_range(text, one, next_one, between, shares):
            low = _shared(one, next_one) if shares else one
            if low.value < next_one.value:
                found[at] = replace(low, bound="at_least", by="range low")
                found[at + 1] = replace(next_one, bound="at_most", by="range high")
        elif shares and next_one.kind not in ("count", "time") and _LIST.fullmatch(between):
            found[at] = replace(_shared(one, next_one), by="list", bound=one.bound)
    return found


def _is_said_twice(text: str, one: Amount, next_one: Amount) -> bool:
    """Whether two counts of the same noun are the ends of a range: 30件至40件; between 300 boxes and 400 boxes."""
    if one.unit or next_one.unit or one.value >= next_one.value or one.bound == "at_most":
        return False
    match = _TWICE.fullmatch(text, one.end, next_one.start)
    if match is None or not text.startswith(match["noun"], next_one.end):
        return False
    behind = next_one.end + len(match["noun"])
    if match["noun"].isascii() and text[behind : behind + 1].isalpha():
        return False
    word = match["by"].strip()
    if word in ("and", "a"):
        return _BETWEEN.search(text[: one.start][-16:]) is not None
    return _CHANGED.search(text[max(0, one.start - 32) : one.start]) is None


def _counts_its_own(text: str, one: Amount) -> bool:
    if text.startswith("个", one.end) and _LIST.match(text, one.end + 1):
        # 4.2个和3.1个百分点: the measure word says nothing of its own.
        return False
    return one.end < len(text) and text[one.end] not in " -~至到或,、和与及以/–"


def _is_range(text: str, one: Amount, next_one: Amount, between: str, shares: bool) -> bool:
    word = between.strip()
    if word in ("and", "or", "或", "a", "से") and not (word in ("or", "或") or _BETWEEN.search(text[: one.start][-16:])):
        return False
    if re.search(r"(?:from|从|由) ?$", text[max(0, one.start - 8) : one.start]) and word in ("to", "到", "至"):
        # From 3 to 5: a change, not a range, unless the words say that it is one.
        return bool(_RANGES.search(text[max(0, one.start - 32) : one.start]))
    return (shares or one.unit == next_one.unit) and one.bound != "at_most"


def _shared(one: Amount, other: Amount) -> Amount:
    scale = other.scale if one.scale == 1 and other.scale > 1 and one.value < 10_000 else 1
    return replace(
        one,
        value=one.value * scale,
        scale=max(one.scale, scale),
        kind=other.kind,
        unit=other.unit,
        is_rounded=one.is_rounded or (scale > 1 and other.is_rounded),
    )
