"""A declared price of 0: kept where the page gives the item away, unknown where it stands in for a price that is not told.

Templates write 0 where a shop sells on request, has sold out, or shows the price by other means. The page tells which it is:
its state of stock, the price it shows beside the product, or words that send the buyer to the shop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Availability, Listing
from crawler.pages.dom import clean, every
from pipelines.readers.money import read_price

_SHOWN = "[itemprop=price],[class*=price],[class*=Price],[id*=price],[id*=Price]"
_MOST_SHOWN, _LONGEST, _HIGHEST, _TILE = 100, 80, 12, 4
_ASIDE = ("header", "nav", "footer", "aside", "del", "s", "strike", "option", "select", "script", "template")
# Of names in small letters, each behind a space: a pattern that knows its first letters skips the rest of a long text.
_ASIDE_NAMES = re.compile(r"cart|basket|related|recommend|upsell|cross|similar|viewed|compare|shipping|delivery|list-?price")
_FORMER_NAMES = re.compile(r"[\s_-](?:old|was|rrp|msrp|regular)")
_ASKED = (
    "price on request", "price upon request", "price on application", "price on inquiry", "call for price", "call for pricing",
    "contact us for price", "contact for price", "ask for price", "preis auf anfrage", "prix sur demande",
    "precio a consultar", "precio bajo consulta", "prezzo su richiesta", "preço sob consulta", "prijs op aanvraag",
    "цена по запросу", "価格はお問い合わせ", "가격 문의", "价格面议", "電話詢價", "电话询价", "价格待定", "價格面議",
)  # fmt: skip
_ASKED_SHORT = ("面议", "询价", "議價", "询底价", "auf anfrage", "on request", "sur demande", "su richiesta", "по запросу")


def told(prices: Iterable[Decimal]) -> list[Decimal]:
    """Of several prices of a product those above 0, where there are any: a 0 among them is none."""
    found = list(prices)
    return [one for one in found if one > 0] or found


def is_placeholder(price: Any, availability: Availability | None, *, is_told: bool) -> bool:
    """Whether a price of 0 stands for one that is not told: another is, or the thing cannot be had."""
    return isinstance(price, Decimal) and price == 0 and (is_told or availability in ("out_of_stock", "discontinued"))


def settle(listing: Listing, tree: LexborHTMLParser, page_text: str) -> None:
    """Make a price of 0 unknown where its item page shows another one, or says that the price is told on request."""
    if listing.price == 0 and (_is_asked(listing.title, page_text) or _shows_another(listing, tree)):
        listing.price = listing.price_max = listing.price_text = None
        listing.read_from = {name: source for name, source in listing.read_from.items() if not name.startswith("price")}


def _is_asked(title: str | None, page_text: str) -> bool:
    words, own = page_text.casefold(), (title or "").casefold()
    return any(phrase in words for phrase in _ASKED) or any(word in own for word in _ASKED_SHORT)


def _shows_another(listing: Listing, tree: LexborHTMLParser) -> bool:
    """What the first price that is shown for the product itself says."""
    tiles: dict[int, bool] = {}
    for node in every(tree, _SHOWN)[:_MOST_SHOWN]:
        shown = clean(node.text(separator=" ")) or ""
        if not shown or len(shown) > _LONGEST or _is_aside(node, tiles):
            continue
        if any(word in shown.casefold() for word in _ASKED_SHORT):
            return True
        amount = read_price(shown, currency=listing.currency).min
        if amount is not None and amount != listing.list_price:
            return amount > 0
    return False


def _is_aside(node: LexborNode, tiles: dict[int, bool]) -> bool:
    """Whether an element belongs to the cart, other products or a former price; `tiles`: what is known of elements."""
    above: LexborNode | None = node
    for height in range(_HIGHEST):
        if above is None or above.tag in ("body", "html"):
            return False
        if height < _TILE and _is_tile(above, tiles):
            return True
        names = f" {above.attributes.get('class') or ''} {above.attributes.get('id') or ''}".casefold()
        if above.tag in _ASIDE or _ASIDE_NAMES.search(names) or _FORMER_NAMES.search(names):
            return True
        above = above.parent
    return False


def _is_tile(node: LexborNode, tiles: dict[int, bool]) -> bool:
    """Whether an element leads to another product: a tile by its picture, an entry of a list by any link."""
    if node.mem_id not in tiles:
        link = "a[href]" if node.tag == "li" else "a[href] img"
        tiles[node.mem_id] = node.css_first("h1") is None and node.css_first(link) is not None
    return tiles[node.mem_id]
