"""Where to go on Suning: search results, item pages, and the endpoints that fill in prices."""

from __future__ import annotations

from urllib.parse import quote

from crawler.pages.suning import SuningItem, SuningPrices, SuningSearch
from crawler.spiders.shapes import SearchShape, ZoneShape


class SuningListings(SearchShape):
    """Listings of Suning."""

    name = "suning_listings"
    site = "suning"
    pages = (SuningItem, SuningPrices, SuningSearch)

    @classmethod
    def search_url(cls, keyword: str, page: int) -> str:
        """`cp` counts pages from 0."""
        return f"https://search.suning.com/{quote(keyword)}/" + (f"&cp={page - 1}" if page > 1 else "")


class SuningZones(ZoneShape):
    """Lists by category and regional halls (中华特色馆) of Suning."""

    name = "suning_zones"
    site = "suning"
    by_hand = "addresses and ids are found in announcements and named by the operator"
    pages = (SuningItem, SuningPrices, SuningSearch)
