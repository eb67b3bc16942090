"""Quantities of running text: every number with the class of its unit and the bound that its words and its rounding give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.readers.amount import Amount
from pipelines.readers.amount_bounds import bound_after
from pipelines.readers.amounts import scan
from pipelines.readers.counted import Counted, counted_by
from pipelines.readers.patterns import near
from pipelines.readers.plain import plain

LONGEST = 20_000
_MEASURED = {"t": "ton", "%": "percent", "percentage_points": "percentage_point", "times": "times"}
_COUNTED = {
    "type": "type", "piece": "item", "goods": "item", "order": "order", "stream": "activity", "event": "activity", "viewer": "viewer",
    "view": "view", "participant": "person", "person": "person", "account": "person", "like": "like", "video": "video",
    "follower": "follower", "merchant": "merchant", "farmer": "household", "place": "place", "platform": "platform",
    "post": "post", "none": "other",
    "product": "item",
    "visitor": "person",
}  # fmt: skip
_DOTS = re.compile(r"[ăâđêôơưạ-ỹ]|(?<![a-z])(?:yang|dan|dari|ribu|juta|rp|miliar|milioni|mila|della|euro|nghìn|tấn)(?![a-z])")
_WATCH = re.compile(r"watch|tuned? in|viewing|livestream|broadcast|观看|收看|围观|在线")
# 收看超20万人.
_WATCHED = near(r"(?:观看|收看|围观)[的了人数超过突破达到近约逾共已有]{0,5}[\d.,万亿千百]{1,12}$")
# viewed 5.6 million times, watched more than 300,000 times.
_VIEWED = near(r"(?<![a-z])(?:viewed|watched|played|streamed)(?: [a-z]{2,8}){0,3} $")
_HOUSEHOLD = re.compile("户|家庭|household|famil|hộ|famigli")
_SPELLED = frozenset(["two", "one"])


class Quantity(NamedTuple):
    """A number in a text. Offsets are those of the text as it was given."""

    value: Decimal
    unit: str
    """CNY ..., ton, kg, jin, g, percent, times, hour, day, type, item, portion, order, transaction, activity, person, viewer, view, county ..."""
    bound: Literal["exact", "at_least", "at_most", "approx"]
    start: int
    end: int
    rule: str = ""
    """How the number is given (number, range low, range high, list), and what told its unit: its own unit, or a noun behind or before."""


def read_quantities(text: str) -> list[Quantity]:
    """Every quantity, in order; [] where the text states none. Dates, years, ordinals and codes are none."""
    return list(_read(text[:LONGEST]))


@lru_cache(maxsize=4_096)
def _read(text: str) -> tuple[Quantity, ...]:
    low, offsets = plain(text)
    amounts = scan(low, dots="." in low and _DOTS.search(low) is not None)
    if not amounts:
        return ()
    starts = [*(amount.start for amount in amounts[1:]), len(low)]
    found = []
    for amount, limit in zip(amounts, starts, strict=True):
        quantity = _quantity(low, offsets, amount, limit)
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


def _quantity(low: str, offsets: Sequence[int], amount: Amount, limit: int) -> Quantity | None:
    end, bound, told = amount.end, _bound(amount), "unit"
    if amount.kind == "count":
        noun = counted_by(low, amount, limit)
        if noun is None:
            return None
        unit, told = _unit(low, noun), "noun before" if noun.before else "noun behind"
        end = max(end, noun.end)
        after, behind = bound_after(low, noun.end) if not noun.before else (None, end)
        if after is not None and amount.bound == "exact":
            bound, end = ("approx" if after == "about" else after), max(end, behind)
    else:
        unit = _MEASURED.get(amount.unit, amount.unit)
        if unit == "times" and _VIEWED.search(low, max(0, amount.start - 24), amount.start):
            unit = "view"
    start = amount.start
    return Quantity(amount.value, unit, bound, offsets[start], offsets[end - 1] + 1, f"{amount.by}, {told}")


def _unit(low: str, noun: Counted) -> str:
    word = noun.noun
    if "订单" in word or ("笔" in word and "订单" in low[max(0, noun.start - 12) : noun.start]):
        return "order"
    if word.startswith("transaction") or "交易" in word or "笔" in word:
        return "transaction"
    if word in ("份", "portion", "portions", "serving", "servings"):
        return "portion"
    if word in ("单",) and "交易" in low:
        return "transaction"
    if noun.kind == "place" and ("县" in word or word.startswith(("county", "counties"))):
        return "county"
    if noun.kind == "farmer" and (low[noun.start] in "名位" or not _HOUSEHOLD.search(low, noun.start, noun.end)):
        # 名果农 are people, 户果农 households.
        return "person"
    watched = _WATCHED.search(low, max(0, noun.start - 20), noun.start) if noun.noun == "人" else None
    if noun.kind == "person" and (watched or _WATCH.search(low, noun.end, noun.end + 24)):
        return "viewer"
    return _COUNTED.get(noun.kind, "item")


def _bound(amount: Amount) -> Literal["exact", "at_least", "at_most", "approx"]:
    if amount.bound == "about":
        return "approx"
    return "approx" if amount.bound == "exact" and amount.is_rounded else amount.bound
