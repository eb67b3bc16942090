"""Goods that stand in a live room's data: which object is one, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from crawler.items import Listing
from crawler.pages import dom
from crawler.pages.douyin_goods import CNY
from crawler.pages.jd import item_url as jd_url
from crawler.pages.pinduoduo import goods_url as pinduoduo_url
from crawler.pages.rooms import Key, first, objects
from crawler.pages.taobao_ids import is_tmall, item_url

_LINKS = ("itemUrl", "itemH5Url", "url", "jumpUrl", "linkUrl")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsNames:
    """The keys under which a platform's rooms say what they sell."""

    platform: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    prices: tuple[str, ...]
    unit: Literal["yuan", "fen"]
    """What a whole number of money counts."""


_URLS: Mapping[str, Callable[[str], str]] = {
    "jd": jd_url,
    "pinduoduo": pinduoduo_url,
    "kuaishou": lambda native_id: f"https://app.kwaixiaodian.com/merchant/shop/detail?id={native_id}",
}


def listing_of(one: Mapping[str, Any], names: GoodsNames) -> Listing | None:
    """The listing that an object describes; None where it has no id, title or price."""
    native_id, title = first(one, names.ids), first(one, names.titles)
    shown = first(one, names.prices)
    if native_id is None or not native_id.isdigit() or title is None or shown is None:
        return None
    platform = names.platform
    if platform == "taobao" and (is_tmall(first(one, _LINKS) or "") or first(one, ("isTmall", "itemType")) in ("1", "tmall")):
        platform = "tmall"
    url = item_url(native_id, platform) if platform in ("taobao", "tmall") else _URLS[platform](native_id)
    listing = Listing(platform=platform, native_id=native_id, url=url, title=title)
    price = _money(shown, names)
    if price is not None:
        listing.price, listing.price_text, listing.currency = price, shown if names.unit == "yuan" else None, CNY
    before = _money(first(one, ("originalPrice", "itemOriginPrice", "marketPrice", "normal_price")), names)
    listing.list_price = before if before is not None and price is not None and before > price else None
    return listing


def _money(shown: str | None, names: GoodsNames) -> Decimal | None:
    number = dom.decimal((shown or "").lstrip("¥￥ ") or None)
    if number is None or number <= 0:
        return None
    return number / 100 if names.unit == "fen" and number == number.to_integral_value() and "." not in (shown or "") else number


def goods_in(room: Mapping[str, Any], names: GoodsNames) -> Iterator[Key]:
    """Keys of the goods inside a room's object."""
    for value in room.values():
        if isinstance(value, dict | list):
            for one in objects(value):
                if (listing := listing_of(one, names)) is not None:
                    yield listing.platform, listing.site, listing.native_id
