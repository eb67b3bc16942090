"""Property lists of Chinese marketplaces (品牌: 屈姑): which of their names say brand, origin, net weight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.pages.dom import clean

_SPLIT = re.compile(r"[:：]")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "brand": ("品牌", "品牌名称", "brand", "brand name", "manufacturer", "marke", "hersteller", "marque", "marca"),
    "net_weight_text": ("净含量", "净重", "net weight", "net content"),
    "gtin": ("条形码", "商品条形码", "条码", "gtin", "ean", "upc"),
    "sku": ("货号", "sku", "product code", "model", "item number", "artikelnummer", "référence"),
}
_ORIGINS = ("产地", "商品产地", "原产地", "生产产地", "原产国/地区", "country of origin", "place of origin", "origin")
_COUNTRY = frozenset(
    {
        "中国",
        "中国大陆",
        "大陆",
        "国产",
        "china",
        "China",
        "Mainland China",
        "CN(Origin)",
        "中国内地",
        "其他",
        "其它",
        "进口",
        "海外",
    }
)
_NET_IN = re.compile(r"(?:净含量|净重)\s*[（(].{1,6}[）)]")


@dataclass(slots=True, kw_only=True)
class Properties:
    """What a property list says of the goods."""

    brand: str | None = None
    origin_text: str | None = None
    net_weight_text: str | None = None
    gtin: str | None = None
    sku: str | None = None


def pairs(lines: Iterable[str]) -> dict[str, str]:
    """`name: value` lines as a mapping; the first of equal names."""
    found: dict[str, str] = {}
    for line in lines:
        parts = _SPLIT.split(line, maxsplit=1)
        name, value = clean(parts[0]), clean(parts[1]) if len(parts) == 2 else None
        if name and value:
            found.setdefault(name, value)
    return found


def read_properties(named: Mapping[str, str]) -> Properties:
    """The properties that a listing has columns for."""
    lower = {name.lower(): value for name, value in named.items()}
    values = {field: next((lower[name] for name in names if name in lower), None) for field, names in _NAMES.items()}
    values["origin_text"] = _origin(lower)
    values["net_weight_text"] = values["net_weight_text"] or _with_unit(named)
    return Properties(**values)


def _origin(lower: Mapping[str, str]) -> str | None:
    """The place of origin; where the first field says no more than the country, one that says more."""
    given = [lower[name] for name in _ORIGINS if name in lower]
    parts = [lower[name] for name in ("省份", "产地省份", "城市", "产地城市") if name in lower]
    given += [" ".join(parts)] if parts else []
    return next((value for value in given if value not in _COUNTRY), given[0] if given else None)


def _with_unit(named: Mapping[str, str]) -> str | None:
    """A net weight whose unit stands in its name, 净含量（kg）: the name belongs to the value."""
    return next((f"{name}{value}" for name, value in named.items() if _NET_IN.fullmatch(name)), None)
