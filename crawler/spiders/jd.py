"""Where to go on JD: search results, item pages with the prices that they ask for, zones, flash sales, live rooms."""

from __future__ import annotations

from urllib.parse import quote

from crawler.pages.jd import JdItem
from crawler.pages.jd_data import JdData
from crawler.pages.jd_lists import JdSearch, JdZone
from crawler.pages.jd_live import JdLive
from crawler.pages.jd_prices import JdBusiness, JdPrices
from crawler.pages.jd_shop import JdShopList
from crawler.spiders.shapes import ItemShape, SearchShape, ZoneShape

_ITEMS = (JdItem, JdPrices, JdBusiness)


class JdListings(SearchShape):
    """Listings of JD; what lists and item pages leave to a script names the endpoint, which is then asked."""

    name = "jd_listings"
    site = "jd"
    pages = (*_ITEMS, JdSearch, JdShopList)

    @classmethod
    def search_url(cls, keyword: str, page: int) -> str:
        """JD counts half pages of 30: its own pages are the odd ones."""
        return f"https://search.jd.com/Search?keyword={quote(keyword)}&enc=utf-8&page={2 * page - 1}"


class JdZones(ZoneShape):
    """Channels, activity pages and regional halls (中国特产馆) of JD."""

    name = "jd_zones"
    site = "jd"
    pages = (*_ITEMS, JdZone)


class JdPromotions(ZoneShape):
    """Flash sales (秒杀) and recommendations, as JD's gateways answer them."""

    name = "jd_promotions"
    site = "jd"
    by_hand = "addresses and ids are found in announcements and named by the operator"
    pages = (*_ITEMS, JdData)


class JdLivestreams(ItemShape):
    """Live rooms of JD."""

    name = "jd_livestreams"
    site = "jd"
    pages = (JdLive,)
