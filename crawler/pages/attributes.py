"""Property lists of Chinese marketplaces (品牌: 屈姑): which of their names say brand, origin, net weight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.pages.dom import clean

_SPLIT = re.compile(r"[:：]")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "brand": ("品牌", "品牌名称", "brand", "manufacturer", "marke", "hersteller", "marque", "marca"),
    "origin_text": ("产地", "商品产地", "原产地", "生产产地", "产地省份", "省份", "country of origin"),
    "net_weight_text": ("净含量", "净重", "净含量（kg）", "重量", "规格重量", "net weight"),
    "gtin": ("条形码", "商品条形码", "条码", "gtin", "ean", "upc"),
    "sku": ("货号", "sku", "product code", "model", "item number", "artikelnummer", "référence"),
}


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
    return Properties(**values)
