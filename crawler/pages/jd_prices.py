"""JD's endpoints from which the scripts of its pages fill in prices and stock. Built without a capture."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import unquote

from crawler.items import Listing, Reading, Shop
from crawler.pages import dom
from crawler.pages.api import ApiPage
from crawler.pages.jd import CNY, item_url
from crawler.pages.jd_mobile import AVAILABILITY
from crawler.pages.rooms import first

_PRICES = (("price",), ("stock", "jdPrice"), ("jdPrice",))
_SHOP = (("shopId", "id"), ("name", "vender"))
_ASKED = re.compile(r"sku(?:Id|id)[\"=:]{1,3}(\d+)")
_ID = re.compile(r"J_(\d+)$")


class JdPrices(ApiPage):
    """`p.3.cn/prices/mgets?skuIds=J_1,J_2`: `p` is what is paid, `op` the price before, -1 means that it is not for sale."""

    site: ClassVar[str] = "jd"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (re.compile(r"https?://(?:p|pe|pm)\.3\.cn/prices/"),)

    def read(self) -> Reading:
        """A listing a price; of the goods it says nothing else."""
        if not isinstance(self.data, list):
            return self.unreadable()
        reading = Reading(site=self.site)
        for one in dom.mappings(self.data):
            native_id, price = dom.found(_ID, str(one.get("id") or "")), dom.decimal(one.get("p"))
            if native_id is None or price is None or price <= 0:
                continue
            before = dom.decimal(one.get("op"))
            listing = Listing(platform="jd", native_id=native_id, url=item_url(native_id), price=price, currency=CNY)
            listing.price_text, listing.price_kind = dom.string(one.get("p")), "shelf"
            listing.list_price = before if before is not None and before > price else None
            reading.items.append(listing)
        return reading


class JdBusiness(ApiPage):
    """Price, stock and shop of one item: `item-soa.jd.com/getWareBusiness`, `c0.3.cn/stock`, the gateway's wareBusiness."""

    site: ClassVar[str] = "jd"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://item-soa\.jd\.com/getWareBusiness"),
        re.compile(r"https?://c\d?\.3\.cn/stock"),
        re.compile(r"\Ahttps?://api\.m\.jd\.com/[^#]*functionId=pc_detailpage_wareBusiness"),
    )

    def read(self) -> Reading:
        """The item's listing; nothing where the answer names neither a price nor a stock."""
        price = next((p for path in _PRICES if isinstance(p := dom.at(self.data, *path), dict)), {})
        native_id = first(price, ("id",)) or dom.found(_ASKED, unquote(self.url))
        stock = dom.at(self.data, "stock") or dom.at(self.data, "stockInfo") or {}
        state = AVAILABILITY.get(first(stock, ("StockState", "stockState")) or "")
        paid = dom.decimal(first(price, ("finalPrice.price", "p")))
        if native_id is None or (state is None and (paid is None or paid <= 0)):
            return self.unreadable()
        native_id = native_id.removeprefix("J_")
        listing = Listing(platform="jd", native_id=native_id, url=item_url(native_id), availability=state)
        listing.title = first(self.data, ("wareInfoReadMap.sku_name", "wareInfo.wname", "skuName"))
        if paid is not None and paid > 0:
            before = dom.decimal(first(price, ("op", "m")))
            listing.price, listing.price_text, listing.currency, listing.price_kind = paid, str(paid), CNY, "shelf"
            listing.list_price = before if before is not None and before > paid else None
        shop, name = (first(self.data, (f"shopInfo.shop.{key}", f"stock.D.{other}")) for key, other in _SHOP)
        listing.shop = Shop(native_id=shop or name or "", name=name) if name else None
        return Reading(site=self.site, items=[listing])
