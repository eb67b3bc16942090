"""Zones of Taobao (汇吃 channels, market pages): goods as JSON in hidden text areas, among placeholders and banners."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawler.items import Link, Listing, Promotion, Reading
from crawler.pages import dom, walls, zone_facts
from crawler.pages.app_data import data_of
from crawler.pages.base import Page
from crawler.pages.drafts import path_id
from crawler.pages.scripts import title_of
from crawler.pages.taobao_goods import PLACEHOLDERS, goods_in
from crawler.pages.taobao_ids import CNY, id_of, is_tmall, item_url, wall_of
from crawler.urls import resolve

_AREA = re.compile(r"<textarea\b[^<>]{0,300}J_dynamic_data[^<>]{0,300}>")
_MOST_AREAS, _MOST_GOODS = 300, 5_000
_TITLES = ("item_title", "title", "desc", "name", "item_name", "text")
_LINKS = ("item_url", "url", "link", "href", "item_link", "item_origin_url")
_PRICES = ("item_current_price", "price", "current_price", "item_price")
_BEFORE = ("item_price", "origin_price", "old_price")
_SPU = re.compile(r"[?&]spuid=(\d+)")


class TaobaoZone(Page):
    """A channel of chi.taobao.com, a market page of www.taobao.com; the platform's own home pages are read the same way."""

    site: ClassVar[str] = "taobao"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:[\w-]+\.)?chi\.taobao\.com/(?!itemlist)"),
        re.compile(r"https?://www\.(?:taobao|tmall)\.com/(?:markets?/.*)?$"),
        re.compile(r"https?://(?:pages|act|huodong)\.(?:taobao|tmall)\.com/"),
    )

    def read(self) -> Reading:
        """One promotion, and a listing for each of its goods; a product that leads to a search is known by its address."""
        reading = Reading(site=self.site)
        listings = self._listings() or self._in_data()
        name = dom.untagged(title_of(self.text)[:500])
        wall = None if listings else wall_of(name or "") or walls.wall_of(self.body, self.text)
        if wall:
            return Reading(site=self.site, wall=wall)
        reading.items += listings
        reading.links = [Link(url=one.url, kind="item") for one in listings if "item.htm" in one.url]
        parts = urlsplit(self.url)
        members = [(one.platform, one.site, one.native_id) for one in listings]
        native_id = f"{parts.netloc}{parts.path}".rstrip("/")
        kind = "activity" if parts.netloc.startswith(("act.", "huodong.", "pages.")) else "zone"
        promotion = Promotion(platform="taobao", native_id=native_id, name=name, kind=kind, members=members)
        zone_facts.say(promotion, self.text)
        reading.items.append(promotion)
        return reading

    def _in_data(self) -> list[Listing]:
        """The goods of a page of 2018 and later, whose script draws it from data."""
        platform = "tmall" if is_tmall(urlsplit(self.url).netloc) else "taobao"
        return goods_in(list(data_of(self.body, self.text)), platform)

    def _listings(self) -> list[Listing]:
        goods = [one for area in _areas(self.text) for one in _goods(area)][:_MOST_GOODS]
        # Several products may lead to one search: their titles tell them apart.
        addresses = Counter(address for title, address in {(title, address) for title, address, _, _ in goods})
        found: dict[tuple[str, str], Listing] = {}
        for title, link, price, before in goods:
            address = resolve(self.url, link) or self.url
            native_id = id_of(address) if "item" in urlsplit(address).path or is_tmall(address) else None
            platform = "tmall" if is_tmall(address) else "taobao"
            if native_id is not None:
                address = item_url(native_id, platform)
            else:
                spu = dom.found(_SPU, address)
                native_id = f"spu:{spu}" if spu else path_id(address)
                native_id += f"#{title}" if addresses[link] > 1 and not spu else ""
            listing = Listing(platform=platform, native_id=native_id, url=address, title=title)
            listing.price, listing.price_text, listing.currency = dom.decimal(price), price, CNY if price else None
            listed = dom.decimal(before)
            listing.list_price = listed if listed and listing.price and listed > listing.price else None
            listing.position = len(found) + 1
            known = found.setdefault((platform, native_id), listing)
            if known.price_text is None and listing.price_text is not None:
                # Shown twice, once without its price.
                listing.position = known.position
                found[platform, native_id] = listing
        return list(found.values())


def _areas(text: str) -> Iterator[str]:
    """Contents of the text areas; where one has no end there is no further one."""
    opening = _AREA.search(text)
    for _ in range(_MOST_AREAS):
        end = text.find("</textarea", opening.end()) if opening is not None else -1
        if opening is None or end < 0:
            return
        yield text[opening.end() : end]
        opening = _AREA.search(text, end)


def _goods(area: str) -> list[tuple[str, str, str | None, str | None]]:
    """(title, link, price, price before) of goods in a text area; banners have no price, placeholders no title of their own."""
    content = area.strip()
    if "&quot;" in content[:200]:
        content = content.replace("&quot;", '"').replace("&amp;", "&")
    try:
        data: Any = json.loads(content, strict=False)
    except (ValueError, RecursionError):
        return []
    found = []
    for one in dom.mappings(dom.at(data, "custom")):
        # Goods have a field for their price, empty where a script fills it in.
        title, price = _value(one, _TITLES), _value(one, _PRICES)
        if title and title not in PLACEHOLDERS and any(name in one for name in _PRICES):
            shown = price if price and any(sign.isdigit() for sign in price) else None
            found.append((title, _value(one, _LINKS) or "", shown, _value(one, _BEFORE)))
    return found


def _value(one: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((text for name in names if (text := dom.untagged(dom.string(one.get(name))))), None)
