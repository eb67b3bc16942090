"""Results of Taobao's search as its markup showed them up to 2013, before a script held them. Built without a capture."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Listing, Shop
from crawler.pages import dom
from crawler.pages.taobao_ids import CNY, id_of, is_tmall, item_url

_TILES = "#list-content .item, .list-view .item, .grid-view .item, .tb-content .row.item, div.row.item"
_USER = re.compile(r"user_(?:number_)?id=(\d+)")


def read_tiles(tree: LexborHTMLParser) -> list[Listing]:
    """Listings in the order of the page."""
    found: dict[str, Listing] = {}
    for node in tree.css(_TILES)[:500]:
        listing = _tile(node, len(found) + 1)
        if listing is not None:
            found.setdefault(listing.native_id, listing)
    return list(found.values())


def _tile(node: LexborNode, position: int) -> Listing | None:
    link = dom.first(node, ".summary a", "h3 a", ".title a")
    href = dom.attribute(link, "href") or ""
    native_id, title = id_of(href), dom.attribute(link, "title") or dom.text_of(node, ".summary", "h3")
    if native_id is None or title is None:
        return None
    platform = "tmall" if is_tmall(href) else "taobao"
    seller = dom.first(node, ".seller a", ".shop a")
    name = dom.clean(seller.text()) if seller is not None else None
    user = _USER.search(dom.attribute(seller, "href") or "")
    shown: Any = dom.text_of(node, ".price em", ".price")
    price = dom.decimal((shown or "").strip("¥￥ ") or None)
    sold = dom.text_of(node, ".dealing", ".sale", ".trade")
    is_counted = bool(sold and any(sign.isdigit() for sign in sold))
    return Listing(
        platform=platform,
        native_id=native_id,
        url=item_url(native_id, platform),
        title=title,
        shop=Shop(native_id=user[1] if user else name or "", name=name) if name else None,
        price=price,
        currency=CNY if price is not None else None,
        price_text=shown if price is not None else None,
        sold_text=sold if is_counted else None,
        sold_period="30d" if is_counted else None,
        ships_from_text=dom.text_of(node, ".loc", ".location"),
        position=position,
        sponsored="click.simba" in href,
    )
