"""Kaola: lists of its app and pages, whose goods stand at any depth; numbers are yuan. Item pages without a capture.

Its counter is of reviews (commentCount); it shows no sales.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Availability, Link, Listing, Promotion, Reading, Shop
from crawler.pages import dom, walls, zone_facts
from crawler.pages.app_data import data_of
from crawler.pages.base import Page
from crawler.pages.listings import without_offer
from crawler.pages.rooms import first, objects
from crawler.pages.scripts import title_of
from pipelines.readers.patterns import WHOLE, near

CNY = "CNY"
_ITEM = re.compile(r"/product/(\d+)\.html")
_SUFFIX = re.compile(r"\.(?:s?html?|json)$")
_SITE = near(r"\s{0,3}[-_|–]\s{0,3}(?:网易)?考拉[^-_|]{0,20}$", WHOLE)
_TILES = "#result li.goods, #searchresult li.goods, .goodswrap"
_TITLES = ("title", "goodsName", "mainTitle", "goodsTitle")
_PRICES = ("currentPrice", "actualCurrentPrice", "goodsPrice.currentPrice", "price.currentPrice", "appPrice")
_BEFORE = ("originalPrice", "marketPrice", "goodsPrice.marketPrice", "price.marketPrice")


def item_url(native_id: str) -> str:
    """Address of the goods' own page."""
    return f"https://goods.kaola.com/product/{native_id}.html"


class KaolaPage(Page):
    """Any answer or page of kaola.com: goods are objects with a goodsId and a title."""

    site: ClassVar[str] = "kaola"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (re.compile(r"https?://(?:[\w-]+\.)*kaola\.com(?:\.hk)?/"),)

    def read(self) -> Reading:
        """Listings in the order of the data; of an item page its own one alone."""
        reading = Reading(site=self.site)
        own = dom.found(_ITEM, self.url)
        found: dict[str, Listing] = {}
        for data in data_of(self.body, self.text):
            for one in objects(data):
                listing = _listing(one)
                if listing is not None and own in (None, listing.native_id):
                    listing.position = len(found) + 1 if own is None else None
                    found.setdefault(listing.native_id, listing)
        if own is not None and not found:
            self._from_markup(own, found)
        if own is None and not found:
            found = {one.native_id: one for one in _tiles(dom.parse(self.text))}
        reading.items += found.values()
        if found and "/activity/" in self.url:
            reading.items.append(self._activity(found.values()))
        reading.links = [Link(url=one.url, kind="item") for one in found.values() if own is None]
        if not found:
            reading.wall = walls.wall_of(self.body, self.text)
        return reading

    def _activity(self, listings: Iterable[Listing]) -> Promotion:
        """The activity that the page is, by its address."""
        parts = urlsplit(self.url)
        native_id = f"{parts.netloc}{_SUFFIX.sub('', parts.path)}".rstrip("/")
        name = dom.untagged(_SITE.sub("", title_of(self.text)[:200]))
        members = [(one.platform, one.site, one.native_id) for one in listings]
        activity = Promotion(platform="kaola", native_id=native_id, name=name, kind="activity", members=members)
        zone_facts.say(activity, self.text)
        return activity

    def _from_markup(self, own: str, found: dict[str, Listing]) -> None:
        tree = dom.parse(self.text)
        title = dom.text_of(tree, "dt.product-title", ".product-title", ".PInfo h1")
        if title is None:
            return
        listing = found[own] = Listing(platform="kaola", native_id=own, url=item_url(own), title=title)
        listing.brand = dom.text_of(tree, ".orig-country a + a", ".brand a")
        listing.price_text = dom.text_of(tree, ".PInfo .currentPrice", "#js_currentPrice", ".currentPrice")
        listing.list_price_text = dom.text_of(tree, ".PInfo .marketPrice", "#js_marketPrice", ".marketPrice")
        listing.currency = CNY if listing.price_text else None


def _tiles(tree: LexborHTMLParser) -> Iterator[Listing]:
    """The goods of a page of results as it is shown."""
    seen: set[str] = set()
    for node in dom.every(tree, _TILES)[:500]:
        link = dom.first(node, "a.title[href*='/product/']", "a[href*='/product/']")
        native_id = dom.found(_ITEM, dom.attribute(link, "href") or "")
        title = dom.attribute(link, "title") or dom.text_of(node, "a.title h2", "a.title")
        if native_id is None or title is None or native_id in seen:
            continue
        seen.add(native_id)
        listing = Listing(platform="kaola", native_id=native_id, url=item_url(native_id), title=title, position=len(seen))
        listing.price_text = dom.text_of(node, ".price .cur", ".price .currentPrice", ".cur")
        listing.list_price_text = dom.text_of(node, ".price .marketprice", ".marketprice")
        listing.currency = CNY if listing.price_text else None
        listing.review_count = dom.whole(dom.text_of(node, "a.comments", ".comments"))
        name = dom.text_of(node, ".selfflag a", ".selfflag")
        listing.shop = Shop(native_id=name, name=name) if name else None
        yield listing


def _listing(one: dict[str, Any]) -> Listing | None:
    native_id, title = first(one, ("goodsId", "goodsid")), first(one, _TITLES)
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    shown = first(one, _PRICES)
    price, before = dom.decimal(shown), dom.decimal(first(one, _BEFORE))
    listing = Listing(platform="kaola", native_id=native_id, url=item_url(native_id), title=title)
    if price is not None and price > 0:
        listing.price, listing.price_text, listing.currency = price, shown, CNY
        listing.list_price = before if before is not None and before > price else None
        listing.price_kind = "promotion" if listing.list_price is not None else "shelf"
    labels = one.get("benefitPointList")
    words = [dom.string(word) for word in labels] if isinstance(labels, list) else [first(one, ("benefitPoint",))]
    listing.conditions_text = "；".join(dict.fromkeys(word for word in words if word)) or None
    listing.brand = first(one, ("brandName", "brand.brandName"))
    listing.review_count = dom.whole(one.get("commentCount"))
    listing.availability = _stock(one)
    if first(one, ("onlineStatus",)) == "0":
        listing.presence, listing.availability = "absent", "discontinued"
        without_offer(listing)
    return listing


def _stock(one: dict[str, Any]) -> Availability | None:
    state = first(one, ("actualStorageStatus", "storeStatus"))
    return {"1": "in_stock", "0": "out_of_stock"}.get(state or "")  # type: ignore[return-value]  # literals of a mapping
