"""Where to go on 1688: search results of offers, and their pages."""

from __future__ import annotations

from urllib.parse import quote

from crawler.pages.alibaba1688 import Alibaba1688Search
from crawler.pages.alibaba1688_goods import Alibaba1688Api
from crawler.pages.alibaba1688_item import Alibaba1688Item
from crawler.spiders.shapes import SearchShape


class Alibaba1688Listings(SearchShape):
    """Wholesale offers of 1688; words stand in GBK in its addresses."""

    name = "alibaba1688_listings"
    site = "alibaba1688"
    pages = (Alibaba1688Item, Alibaba1688Search, Alibaba1688Api)

    @classmethod
    def search_url(cls, keyword: str, page: int) -> str:
        """Results by 1688's own ranking."""
        words = quote(keyword, encoding="gbk", errors="replace")
        return f"https://s.1688.com/selloffer/offer_search.htm?keywords={words}" + (f"&beginPage={page}" if page > 1 else "")
