"""Where to go on Pinduoduo: the pages that it shows without an account. Its signed interfaces are left alone."""

from __future__ import annotations

from urllib.parse import quote

from crawler.pages.pinduoduo import PinduoduoGoods, PinduoduoList
from crawler.pages.pinduoduo_live import PinduoduoLive
from crawler.pages.pinduoduo_pages import PinduoduoPage
from crawler.spiders.shapes import ItemShape, SearchShape, ZoneShape


class PinduoduoListings(SearchShape):
    """Listings of Pinduoduo: the first page of a search, which the page itself holds; further ones need a signature."""

    name = "pinduoduo_listings"
    site = "pinduoduo"
    pages = (PinduoduoGoods, PinduoduoList, PinduoduoPage)

    @classmethod
    def search_url(cls, keyword: str, page: int) -> str:
        """The mobile page of results; page 2 and on repeat the first where they are answered at all, which ends the walk."""
        return f"https://mobile.yangkeduo.com/search_result.html?search_key={quote(keyword)}" + (
            f"&page={page}" if page > 1 else ""
        )


class PinduoduoZones(ZoneShape):
    """Channels, halls and flash sales of Pinduoduo."""

    name = "pinduoduo_zones"
    site = "pinduoduo"
    pages = (PinduoduoGoods, PinduoduoList, PinduoduoPage)


class PinduoduoLivestreams(ItemShape):
    """Live rooms of Pinduoduo."""

    name = "pinduoduo_livestreams"
    site = "pinduoduo"
    by_hand = "addresses and ids are found in announcements and named by the operator"
    pages = (PinduoduoLive,)
