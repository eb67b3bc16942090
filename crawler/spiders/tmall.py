"""Where to go on Tmall: search results by keyword, lists inside a shop."""

from __future__ import annotations

from urllib.parse import quote

from crawler.pages.taobao import TaobaoItem
from crawler.pages.taobao_shop import TaobaoShopList
from crawler.pages.tmall import TmallItem
from crawler.pages.tmall_lists import TmallSearch, TmallShopList
from crawler.spiders.shapes import SearchShape, ShopShape

PAGE_SIZE = 60


class TmallListings(SearchShape):
    """Listings as Tmall's own search shows them; words stand in GBK in its addresses."""

    name = "tmall_listings"
    site = "tmall"
    pages = (TmallItem, TaobaoItem, TmallSearch)

    @classmethod
    def search_url(cls, keyword: str, page: int) -> str:
        """`s` counts the results that stand before the page."""
        words = quote(keyword, encoding="gbk", errors="replace")
        return f"https://list.tmall.com/search_product.htm?q={words}" + (f"&s={PAGE_SIZE * (page - 1)}" if page > 1 else "")


class TmallShops(ShopShape):
    """The list of a Tmall shop, as its mobile page asks for it or as its pages show it."""

    name = "tmall_shops"
    site = "tmall"
    by_hand = "addresses of shops are found in listings and named by the operator"
    pages = (TmallItem, TmallShopList, TaobaoShopList)
