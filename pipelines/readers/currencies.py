"""Signs and words of currencies, what an ambiguous sign means beside a hint, and how a currency's amounts are grouped."""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.readers.numerals import digits

# Signs that name their currency by themselves.
_NAMED: dict[str, str] = {
    "USD": "US$ USD U.S.$ 美元 美金 dollars",
    "TWD": "NT$ TWD NTD 新台币 台币",
    "HKD": "HK$ HKD 港币 港元",
    "MOP": "MOP$ MOP 澳门元",
    "SGD": "S$ SG$ SGD 新币 新加坡元",
    "AUD": "A$ AU$ AUD 澳元",
    "CAD": "C$ CA$ CAD 加元",
    "NZD": "NZ$ NZD",
    "BRL": "R$ BRL",
    "MXN": "MX$ MXN",
    "CNY": "RMB CNY CN¥ 人民币 yuan 元 块钱 块",
    "JPY": "JPY JP¥ 円 日元",
    "EUR": "EUR € 欧元 euro euros",
    "GBP": "£ GBP 英镑",
    "KRW": "₩ KRW 韩元 원",
    "VND": "₫ VND VNĐ đ 越南盾 đồng",
    "THB": "฿ THB บาท baht 泰铢",
    "INR": "₹ INR Rs. Rs 卢比 rupees",
    "RUB": "₽ RUB руб р. 卢布",
    "IDR": "Rp. Rp IDR 印尼盾 rupiah",
    "MYR": "RM MYR 令吉 马币 ringgit",
    "PHP": "₱ PHP",
    "CHF": "CHF",
    "SEK": "kr SEK",
    "NOK": "NOK",
    "DKK": "DKK",
    "PLN": "zł PLN",
    "CZK": "Kč CZK",
    "HUF": "HUF Ft",
    "TRY": "₺ TRY TL",
    "UAH": "₴ UAH грн",
    "ILS": "₪ ILS",
    "KZT": "₸ KZT",
    "RON": "RON lei",
    "BGN": "BGN лв",
    "AED": "AED",
}
CODES = {sign.lower(): code for code, signs in _NAMED.items() for sign in signs.split()} | {
    "¥": "",
    "$": "",
    "us dollars": "USD",
}
# 块 is also a word for pieces (2块肥皂).
SIGN = "|".join(
    "块(?![\u4e00-\u9fff])|块(?=[钱一二三四五六七八九十每包起到至左多的抢])"
    if sign == "块"
    else re.escape(sign) + ("(?![a-z])" if sign[-1:].isascii() and sign[-1:].isalpha() else "")
    for sign in sorted(CODES, key=len, reverse=True)
)
# Signs that stand behind their amount only.
BEHIND = frozenset(["元", "块", "块钱", "円", "원", "đ", "yuan", "đồng", "บาท", "baht"])
BEFORE = "|".join(re.escape(sign) for sign in sorted(CODES, key=len, reverse=True) if sign not in BEHIND)
_DOLLARS = frozenset(["USD", "TWD", "HKD", "MOP", "SGD", "AUD", "CAD", "NZD", "BRL", "MXN"])
_YUAN = frozenset(["TWD", "HKD", "MOP"])
# Currencies that have no decimals in prices, and those whose point before three digits groups.
WHOLE = frozenset(["VND", "IDR", "KRW", "JPY"])
_POINT_GROUPS = WHOLE | {"EUR", "BRL", "RUB", "TRY", "DKK", "NOK", "SEK", "PLN", "CZK", "HUF", "RON"}


def meant(sign: str, hint: str | None) -> str:
    """The currency that a sign in lower case means where the source gives a hint; '' where nothing says."""
    if sign == "¥":
        return hint if hint in ("CNY", "JPY") else "CNY"
    if sign == "$":
        return hint if hint in _DOLLARS else "USD"
    if sign == "元" and hint in _YUAN:
        return hint or ""
    return CODES.get(sign, "") or hint or ""


def value(text: str, currency: str) -> Decimal | None:
    """An amount in digits as the currency is written: 125.000 is a hundred and twenty-five thousand dong, 3.350 yuan three and a third."""
    if currency in _POINT_GROUPS and re.fullmatch(r"\d{1,3}(?:\.\d{3}){1,4}", text):
        text = text.replace(".", "")
    return digits(text)
