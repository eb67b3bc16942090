"""Weights of offers: units, packs, gifts, gross and net. What is only a piece's weight or a size is not the offer's weight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.readers.folding import fold
from pipelines.readers.numerals import HANZI, digits, hanzi

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Weight:
    """Weight of a whole offer in kg, or its volume in litres; `count` = packs or pieces where the text numbers them."""

    kg_min: Decimal | None
    kg_max: Decimal | None
    kind: str
    litres: Decimal | None
    count: int | None
    rule: str


_NOTHING = Weight(None, None, "unspecified", None, None, "no weight")
_KG = {
    "公斤": Decimal(1),
    "千克": Decimal(1),
    "kg": Decimal(1),
    "kilo": Decimal(1),
    "kilogram": Decimal(1),
    "kilograms": Decimal(1),
    "斤": Decimal("0.5"),
    "市斤": Decimal("0.5"),
    "jin": Decimal("0.5"),
    "两": Decimal("0.05"),
    "钱": Decimal("0.005"),
    "克": Decimal("0.001"),
    "g": Decimal("0.001"),
    "gr": Decimal("0.001"),
    "gram": Decimal("0.001"),
    "grams": Decimal("0.001"),
    "吨": Decimal(1000),
    "ton": Decimal(1000),
    "tons": Decimal(1000),
    "tonnes": Decimal(1000),
    "mg": Decimal("0.000001"),
    "lb": Decimal("0.45359237"),
    "lbs": Decimal("0.45359237"),
    "pound": Decimal("0.45359237"),
    "磅": Decimal("0.45359237"),
    "pounds": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
    "ounce": Decimal("0.028349523125"),
    "ounces": Decimal("0.028349523125"),
}
_LITRES = {
    "l": Decimal(1),
    "升": Decimal(1),
    "公升": Decimal(1),
    "liter": Decimal(1),
    "litre": Decimal(1),
    "liters": Decimal(1),
    "ml": Decimal("0.001"),
    "毫升": Decimal("0.001"),
    "cl": Decimal("0.01"),
}
_UNIT = "|".join(sorted([*_KG, *_LITRES], key=len, reverse=True))
_PACK = "袋|盒|箱|瓶|罐|包|桶|件|枚|个|只|颗|条|块|支|片|份|组|提|听|杯|碗|套|捆|packs?|bags?|boxes|box|cans?|bottles?|pcs|pieces|count"
_N = rf"(?:\d{{1,9}}(?:[.,]\d{{1,4}})?|{HANZI})"
_TIMES = r"[*x×X✕]"
_WEIGHT = re.compile(
    rf"(?P<low>{_N})\s*(?P<u1>{_UNIT})?\s*(?:(?P<sep>~|-|到|至)\s*(?P<high>{_N})\s*)?(?P<big>万)?\s*(?P<unit>{_UNIT})(?P<half>半)?(?!(?!x\s*\d)[a-z])"
    rf"(?:\s*±\s*(?P<tol>{_N})\s*(?P<tolunit>{_UNIT})(?![a-z]))?",
    re.IGNORECASE,
)
_COUNT = rf"(?P<n>\d{{1,4}}|{HANZI})\s*(?:小|大|独立)?(?:{_PACK})?"
_MULTIPLIED = re.compile(
    rf"^\s*(?:装)?\s*(?:/\s*(?:{_PACK})\s*)?{_TIMES}\s*{_COUNT}(?![.\d]*\s*(?:{_UNIT})(?![a-z]))", re.IGNORECASE
)
_BESIDE = re.compile(
    rf"^\s*(?:/\s*(?:{_PACK}))?\s*[,，]?\s*(?P<n>\d{{1,4}}|{HANZI})\s*(?:{_PACK})(?:装)?(?![a-z])", re.IGNORECASE
)
_BEFORE = re.compile(rf"(?P<n>\d{{1,4}}|{HANZI})\s*(?:小|大|独立)?(?:{_PACK})\s*(?:装)?\s*{_TIMES}\s*$", re.IGNORECASE)
_PIECES = re.compile(rf"(?<![\d.])(?P<n>\d{{1,4}})\s*(?:{_PACK})(?![a-z])", re.IGNORECASE)
_PIECE = re.compile(r"(?:单果|单个|单颗|单只|每个|每颗|每只|个头|果重|个重|规格|母蟹|公蟹)\s*[:：]?\s*(?:约|重)?\s*$")
_OF_PIECE = re.compile(r"^\s*(?:以上|\+)?\s*(?:/\s*(?:个|只|颗|枚|条)|母蟹|公蟹|大果|单果)")
_SMALL_PIECE = re.compile(r"钱|两", re.IGNORECASE)
_GIFT = re.compile(rf"送\s*(?P<n>{_N})\s*(?P<unit>{_UNIT})(?![a-z])", re.IGNORECASE)
_NET, _GROSS = re.compile(r"净重|净含量|net\s*w(?:eigh)?t|net content", re.I), re.compile(r"毛重|连皮|带箱|gross", re.I)
_NOT_WEIGHT = re.compile(
    r"\d\s*[gG](?=手机|网|网络|版|全网|路由|信号|卡|内存)|\d+\s*[gG][bB]|\d+\s*[lL](?=码|号)|[买满]\s*\d+\s*(?:件|份)"
)


@dataclass(slots=True)
class _Found:
    start: int
    end: int
    low: Decimal
    high: Decimal
    volume: bool
    kind: str
    count: int | None = None
    piece: bool = False


def read_weight(text: str) -> Weight:
    """The weight (or volume) of the whole offer that a text names."""
    text = _NOT_WEIGHT.sub(lambda m: " " * len(m[0]), fold(text[:LONGEST]))
    text = re.sub(r"(净含量|净重|毛重|重量)\s*[(（]\s*(?:kg|g|克|千克)\s*[)）]\s*[:：]?", r"\1", text, flags=re.IGNORECASE)
    outer = re.sub(r"[(（][^()（）]*[)）]", lambda m: " " * len(m[0]), text)
    found = _all(outer, text) or _all(text, text)
    offers = [f for f in found if not f.piece]
    if not offers:
        return _by_piece(text, found)
    weights = [f for f in offers if not f.volume] or offers
    chosen = min(weights, key=lambda f: ({"net": 0, "unspecified": 1, "gross": 2}[f.kind], f.start))
    low, high = chosen.low, chosen.high
    gift = _GIFT.search(text, chosen.end) if re.search(r"买", text[: chosen.start + 1]) else None
    if gift is not None and not chosen.volume:
        more = _number(gift["n"])
        unit = _KG.get(gift["unit"].lower())
        if more is not None and unit is not None:
            low, high = low + more * unit, high + more * unit
    count = chosen.count
    if count is None:
        inner = re.search(rf"{_TIMES}\s*(\d{{1,4}})\s*(?:{_PACK})", text[chosen.end :], re.IGNORECASE)
        pieces = _PIECES.search(outer)
        count = int(inner[1]) if inner else (int(pieces["n"]) if pieces and int(pieces["n"]) > 1 else None)
    if chosen.volume:
        return Weight(None, None, "unspecified", low, count, "volume")
    return Weight(low, high, chosen.kind, None, count, "packs" if chosen.count else "weight")


def _all(outer: str, text: str) -> list[_Found]:
    found: list[_Found] = []
    for match in _WEIGHT.finditer(outer):
        one = _read(match, outer, text)
        if one is not None:
            found.append(one)
    return found


def _read(match: re.Match[str], outer: str, text: str) -> _Found | None:
    unit = match["unit"].lower()
    volume = unit in _LITRES
    factor = _LITRES[unit] if volume else _KG[unit]
    low, high = _number(match["low"]), _number(match["high"]) if match["high"] else None
    if low is None or (match["u1"] and not match["sep"]):
        return None
    if match["half"]:
        low += Decimal("0.5")
    if match["big"]:
        factor *= 10_000
    first = _KG.get((match["u1"] or unit).lower(), factor) if not volume else factor
    bounds = sorted((low * first, (high if high is not None else low) * factor)) if high is not None else [low * factor] * 2
    if match["tol"]:
        margin = (_number(match["tol"]) or Decimal(0)) * _KG.get(match["tolunit"].lower(), factor)
        bounds = [bounds[0] - margin, bounds[1] + margin]
    before, after = outer[: match.start()], outer[match.end() :]
    one = _Found(match.start(), match.end(), bounds[0], bounds[1], volume, _kind(before, text[match.end() :]))
    one.piece = bool(_PIECE.search(before) or _OF_PIECE.match(after)) or (unit in ("钱", "两") and high is not None)
    _packs(one, before, after)
    return one


def _packs(one: _Found, before: str, after: str) -> None:
    times = _MULTIPLIED.match(after)
    rest = after
    while times is not None:
        number = _number(times["n"])
        if number is None or number == 0:
            return
        _multiply(one, number)
        rest = rest[times.end() :]
        times = _MULTIPLIED.match(rest)
    if one.count is None:
        beside = _BESIDE.match(after)
        ahead = _BEFORE.search(before)
        number = _number((beside or ahead)["n"]) if beside or ahead else None  # type: ignore[index]  # one of them is there
        if number is not None and (number > 1 or ahead):
            _multiply(one, number)


def _multiply(one: _Found, number: Decimal) -> None:
    one.low, one.high = one.low * number, one.high * number
    one.count = int(number) * (one.count or 1)


def _by_piece(text: str, found: list[_Found]) -> Weight:
    """Pieces with their number: 20枚 65g/枚."""
    pieces = _PIECES.search(text)
    count = int(pieces["n"]) if pieces and int(pieces["n"]) > 1 else None
    each = next((f for f in found if not f.volume), None)
    if each is not None and count and re.match(r"\s*/\s*(?:个|只|颗|枚|条)", text[each.end :]):
        return Weight(each.low * count, each.high * count, each.kind, None, count, "pieces")
    return _NOTHING if count is None else Weight(None, None, "unspecified", None, count, "pieces without a weight")


def _kind(before: str, after: str) -> str:
    near = before[-8:]
    if _NET.search(near):
        return "net"
    if _GROSS.search(near) or _GROSS.search(after[:20]):
        return "gross"
    return "unspecified"


def _number(text: str | None) -> Decimal | None:
    if not text:
        return None
    return digits(text) if text[0].isdigit() else hanzi(text)


read_weight = lru_cache(maxsize=20_000)(read_weight)
