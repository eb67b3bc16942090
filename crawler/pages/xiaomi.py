"""Xiaomi's calendar of flash sales: sessions with start and end, each with its goods; reminders are no sales."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from crawler.items import Link, Listing, Reading
from crawler.pages import dom
from crawler.pages.api import ApiPage
from crawler.pages.moments import instant
from crawler.pages.rooms import first, objects
from crawler.pages.spells import Sale, spells_of

CNY = "CNY"


class XiaomiCalendar(ApiPage):
    """An answer with sessions: `[{start_time, end_time, list: [goods]}]`, bare or inside `data`."""

    site: ClassVar[str] = "xiaomi"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"\Ahttps?://(?:[\w-]+\.)*(?:mi|xiaomiyoupin|mipay)\.com/[^?#]*(?:seckill|flash|miaosha|rush)"),
    )

    def read(self) -> Reading:
        """A listing a product, at its sale's price, and a promotion a session."""
        if not isinstance(self.data, dict | list):
            return self.unreadable()
        reading = Reading(site=self.site)
        sales: list[Sale] = []
        for session in objects(self.data):
            start, end = instant(session.get("start_time")), instant(session.get("end_time"))
            for one in dom.mappings(session.get("list") or session.get("goods_list")):
                listing = _listing(one)
                if listing is not None:
                    listing.position = len(sales) + 1
                    sales.append((listing, instant(one.get("start_time")) or start, instant(one.get("end_time")) or end))
        seen: dict[str, Listing] = {}
        for listing, _, _ in sales:
            seen.setdefault(listing.native_id, listing)
        reading.items = [*seen.values(), *spells_of("xiaomi", "seckill", None, sales)]
        reading.links = [Link(url=listing.url, kind="item") for listing in seen.values()]
        return reading


def _listing(one: dict[str, Any]) -> Listing | None:
    native_id, title = first(one, ("goods_id", "product_id", "gid")), first(one, ("goods_name", "product_name", "name"))
    if native_id is None or title is None:
        return None
    shown = first(one, ("seckill_price", "flash_price", "price"))
    price, before = dom.decimal(shown), dom.decimal(first(one, ("goods_price", "market_price", "origin_price")))
    listing = Listing(
        platform="xiaomi", native_id=native_id, url=f"https://www.mi.com/seckill/{native_id}", title=title, sku=native_id
    )
    if price is not None and price > 0:
        listing.price, listing.price_text, listing.currency, listing.price_kind = price, shown, CNY, "promotion"
        listing.list_price = before if before is not None and before > price else None
    stock = dom.whole(one.get("stock", one.get("left_stock")))
    if stock is not None:
        listing.availability = "in_stock" if stock else "out_of_stock"
    return listing
