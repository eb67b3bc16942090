"""Where to go on AliExpress: search results and the items they lead to, stores."""

from __future__ import annotations

from urllib.parse import quote_plus

from crawler.pages.aliexpress import AliexpressItem
from crawler.pages.aliexpress_search import AliexpressSearch
from crawler.spiders.shapes import SearchShape, ShopShape


class AliexpressListings(SearchShape):
    """Listings of AliExpress."""

    name = "aliexpress_listings"
    site = "aliexpress"
    pages = (AliexpressItem, AliexpressSearch)

    @classmethod
    def search_url(cls, keyword: str, page: int) -> str:
        """Results by AliExpress's own ranking."""
        return f"https://www.aliexpress.com/wholesale?SearchText={quote_plus(keyword)}" + (f"&page={page}" if page > 1 else "")


class AliexpressShops(ShopShape):
    """The lists of a store."""

    name = "aliexpress_shops"
    site = "aliexpress"
    by_hand = "addresses of shops are found in listings and named by the operator"
    pages = (AliexpressItem, AliexpressSearch)
