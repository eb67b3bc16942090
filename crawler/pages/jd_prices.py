"""JD's price endpoint, from which the scripts of its pages fill in their prices. Built without a capture."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.items import Listing, Reading
from crawler.pages import dom
from crawler.pages.api import ApiPage
from crawler.pages.jd import CNY, item_url

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
