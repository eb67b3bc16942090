"""Where to go on Taobao Live: its schedule, and the rooms that stand in it."""

from __future__ import annotations

from collections.abc import Iterable

from scrapy import Request
from scrapy.http import Response

from crawler.items import Reading
from crawler.pages.taobao_live import TaobaoLive
from crawler.spiders.shapes import ItemShape


class TaobaoLivestreams(ItemShape):
    """Rooms as the schedule names them, and as their own pages show them."""

    name = "taobao_livestreams"
    site = "taobao_live"
    pages = (TaobaoLive,)

    def follow(self, response: Response, reading: Reading) -> Iterable[Request]:
        """The rooms of a schedule."""
        yield from (self.request(link.url) for link in reading.links if link.kind == "page")
