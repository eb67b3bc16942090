"""The endpoints behind Taobao's pages of 2023 and later: search and item data as JSON or JSONP. Built without a capture."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from crawler.items import Link, Reading
from crawler.pages import dom
from crawler.pages.api import ApiPage, read_json
from crawler.pages.taobao_ids import id_of, is_gone, item_url, wall_of
from crawler.pages.taobao_modern import item_listing, search_listing

# Of the search, of the older mobile search, of the advertisements' landing page (which is JSON inside a JSON string).
_LISTS = ("itemsArray", "listItem", "mainItems")
HOST = r"https?://(?:h5api|acs|api)\.m\.(?:taobao|tmall)\.com/"


class Mtop(ApiPage):
    """An answer of the gateway: `ret` says how it went, `data` is the matter."""

    def failed(self) -> Reading:
        """A refusal names its reason in `ret`, with the address of the wall in `data`."""
        wall = wall_of(self.text)
        return Reading(site=self.site, wall=wall) if wall else self.unreadable()


class TaobaoSearchApi(Mtop):
    """Search results of the gateway, and those of the older mobile site."""

    site = "taobao"
    addresses = (
        re.compile(HOST + r"h5/mtop\.(?:relationrecommend\.wirelessrecommend\.recommend|taobao\.wsearch\.)"),
        re.compile(HOST + r"h5/mtop\.alimama\.union\.sem\.landing\.pc\.items"),
        re.compile(r"\Ahttps?://s\.m\.taobao\.com/(?:search|h5)\?.*(?:api4h5|m=api)"),
    )

    def read(self) -> Reading:
        """Listings in the order of the answer."""
        answer = read_json(self.data) if isinstance(self.data, str) else self.data
        data = dom.at(answer, "data") if isinstance(dom.at(answer, "data"), dict) else answer
        items = next((dom.at(data, name) for name in _LISTS if dom.at(data, name) is not None), None)
        if not isinstance(items, list):
            return self.failed()
        reading = Reading(site=self.site)
        for item in dom.mappings(items):
            listing = search_listing(item, len(reading.items) + 1)
            if listing is not None:
                reading.items.append(listing)
                reading.links.append(Link(url=listing.url, kind="item"))
        reading.stated_total = dom.whole(dom.at(data, "mainInfo", "totalResults") or dom.at(data, "totalResults"))
        return reading


class TaobaoItemApi(Mtop):
    """Data of one item, as the gateway gives them to the page."""

    site = "taobao"
    addresses = (re.compile(HOST + r"h5/mtop\.taobao\.(?:pcdetail\.data\.get|detail\.getdetail)"),)

    def read(self) -> Reading:
        """The listing; an absent one where the answer says that it is gone."""
        data = dom.at(self.data, "data")
        reading = Reading(site=self.site)
        address = item_url(self._asked() or "", "taobao")
        listing = item_listing(data, "taobao", address)
        if listing is None:
            return self.failed()
        if is_gone(str(dom.at(data, "item", "title"))) or "errorMessage" in str(dom.at(data, "trade", "redirectUrl")):
            listing.presence = "absent"
        reading.items.append(listing)
        return reading

    def _asked(self) -> str | None:
        """The item that the request asked for."""
        values = parse_qs(urlsplit(self.url).query)
        try:
            asked: Any = orjson.loads(values.get("data", ["{}"])[0])
        except orjson.JSONDecodeError:
            return None
        given = dom.string(dom.at(asked, "id")) or dom.string(dom.at(asked, "itemNumId"))
        return given or id_of(str(dom.at(asked, "exParams") or ""))
