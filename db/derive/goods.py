"""Whether two listings are the same goods: by trade number, else by brand, commodity, net weight, origin and title. Pure.

What contradicts settles it: another weight (5斤 and 10斤), another count, another flavour or grade, another origin, another
brand. What is unknown neither contradicts nor proves; without a weight on both sides nothing but a trade number matches.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib import resources
from typing import Literal

Method = Literal["gtin", "title"]
TOLERANCE = Decimal("0.02")
"""Weights that differ by no more are the same."""
LEAST = 0.7
_NO_BRANDS = frozenset({"其他", "其它", "无", "无品牌", "other", "others", "no brand", "generic", "nobrand", "散装"})
_WEIGHT = re.compile(r"\d+(?:\.\d+)?\s?(?:kg|千克|公斤|克|g|斤|两|ml|毫升|升|l|oz|lbs?)(?:\s?[*x×]\s?\d+)?", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,4})\s?(袋|包|盒|罐|瓶|枚|个|只|支|条|件|片|颗|粒|桶|pieces|pcs|packs?|bags?|boxes)")
_RUN = re.compile(r"[一-鿿]+|[a-z]+|\d+")


@dataclass(frozen=True)
class Goods:
    """What a listing says of its goods; None = not said."""

    listing_id: int
    place: tuple[str, str]
    """(platform, site): goods are matched across places."""
    title: str = ""
    brand: str | None = None
    gtin: str | None = None
    commodity: str | None = None
    origin: str | None = None
    grams: Decimal | None = None
    grams_max: Decimal | None = None
    basis: str | None = None

    @cached_property
    def folded(self) -> str:
        """The title without width, case and accents of letters."""
        return unicodedata.normalize("NFKC", self.title).casefold()

    @cached_property
    def brands(self) -> frozenset[str]:
        """Names of the brand: 峡江（XIAJIANG） has two."""
        folded = unicodedata.normalize("NFKC", self.brand or "").casefold()
        names = {part.strip() for part in re.split(r"[()/|、,]", folded)}
        return frozenset(name for name in names if len(name) > 1 and name not in _NO_BRANDS)

    @cached_property
    def counts(self) -> dict[str, frozenset[str]]:
        """Unit -> numbers of it in the title."""
        found: dict[str, set[str]] = {}
        for number, unit in _COUNT.findall(self.folded):
            found.setdefault(unit, set()).add(number)
        return {unit: frozenset(numbers) for unit, numbers in found.items()}

    @cached_property
    def contrasts(self) -> dict[str, frozenset[str]]:
        """Group -> words of it in the title."""
        letters = set(re.findall(r"[a-z]+|\d+", self.folded))
        found = {
            group: frozenset(word for word in words if word in (letters if word.isascii() else self.folded))
            for group, words in _contrasts().items()
        }
        return {group: words for group, words in found.items() if words and group != "filler"}

    @cached_property
    def words(self) -> frozenset[str]:
        """What the title says beyond weight, count, brand and filler: pairs of Chinese signs, words of letters."""
        rest = _COUNT.sub(" ", _WEIGHT.sub(" ", self.folded))
        for word in (*self.brands, *_contrasts()["filler"]):
            rest = rest.replace(word, " ") if not word.isascii() else re.sub(rf"\b{re.escape(word)}\b", " ", rest)
        pieces: set[str] = set()
        for run in _RUN.findall(rest):
            pieces |= {run[n : n + 2] for n in range(len(run) - 1)} if "一" <= run[0] <= "鿿" and len(run) > 1 else {run}
        return frozenset(pieces)


@dataclass(frozen=True, slots=True)
class Match:
    """That two listings are the same goods, by what, and how surely (0 to 1)."""

    method: Method
    score: float


@lru_cache(maxsize=1)
def _contrasts() -> dict[str, tuple[str, ...]]:
    lines = (resources.files("db.reference") / "contrasts.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["group"]: tuple(row["words"].split("|")) for row in rows}


def same_goods(one: Goods, other: Goods) -> Match | None:
    """The match of two listings; None where they are not the same goods or nothing proves it."""
    if one.place == other.place or _contradict(one, other):
        return None
    if one.gtin and other.gtin:
        return Match("gtin", 1.0) if one.gtin.lstrip("0") == other.gtin.lstrip("0") else None
    if one.commodity is None or one.commodity != other.commodity or one.grams is None or other.grams is None:
        return None
    brand, origin = _brand(one, other), _origin(one.origin, other.origin)
    if brand is None or origin is None:
        return None
    score = round(0.4 * brand + 0.2 * origin + 0.4 * _alike(one.words, other.words), 4)
    return Match("title", score) if score >= LEAST else None


def _contradict(one: Goods, other: Goods) -> bool:
    if one.grams is not None and other.grams is not None:
        if not _near(one.grams, other.grams) or not _near(one.grams_max or one.grams, other.grams_max or other.grams):
            return True
        if {one.basis, other.basis} == {"net", "gross"}:
            return True
    return _disjoint(one.counts, other.counts) or _disjoint(one.contrasts, other.contrasts)


def _near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= TOLERANCE * max(one, other)


def _disjoint(one: dict[str, frozenset[str]], other: dict[str, frozenset[str]]) -> bool:
    """Whether both name something of a group, and nothing of it alike."""
    return any(not one[group] & other[group] for group in one.keys() & other.keys())


def _brand(one: Goods, other: Goods) -> float | None:
    """How far the brands agree, 0 to 1; None where they differ."""
    if one.brands and other.brands:
        return 1.0 if one.brands & other.brands else None
    if not one.brands and not other.brands:
        return 0.25
    named, title = (one.brands, other.folded) if one.brands else (other.brands, one.folded)
    return 0.9 if any(name in title for name in named) else 0.1


def _origin(one: str | None, other: str | None) -> float | None:
    """How far the origins agree, 0 to 1; None where they exclude each other. A province holds its counties."""
    if not (one and other and one.isdigit() and other.isdigit()):
        return 0.5
    if one == other:
        return 1.0
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return 0.8 if long.startswith(short) else None


def _bare(code: str) -> str:
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def matches(goods: Iterable[Goods]) -> dict[tuple[int, int], Match]:
    """All matches among listings, by (lower id, higher id).

    Only listings that can match are compared: of one trade number; of one commodity and one brand, which the title may bear
    alone; of one commodity and origin with the very same words, where neither has a brand.
    """
    found: dict[tuple[int, int], Match] = {}
    for members in _groups(list(goods)):
        members.sort(key=lambda one: (one.grams or 0, one.listing_id))
        for n, one in enumerate(members):
            for other in members[n + 1 :]:
                if one.grams and other.grams and other.grams > one.grams * (1 + 2 * TOLERANCE):
                    break
                match = same_goods(one, other) if one.place != other.place else None
                if match is not None:
                    first, second = sorted((one.listing_id, other.listing_id))
                    found[first, second] = match
    return found


def _groups(goods: list[Goods]) -> Iterable[list[Goods]]:
    """Listings that can match one another; a listing may stand in several groups."""
    groups: dict[tuple[object, ...], list[Goods]] = {}
    brands: dict[str, set[str]] = {}
    for one in goods:
        if one.gtin:
            groups.setdefault(("gtin", one.gtin.lstrip("0")), []).append(one)
        if one.commodity and one.brands:
            brands.setdefault(one.commodity, set()).update(one.brands)
    for one in goods:
        if one.commodity is None or one.grams is None:
            continue
        named = one.brands or {name for name in brands.get(one.commodity, ()) if name in one.folded}
        for name in named:
            groups.setdefault(("brand", one.commodity, name), []).append(one)
        if not one.brands:
            groups.setdefault(("words", one.commodity, one.origin, one.words), []).append(one)
    return (members for members in groups.values() if len({one.place for one in members}) > 1)
