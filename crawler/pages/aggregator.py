"""Item details of commercial data services (99api, 6bqb, OneBound): the goods of several marketplaces in forms of their own.

Jingdong's and Suning's answers have captures; the others are built from how clients of the services read them.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawler.items import Link, Listing, Reading, Shop, Variant
from crawler.pages import alibaba1688, dom, jd, pinduoduo, taobao_ids
from crawler.pages.aggregator_prices import price_of, variant_price
from crawler.pages.api import ApiPage
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.rooms import first

_PLATFORMS = {
    "jd": "jd", "taobao": "taobao", "tmall": "tmall", "suning": "suning", "pdd": "pinduoduo", "pinduoduo": "pinduoduo",
    "alibaba": "1688", "1688": "1688",
}  # fmt: skip
_NAMES = "|".join(_PLATFORMS)
_IDS = ("itemId", "goodsId", "goodsID", "offerId", "partNumber", "num_iid", "id")
_TITLES = ("name", "title", "goodsName", "itemName")
_SHOPS = ("shopName", "shop_name", "mallName", "companyName", "sellerNick", "nick")
_SHOP_IDS = ("sellerId", "shopId", "mallId", "mallID", "userId", "sid")
_SOLD = ("sellCount", "vagueSellCount", "sales", "sideSalesTip", "salesTip", "saleCount", "total_sold")
_PLACES = ("location", "sendAddress", "deliveryFrom")


class AggregatorItem(ApiPage):
    """`/jd/detail`, `/taobao/detail`, `/suning/detail` ... of api*.6bqb.com and api.99api.com; `item_get` of OneBound."""

    site: ClassVar[str] = "aggregator"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(rf"https?://api\d*\.(?:6bqb|99api)\.com/(?:app/)?(?:{_NAMES})/(?:pro/|app/)?detail"),
        re.compile(rf"https?://api[\w-]*\.onebound\.cn/(?:{_NAMES})/item_(?:get|search)\w*(?:/|\?)"),
    )

    def read(self) -> Reading:
        """The listing on its own marketplace; an empty price is none."""
        parts = urlsplit(self.url).path.split("/")
        platform = next((code for part in parts if (code := _PLATFORMS.get(part))), None)
        if platform is None:
            return self.unreadable()
        found = dom.at(self.data, "items", "item")
        if isinstance(found, list):
            listings = [one for item in dom.mappings(found) if (one := _listing(item, {}, platform)) is not None]
            for position, one in enumerate(listings, 1):
                one.position = position
            return Reading(site=self.site, items=list(listings), links=[Link(url=one.url, kind="item") for one in listings])
        data = dom.at(self.data, "data") if isinstance(dom.at(self.data, "data"), dict) else self.data
        item = dom.at(data, "item") if isinstance(dom.at(data, "item"), dict) else data
        listing = _listing(item, data, platform) if isinstance(item, dict) else None
        return self.unreadable() if listing is None else Reading(site=self.site, items=[listing])


def _listing(item: dict[str, Any], data: dict[str, Any], platform: str) -> Listing | None:
    native_id, title = first(item, _IDS), dom.untagged(first(item, _TITLES))
    if native_id is None or title is None:
        return None
    native_id = native_id.lstrip("0") or native_id
    url = _url(platform, native_id, dom.string(item.get("shopId")) or "0000000000")
    listing = Listing(platform=platform, native_id=native_id, url=url, title=title)
    price_of(listing, item)
    holders = [one for one in (data.get("seller"), data.get("mall"), item.get("seller_info"), item) if isinstance(one, dict)]
    name = next((found for one in holders if (found := first(one, _SHOPS))), None)
    shop = next((found for one in holders if (found := first(one, _SHOP_IDS))), None)
    listing.shop = Shop(native_id=shop or name or "", name=name) if shop or name else None
    sold = first(item, _SOLD)
    if sold:
        listing.sold_text, listing.sold_period = sold, "total" if platform == "pinduoduo" else "unknown"
    listing.ships_from_text = first(item, _PLACES)
    said = read_properties(_properties(item))
    listing.brand = first(item, ("brandName", "brand")) or said.brand
    listing.origin_text, listing.net_weight_text = said.origin_text, said.net_weight_text
    skus = item.get("sku") if isinstance(item.get("sku"), list) else item.get("skus")
    listing.variants = [one for sku in dom.mappings(skus) if (one := _variant(sku)) is not None]
    return listing


def _url(platform: str, native_id: str, shop: str) -> str:
    """Address of the goods on their marketplace; never that of the service, which bears its customer's key."""
    if platform in ("taobao", "tmall"):
        return taobao_ids.item_url(native_id, platform)
    if platform == "suning":
        return f"https://product.suning.com/{shop}/{native_id}.html"
    made = {"jd": jd.item_url, "pinduoduo": pinduoduo.goods_url, "1688": alibaba1688.offer_url}
    return made[platform](native_id)


def _properties(item: dict[str, Any]) -> dict[str, str]:
    """Lines of name and value, groups of them, and objects of one name or of a name beside a value."""
    lines = item.get("pcAttributes")
    found = pairs(line for line in lines if isinstance(line, str)) if isinstance(lines, list) else {}
    for group in dom.mappings(dom.at(item, "attributes", "propGroups")):
        for one in dom.mappings(group.get("atts")):
            _put(found, one.get("attName"), dom.at(one, "vals", 0))
    grouped = [row for group in dom.mappings(item.get("groupProps")) for rows in group.values() for row in dom.mappings(rows)]
    for one in (*grouped, *dom.mappings(item.get("props")), *dom.mappings(item.get("attributes"))):
        if "name" in one:
            _put(found, one["name"], one.get("value"))
        elif len(one) == 1:
            _put(found, *next(iter(one.items())))
    return found


def _put(found: dict[str, str], name: Any, value: Any) -> None:
    said, text = dom.string(name), dom.string(value)
    if said and text:
        found.setdefault(said, text)


def _variant(sku: dict[str, Any]) -> Variant | None:
    native_id = first(sku, ("skuId", "skuID", "sku_id"))
    if native_id in (None, "0"):
        return None
    chosen = [dom.string(value) for key, value in sorted(sku.items()) if key.isdigit()]
    chosen += [dom.string(spec.get("spec_value")) for spec in dom.mappings(sku.get("specs"))]
    name = " ".join(word for word in chosen if word) or None
    return Variant(native_id=native_id or "", name=name, price=variant_price(sku))
