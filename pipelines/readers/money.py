"""Prices in text: the amount to pay, its currency, what quantity it is for. A grammar of our own.

price-parser takes the first number of a text (5 of 5斤29.9元, 128 of 原价¥128 活动价¥68) and knows no 元, 万 or ranges, so that it
is not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from pipelines.readers.folding import close_up, fold
from pipelines.readers.money_amounts import CONDITION, CONDITION_STARTS, MASKED, MASKS, MAY_HOLD_CONDITION, Amount, amounts_of
from pipelines.readers.patterns import REACH, WHOLE, blanked, near

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Price:
    """A price; a max of None beside a min is open (起). No min: there is no price in the text."""

    min: Decimal | None
    max: Decimal | None
    currency: str
    per: str | None
    kind: str | None
    rule: str


_NOTHING = Price(None, None, "", None, None, "no price")
_SPLIT = re.compile(r"(?<=\d) \.(?=\d)")
_FREE = near(r"免费|^ ?free ?$|\bgratis\b|miễn phí|ฟรี", WHOLE)
_RANGE = near(r" ?(?:元|块)? ?(?:~|-|至|到|to|a|đến|sampai|hingga|ถึง) ?")
_FROM_BEHIND = near(r" ?元? ?起(?![送步订批])| ?\+(?! ?[\d¥$€£])|/[^\d\s]{1,2}起")
_FROM_BEFORE = near(
    r"(?:\bfrom|starting (?:at|from)|starts (?:at|from)|\bas low as|低至|起价|起售价|起拍价?|最低价?|mulai(?: dari)?|(?<!turun )\bdari|\bda|\btừ|chỉ từ|เริ่มต้น(?:ที่)?|\bab|desde|a partire da|dès)[: ]{0,2}$"
)
_NOW = ("coupon", "promotion", "member", "presale")


@lru_cache(maxsize=20_000)
def read_price(text: str, *, currency: str | None = None) -> Price:
    """The price to pay.

    Args:
        text: as shown, with its labels.
        currency: ISO 4217 that the source gives where the sign is ambiguous (¥, $) or missing.

    """
    text = close_up(fold(text[:LONGEST])).replace("￥", "¥").strip().lower()
    if not text:
        return _NOTHING
    if " ." in text:
        text = _SPLIT.sub(".", text)
    bare = blanked(CONDITION, text, CONDITION_STARTS) if MAY_HOLD_CONDITION.search(text) else text
    if not MASKS.isdisjoint(bare) and MASKED.search(bare):
        return replace(_NOTHING, rule="masked")
    found = _counting(bare, amounts_of(bare, currency), currency)
    if not found:
        return Price(Decimal(0), Decimal(0), "", None, "shelf", "free") if _FREE.search(text) else _NOTHING
    return _chosen(bare, found)


def _counting(text: str, amounts: list[Amount], hint: str | None) -> list[Amount]:
    """The amounts that are money: those with a sign or a label, both ends of a range, bare ones only where no other is and a hint is."""
    for one, other in pairwise(amounts):
        if (one.signed or other.signed) and _RANGE.fullmatch(text, one.end, other.start):
            # 19.9~29.9元, $1.99 - 5.99: one sign stands for both.
            if not one.signed:
                one.currency = other.currency
            elif not other.signed:
                other.currency = one.currency
            one.signed = other.signed = True
            one.per, other.per = one.per or other.per, other.per or one.per
        elif one.label and hint and _RANGE.fullmatch(text, one.end, other.start):
            other.label = one.label
    signed = [one for one in amounts if one.signed or (one.label and (hint or any(a.signed for a in amounts)))]
    if signed:
        main = next((one.currency for one in signed if one.signed), hint or "")
        for one in signed:
            one.currency = one.currency or main
        return signed
    return amounts if hint else []


def _chosen(text: str, found: list[Amount]) -> Price:
    """The current full price among the amounts."""
    outside = [one for one in found if not one.bracketed or one.label]
    now = [one for one in outside or found if one.label not in ("was", "deposit", "balance")]
    if not now:
        return _in_parts(found)
    labelled = [one for one in now if one.label in _NOW]
    pool = labelled or [one for one in now if one.label == "shelf"] or now
    if not labelled:
        pool = _without_unit_prices(pool)
    first = pool[0]
    after = found[found.index(first) + 1 :]
    if after and _RANGE.fullmatch(text, first.end, after[0].start):
        low, high = sorted((first.amount, after[0].amount))
        return replace(_price(first, "range"), min=low, max=high, per=first.per or after[0].per)
    if (
        first.open_end
        or _FROM_BEHIND.match(text, first.end, first.end + REACH)
        or _FROM_BEFORE.search(text[max(0, first.start - 20) : first.start])
    ):
        return replace(_price(first, "from"), max=None)
    pool = [one for one in pool if one.currency == first.currency]
    if len(pool) > 1 and not labelled and all(one.per for one in pool) and len({one.per for one in pool}) > 1:
        amounts = [one.amount for one in pool]
        return replace(_price(first, "several quantities"), min=min(amounts), max=max(amounts), per=None)
    lowest = min(pool, key=lambda one: one.amount)
    return _price(lowest, "lower of two" if len(pool) > 1 else first.label or "amount")


def _without_unit_prices(pool: list[Amount]) -> list[Amount]:
    """Of ¥39.9 ¥7.98/斤 the second is a unit price: it says what a measure costs, not what is to be paid."""
    whole = [one for one in pool if one.per is None]
    if whole and any(one.per is not None and not one.per[0].isdigit() for one in pool):
        return whole
    return pool


def _in_parts(found: list[Amount]) -> Price:
    """Nothing but a deposit, with the balance where it is told, or a former price."""
    deposit = next((one for one in found if one.label == "deposit"), None)
    balance = next((one for one in found if one.label == "balance"), None)
    if deposit is not None and balance is not None:
        total = deposit.amount + balance.amount
        return replace(_price(balance, "deposit and balance"), min=total, max=total, kind="presale")
    one = deposit or balance or found[0]
    return _price(one, one.label or "amount")


def _price(one: Amount, rule: str) -> Price:
    kind = one.label if one.label in (*_NOW, "deposit") else "shelf"
    return Price(one.amount, one.amount, one.currency, one.per, kind, rule)
