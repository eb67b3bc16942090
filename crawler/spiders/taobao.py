"""Where to go on Taobao: search results by keyword, and the item pages they lead to; zones; the lists inside a shop."""

from __future__ import annotations

from urllib.parse import quote

from crawler.pages.taobao import TaobaoItem, TaobaoSearch
from crawler.pages.taobao_flash import TaobaoFlash
from crawler.pages.taobao_goods import TaobaoGoodsApi
from crawler.pages.taobao_mtop import TaobaoItemApi, TaobaoSearchApi
from crawler.pages.taobao_shop import TaobaoShopList
from crawler.pages.taobao_zone import TaobaoZone
from crawler.pages.tmall import TmallItem
from crawler.spiders.shapes import SearchShape, ShopShape, ZoneShape

PAGE_SIZE = 44


class TaobaoListings(SearchShape):
    """Listings of Taobao and Tmall as Taobao's search shows them."""

    name = "taobao_listings"
    site = "taobao"
    pages = (TaobaoItem, TmallItem, TaobaoSearchApi, TaobaoItemApi, TaobaoSearch)

    @classmethod
    def search_url(cls, keyword: str, page: int) -> str:
        """Results by Taobao's own ranking; `s` counts the results that stand before the page."""
        return f"https://s.taobao.com/search?q={quote(keyword)}" + (f"&s={PAGE_SIZE * (page - 1)}" if page > 1 else "")


class TaobaoZones(ZoneShape):
    """Zones, activity pages and flash sales of Taobao and Tmall, each with the goods that its page shows."""

    name = "taobao_zones"
    site = "taobao"
    pages = (TaobaoItem, TmallItem, TaobaoFlash, TaobaoGoodsApi, TaobaoZone)


class TaobaoShops(ShopShape):
    """The lists inside a shop of Taobao or Tmall (`https://SHOP.taobao.com/search.htm`)."""

    name = "taobao_shops"
    site = "taobao"
    by_hand = "addresses of shops are found in listings and named by the operator"
    pages = (TaobaoItem, TmallItem, TaobaoShopList, TaobaoGoodsApi)
