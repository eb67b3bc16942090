"""Where to go on Juhuasuan: its home page, brands and categories, and the endpoint that they name."""

from __future__ import annotations

from crawler.pages.juhuasuan import JuhuasuanItems, JuhuasuanPage
from crawler.pages.juhuasuan_item import JuhuasuanItem
from crawler.spiders.shapes import ZoneShape


class JuhuasuanListings(ZoneShape):
    """Goods on sale on Juhuasuan, its own pages each a zone."""

    name = "juhuasuan_listings"
    site = "juhuasuan"
    pages = (JuhuasuanItems, JuhuasuanPage, JuhuasuanItem)
    home = ("https://ju.taobao.com/",)
