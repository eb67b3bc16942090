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

from pipelines.readers.folding import fold
from pipelines.readers.numerals import HANZI, digits, hanzi

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
# Signs that name their currency by themselves; longer ones first.
_SIGNS = {
    "US$": "USD",
    "USD": "USD",
    "NT$": "TWD",
    "TWD": "TWD",
    "HK$": "HKD",
    "HKD": "HKD",
    "S$": "SGD",
    "SGD": "SGD",
    "A$": "AUD",
    "AU$": "AUD",
    "AUD": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "CAD": "CAD",
    "NZ$": "NZD",
    "R$": "BRL",
    "BRL": "BRL",
    "MX$": "MXN",
    "RMB": "CNY",
    "CNY": "CNY",
    "人民币": "CNY",
    "CN¥": "CNY",
    "JPY": "JPY",
    "JP¥": "JPY",
    "EUR": "EUR",
    "€": "EUR",
    "£": "GBP",
    "GBP": "GBP",
    "₩": "KRW",
    "KRW": "KRW",
    "₫": "VND",
    "VND": "VND",
    "VNĐ": "VND",
    "đ": "VND",
    "฿": "THB",
    "THB": "THB",
    "บาท": "THB",
    "₹": "INR",
    "INR": "INR",
    "Rs.": "INR",
    "₽": "RUB",
    "RUB": "RUB",
    "руб": "RUB",
    "Rp": "IDR",
    "IDR": "IDR",
    "RM": "MYR",
    "MYR": "MYR",
    "₱": "PHP",
    "PHP": "PHP",
    "CHF": "CHF",
    "kr": "SEK",
    "SEK": "SEK",
    "zł": "PLN",
    "PLN": "PLN",
    "港币": "HKD",
    "港元": "HKD",
    "台币": "TWD",
    "美元": "USD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "韩元": "KRW",
    "yuan": "CNY",
    "元": "CNY",
    "块钱": "CNY",
    "块": "CNY",
    "円": "JPY",
    "dollars": "USD",
    "baht": "THB",
    "¥": "",
    "$": "",
}
_ALONE = {"¥": "CNY", "$": "USD"}
# Currencies whose prices have no decimals: a point groups.
_WHOLE = frozenset({"VND", "IDR", "KRW", "JPY"})
_SIGN = "|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))
_AMOUNT = r"\d{1,3}(?:[ ,.']\d{2,3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,4})?"
_QUANTITY = r"(?:\d+(?:\.\d+)?\s*)?(?:斤|公斤|千克|克|kg|g|两|lb|oz|ml|l|袋|盒|箱|瓶|罐|个|件|枚|只|包|份|张|支|piece|pack|box|bag|each)"
_PRICE = re.compile(
    rf"(?P<before>{_SIGN})?\s*(?P<amount>{_AMOUNT})\s*(?P<big>万)?\s*(?P<after>{_SIGN})?(?P<dime>(?<=块)\d)?"
    rf"(?P<tail>\s*(?:/|每|per )\s*(?P<per>一?{_QUANTITY})(?![a-z]))?",
    re.IGNORECASE,
)
_HANZI = re.compile(rf"(?<![\d.])({HANZI})(块|元)({HANZI})?")
_MASKED = re.compile(r"[¥￥$]?\s*\d*[?？xX*]+\d*(?:\.\d*[?？*x]*)?(?=\s|$|元)|[?？]{1,}[.\d]*")
_CONDITION = re.compile(
    r"每?满\s*[¥￥]?\d+(?:\.\d+)?\s*元?\s*(?:立?减|省|送|享|打|用)\s*[¥￥]?\d+(?:\.\d+)?\s*元?|(?:优惠券|券|红包|立减|立省|省|减|返)\s*[¥￥]?\d+(?:\.\d+)?\s*元?"
    r"|\d+\s*元?\s*(?:优惠券|红包|津贴)|\d+(?:\.\d+)?\s*折|\d+\s*期(?:免息)?|\d+%\s*off|save [¥$]?\d+|\d+\s*积分",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\s*(?:~|-|至|到|to)\s*$", re.IGNORECASE)
_FROM = re.compile(r"^\s*元?\s*起|^\s*\+(?!\d)", re.IGNORECASE)
_LOWEST = re.compile(r"(?:\bfrom|\bstarting at|低至|起价|最低)\s*(?:[¥￥$]|US\$)?\s*$", re.IGNORECASE)
# Words before an amount and what they make of it; the first that stands nearest decides.
_LABELS = (
    (
        "was",
        re.compile(
            r"(?:原价|吊牌价|市场价|专柜价|划线价|日常价|参考价|指导价|单买价|was|list price|regular|original|rrp|msrp|giá gốc)\s*[:：]?\s*$",
            re.I,
        ),
    ),
    ("deposit", re.compile(r"(?:定金|订金|预付|deposit)\s*[:：]?\s*$", re.I)),
    ("coupon", re.compile(r"(?:券后价?|用券后|领券价)\s*[:：]?\s*$", re.I)),
    ("member", re.compile(r"(?:会员价|plus价|88VIP价?|member price)\s*[:：]?\s*$", re.I)),
    ("presale", re.compile(r"(?:预售价|预售到手价)\s*[:：]?\s*$", re.I)),
    (
        "promotion",
        re.compile(
            r"(?:到手价|活动价|促销价|秒杀价|拼单价|聚划算价|团购价|拼团价|抢购价|特价|折后价?|现价|now|sale|deal)\s*[:：]?\s*$",
            re.I,
        ),
    ),
)


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    amount: Decimal
    currency: str
    """'' = the sign does not say, or there is none."""
    signed: bool
    per: str | None
    label: str | None = None


@lru_cache(maxsize=20_000)
def read_price(text: str, *, currency: str | None = None) -> Price:
    """The price to pay.

    Args:
        text: as shown, with its labels.
        currency: ISO 4217 that the source gives where the sign is ambiguous (¥, $) or missing.

    """
    text = fold(text[:LONGEST]).replace("￥", "¥").strip()
    if not text:
        return _NOTHING
    bare = _CONDITION.sub(lambda m: " " * len(m[0]), text)
    if _MASKED.search(bare):
        return replace(_NOTHING, rule="masked")
    amounts = _amounts(bare, currency)
    for one, following in pairwise(amounts):
        # 19.9~29.9元: the sign behind the second stands for both.
        if following.signed and _RANGE.match(bare[one.end : following.start]):
            one.signed, one.currency = True, one.currency or following.currency
    found = [f for f in amounts if f.signed or currency or f.label]
    if not found:
        free = re.search(r"免费|^\s*free\s*$", text, re.IGNORECASE)
        return Price(Decimal(0), Decimal(0), "", None, "shelf", "free") if free else _NOTHING
    return _chosen(bare, found, currency)


def _amounts(text: str, hint: str | None) -> list[_Found]:
    found: list[_Found] = []
    for match in _PRICE.finditer(text):
        sign = match["before"] or match["after"] or ""
        named = next((code for key, code in _SIGNS.items() if key.lower() == sign.lower()), "")
        amount = _value(match["amount"], named or hint)
        if amount is None or (not sign and re.match(rf"\s*(?:{_QUANTITY})", text[match.end("amount") :], re.IGNORECASE)):
            continue
        if match["dime"]:
            amount += Decimal(match["dime"]) / 10
        if match["big"]:
            amount *= 10_000
        code = named or (_ALONE.get(sign, "") if not hint else "")
        one = _Found(match.start(), match.end(), amount, code, bool(sign), match["per"])
        before = text[: match.start()]
        one.label = next((name for name, words in _LABELS if words.search(before)), None)
        if one.per is None:
            named_before = re.search(rf"({_QUANTITY})\s*$", before, re.IGNORECASE)
            one.per = named_before[1].strip() if named_before and sign and named_before[1][:1].isdigit() else None
        found.append(one)
    for match in _HANZI.finditer(text):
        whole, dimes = hanzi(match[1]), hanzi(match[3]) if match[3] else None
        if whole is not None:
            amount = whole + (dimes / 10 if dimes is not None and dimes < 10 else 0)
            found.append(_Found(match.start(), match.end(), amount, "CNY", True, None))
    return sorted(found, key=lambda f: f.start)


def _value(text: str, currency: str | None) -> Decimal | None:
    if currency in _WHOLE and re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text.strip()):
        return digits(text.replace(".", "").replace(",", ""))
    return digits(text)


def _chosen(text: str, found: list[_Found], hint: str | None) -> Price:
    """The current full price among the amounts."""
    now = [f for f in found if f.label not in ("was", "deposit")] or [f for f in found if f.label == "deposit"] or found
    labelled = [f for f in now if f.label]
    first = labelled[0] if labelled else now[0]
    rest = now[now.index(first) + 1 :]
    kind = first.label if first.label in ("coupon", "promotion", "presale", "member", "deposit") else "shelf"
    currency = next((f.currency for f in now if f.currency), "") or hint or ""
    signed = Price(first.amount, first.amount, currency, first.per, kind, first.label or "amount")
    if rest and _RANGE.match(text[first.end : rest[0].start].replace("元", "")):
        low, high = sorted((first.amount, rest[0].amount))
        return replace(signed, min=low, max=high, per=rest[0].per, rule="range")
    if _FROM.match(text[first.end :]) or _LOWEST.search(text[: first.start]):
        return replace(signed, max=None, rule="from")
    if not labelled and len(now) > 1:
        amounts = [f.amount for f in now]
        if all(f.per for f in now):
            return replace(signed, min=min(amounts), max=max(amounts), per=None, rule="several quantities")
        return replace(signed, min=min(amounts), max=min(amounts), rule="lower of two")
    return signed
