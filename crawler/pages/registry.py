"""Which page class reads an address: the first that claims it; nobody's addresses are read as pages of a generic shop."""

from __future__ import annotations

from datetime import datetime

from crawler.items import Reading
from crawler.pages.aggregator import AggregatorItem
from crawler.pages.alibaba1688 import Alibaba1688Search
from crawler.pages.alibaba1688_goods import Alibaba1688Api
from crawler.pages.alibaba1688_item import Alibaba1688Item
from crawler.pages.aliexpress import AliexpressItem
from crawler.pages.aliexpress_search import AliexpressSearch
from crawler.pages.base import Page
from crawler.pages.douyin import DouyinPage
from crawler.pages.jd import JdItem
from crawler.pages.jd_data import JdData
from crawler.pages.jd_lists import JdSearch, JdZone
from crawler.pages.jd_live import JdLive
from crawler.pages.jd_prices import JdBusiness, JdPrices
from crawler.pages.jd_shop import JdShopList
from crawler.pages.juhuasuan import JuhuasuanItems, JuhuasuanPage
from crawler.pages.juhuasuan_item import JuhuasuanItem
from crawler.pages.kaola import KaolaPage
from crawler.pages.kuaishou import KuaishouPage
from crawler.pages.openprices import OpenPricesProducts
from crawler.pages.pinduoduo import PinduoduoGoods, PinduoduoList
from crawler.pages.pinduoduo_live import PinduoduoLive
from crawler.pages.pinduoduo_pages import PinduoduoPage
from crawler.pages.press import PressArticle
from crawler.pages.shop import ShopPage
from crawler.pages.shopify import ShopifyProducts
from crawler.pages.sitemap import Sitemap
from crawler.pages.suning import SuningItem, SuningPrices, SuningSearch
from crawler.pages.taobao import TaobaoItem, TaobaoSearch
from crawler.pages.taobao_flash import TaobaoFlash
from crawler.pages.taobao_goods import TaobaoGoodsApi
from crawler.pages.taobao_live import TaobaoLive
from crawler.pages.taobao_mtop import TaobaoItemApi, TaobaoSearchApi
from crawler.pages.taobao_shop import TaobaoShopList
from crawler.pages.taobao_zone import TaobaoZone
from crawler.pages.tmall import TmallItem
from crawler.pages.tmall_lists import TmallSearch, TmallShopList
from crawler.pages.woocommerce import WooProducts
from crawler.pages.xiaomi import XiaomiCalendar
from crawler.pages.youzan import YouzanGoods

PAGES: tuple[type[Page], ...] = (
    TaobaoSearchApi,
    TaobaoItemApi,
    TaobaoLive,
    TaobaoFlash,
    TaobaoGoodsApi,
    TaobaoSearch,
    TaobaoItem,
    TmallItem,
    JdItem,
    JdSearch,
    JdZone,
    JdShopList,
    TmallSearch,
    TmallShopList,
    TaobaoShopList,
    JuhuasuanItems,
    JuhuasuanPage,
    JuhuasuanItem,
    TaobaoZone,
    PinduoduoLive,
    PinduoduoGoods,
    PinduoduoList,
    PinduoduoPage,
    SuningItem,
    SuningSearch,
    SuningPrices,
    AliexpressItem,
    AliexpressSearch,
    Alibaba1688Item,
    Alibaba1688Search,
    Alibaba1688Api,
    JdPrices,
    JdBusiness,
    JdLive,
    JdData,
    DouyinPage,
    KuaishouPage,
    KaolaPage,
    XiaomiCalendar,
    YouzanGoods,
    OpenPricesProducts,
    AggregatorItem,
    ShopifyProducts,
    WooProducts,
    Sitemap,
    PressArticle,
)
"""In order of claim: sites before what is told by the form of an address."""
GENERIC: type[Page] = ShopPage


def page_for(url: str) -> type[Page] | None:
    """The class that claims an address, None where nobody does."""
    return next((page for page in PAGES if page.matches(url)), None)


def generic(url: str, body: bytes, observed_at: datetime, content_type: str = "") -> Reading:
    """What a page that nobody claims says: structured data, its own data blocks, the markup of a known shop system."""
    return GENERIC(url, body, observed_at, content_type).read()
