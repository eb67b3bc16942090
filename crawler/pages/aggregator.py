"""Item details of a commercial data service (99api, 6bqb): the goods of several marketplaces in forms of its own."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawler.items import Listing, Reading, Shop, Variant
from crawler.pages import alibaba1688, dom, jd, pinduoduo, taobao_ids
from crawler.pages.api import ApiPage
from crawler.pages.attributes import pairs, read_properties

_PLATFORMS = {"jd": "jd", "taobao": "taobao", "tmall": "tmall", "suning": "suning", "pdd": "pinduoduo", "alibaba": "1688"}
_IDS = ("itemId", "goodsId", "partNumber", "num_iid", "id")
_TITLES = ("name", "title", "goodsName", "itemName")


class AggregatorItem(ApiPage):
    """`/jd/detail`, `/taobao/detail`, `/suning/detail` ... of api*.6bqb.com and api.99api.com."""

    site: ClassVar[str] = "aggregator"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://api\d*\.(?:6bqb|99api)\.com/(?:jd|taobao|tmall|suning|pdd|alibaba)/detail"),
    )

    def read(self) -> Reading:
        """The listing on its own marketplace; an empty price is none."""
        data = dom.at(self.data, "data")
        item = dom.at(data, "item") if isinstance(dom.at(data, "item"), dict) else data
        native_id = next((found for name in _IDS if (found := dom.string(dom.at(item, name)))), None)
        title = next((found for name in _TITLES if (found := dom.string(dom.at(item, name)))), None)
        if native_id is None or title is None:
            return self.unreadable()
        platform = _PLATFORMS[urlsplit(self.url).path.split("/")[1]]
        native_id = native_id.lstrip("0") or native_id
        url = _url(platform, native_id, dom.string(item.get("shopId")) or "0000000000")
        listing = Listing(platform=platform, native_id=native_id, url=url, title=title)
        listing.price, before = dom.decimal(item.get("price") or None), dom.decimal(item.get("originalPrice") or None)
        listing.price_text = dom.string(item.get("price"))
        listing.list_price = before if before is not None and listing.price is not None and before > listing.price else None
        listing.currency = "CNY" if listing.price is not None else None
        seller = dom.at(data, "seller")
        name, shop = (
            dom.string(dom.at(seller, "shopName")),
            dom.string(dom.at(seller, "sellerId")) or dom.string(item.get("shopId")),
        )
        listing.shop = Shop(native_id=shop or name or "", name=name) if shop or name else None
        said = read_properties(_properties(item))
        listing.brand = dom.string(item.get("brandName")) or said.brand
        listing.origin_text, listing.net_weight_text = said.origin_text, said.net_weight_text
        listing.variants = [one for sku in dom.mappings(item.get("sku")) if (one := _variant(sku)) is not None]
        return Reading(site=self.site, items=[listing])


def _url(platform: str, native_id: str, shop: str) -> str:
    """Address of the goods on their marketplace; never that of the service, which bears its customer's key."""
    if platform in ("taobao", "tmall"):
        return taobao_ids.item_url(native_id, platform)
    if platform == "suning":
        return f"https://product.suning.com/{shop}/{native_id}.html"
    made = {"jd": jd.item_url, "pinduoduo": pinduoduo.goods_url, "1688": alibaba1688.offer_url}
    return made[platform](native_id)


def _properties(item: dict[str, Any]) -> dict[str, str]:
    """Lines of name and value, and groups of them."""
    lines = item.get("pcAttributes")
    found = pairs(line for line in lines if isinstance(line, str)) if isinstance(lines, list) else {}
    for group in dom.mappings(dom.at(item, "attributes", "propGroups")):
        for one in dom.mappings(group.get("atts")):
            name, value = dom.string(one.get("attName")), dom.string(dom.at(one, "vals", 0))
            if name and value:
                found.setdefault(name, value)
    return found


def _variant(sku: dict[str, Any]) -> Variant | None:
    native_id = dom.string(sku.get("skuId"))
    if native_id is None:
        return None
    chosen = [dom.string(value) for key, value in sorted(sku.items()) if key.isdigit()]
    price = dom.decimal(sku.get("price") or None)
    return Variant(native_id=native_id, name=" ".join(word for word in chosen if word) or None, price=price)
