"""Products read from the markup of a known shop system: rules are data (`shop_systems`), this is what applies them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Availability
from crawler.pages.attributes import pairs, read_properties
from crawler.pages.dom import clean, every
from crawler.pages.drafts import Draft
from crawler.pages.schema_offers import number
from crawler.pages.stock_words import stock_of
from crawler.urls import resolve

Selectors = tuple[str, ...]
_MOST_TILES = 1_000
_ROOT = re.compile(r"(?:https?://[^/]+)?/?(?:catalogue/|index\.php|index\.php\?route=common/home[^#]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where a product's fields stand below its element; the first match wins.

    A selector is CSS, with `@attribute` for an attribute (of the element itself where no CSS stands before it) and `~pattern`
    for the part of it that a pattern's group names.
    """

    root: Selectors
    title: Selectors
    link: Selectors = ()
    price: Selectors = ()
    list_price: Selectors = ()
    """Read before `price`: where it is found, `sale` holds the price."""
    sale: Selectors = ()
    currency: Selectors = ()
    shown: Selectors = ()
    """The price with its sign, where `price` is a bare number: it tells the currency."""
    native: Selectors = ()
    native_in_url: str = ""
    sku: Selectors = ()
    brand: Selectors = ()
    in_stock: Selectors = ()
    """Elements whose presence says it."""
    out_of_stock: Selectors = ()
    stock: Selectors = ()
    """Elements whose text or class says it."""
    not_price: Selectors = ()
    """What stands inside the element of a price and is none (tax, price a unit)."""
    rows: Selectors = ()
    """Lines or table rows of name and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A shop system: how it is recognised, and its rules."""

    name: str
    signs: tuple[str, ...]
    """Any of these texts in the page."""
    item: Rule
    tile: Rule | None = None
    aside: Selectors = ()
    """What stands around the matter of a list: carts, suggestions."""
    beside: Selectors = ()
    """Other products on an item page."""
    table: str = ""
    """Rows of name and value of an item page that stand apart from its product's element."""
    trail: str = ""
    """The links of the trail that leads to an item page."""
    categories: Selectors = field(default=())
    item_address: str = ""
    category_address: str = ""


def read_item(tree: LexborHTMLParser, system: System, url: str) -> Draft | None:
    """The product of an item page, other products on it left aside."""
    rule = system.item
    for root in rule.root:
        node = tree.css_first(root)
        if node is None:
            continue
        if any(node.css_first(selector) is not None for selector in system.beside):
            # In a copy: the links to the other products are still to be read.
            copy = LexborHTMLParser(node.html or "")
            for selector in system.beside:
                for other in copy.css(selector):
                    other.decompose()
            node = copy.css_first(root) or copy.body or node
        draft = _draft(node, rule, url)
        if draft.native_id is None and tree.body is not None:
            # Some themes name the product in the classes of the page alone.
            draft.native_id = pick(tree.body, tuple(one for one in rule.native if one.startswith("@class")))
        if system.table and tree.body is not None:
            _properties(draft.values, tree.body, (system.table,))
        if draft.get("title"):
            return draft
    return None


def read_trail(tree: LexborHTMLParser, system: System, title: str | None) -> tuple[str, ...]:
    """Categories that lead to an item page, outermost first, without the home page and the page itself."""
    nodes = [node for node in tree.css(system.trail)[:12] if _ROOT.fullmatch(node.attributes.get("href") or "") is None]
    names = [name for node in nodes if (name := clean(node.text()))]
    return tuple(name for name in names if name != title)


def read_tiles(tree: LexborHTMLParser, rule: Rule, base: str, aside: Selectors) -> Iterator[Draft]:
    """The products of a list page, without those of carts and suggestions."""
    hidden = {node.mem_id for selector in aside for node in tree.css(selector)}
    for root in rule.root:
        nodes = tree.css(root)[:_MOST_TILES]
        for node in nodes:
            if not _inside(node, hidden):
                draft = _draft(node, rule, base)
                draft.listed = True
                if draft.get("title") and draft.url:
                    yield draft
        if nodes:
            return


def _inside(node: LexborNode, hidden: set[int]) -> bool:
    above: LexborNode | None = node
    while above is not None and hidden:
        if above.mem_id in hidden:
            return True
        above = above.parent
    return False


def _draft(node: LexborNode, rule: Rule, base: str) -> Draft:
    values: dict[str, Any] = {"title": pick(node, rule.title), "sku": _labelled(pick(node, rule.sku))}
    draft = Draft(source="markup", url=resolve(base, pick(node, rule.link) or ""), values=values)
    was = pick(node, rule.list_price, "")
    now = _money(node, rule, rule.sale) if was else None
    _price(values, "price", now or _money(node, rule, rule.price))
    if now:
        _price(values, "list_price", was)
    values["currency"] = pick(node, rule.currency)
    if values.get("price") is not None:
        values["price_text"] = pick(node, rule.shown, "")
    values["brand"] = _labelled(pick(node, rule.brand))
    draft.native_id = pick(node, rule.native)
    if draft.native_id is None and rule.native_in_url:
        match = re.search(rule.native_in_url, draft.url or base)
        draft.native_id = match[1] if match else None
    values["availability"] = _availability(node, rule)
    if rule.rows:
        _properties(values, node, rule.rows)
    return draft


def _properties(values: dict[str, Any], node: LexborNode, rows: Selectors) -> None:
    """What rows of name and value add to what is known."""
    found = read_properties(_rows(node, rows))
    for name in ("origin_text", "net_weight_text", "gtin", "brand", "sku"):
        values[name] = values.get(name) or getattr(found, name)


def _money(node: LexborNode, rule: Rule, selectors: Selectors) -> str | None:
    """A price as it is shown, signs and digits of elements of their own put together."""
    shown = pick(node, selectors, "")
    for selector in rule.not_price if shown else ():
        for part in node.css(selector)[:5]:
            text = clean(part.text())
            shown = shown.replace(text, "") if shown and text else shown
    return clean(shown)


def pick(node: LexborNode, selectors: Selectors, separator: str = " ") -> str | None:
    """Text or attribute of the first selector that finds any."""
    for selector in selectors:
        css, at, attribute = selector.partition("@")
        attribute, _, pattern = attribute.partition("~")
        found = node.css_first(css) if css else node
        if found is None:
            continue
        text = clean(found.attributes.get(attribute)) if at else clean(found.text(separator=separator))
        if text and pattern:
            match = re.search(pattern, text)
            text = match[1] if match else None
        if text:
            return text
    return None


def _labelled(text: str | None) -> str | None:
    """A value without the label before it (Product Code: 12)."""
    return clean(text.rpartition(":")[2].rpartition("：")[2]) if text else None


def _price(values: dict[str, Any], name: str, shown: str | None) -> None:
    if shown is None:
        return
    exact = number(shown)
    values[name if exact is not None else f"{name}_text"] = exact if exact is not None else shown


def _availability(node: LexborNode, rule: Rule) -> Availability | None:
    if any(node.css_first(selector) is not None for selector in rule.out_of_stock):
        return "out_of_stock"
    for selector in rule.stock:
        css, at, _ = selector.partition("@")
        found = node.css_first(css) if css else node
        words = None if found is None else pick(node, (selector,))
        state = stock_of(words) or (stock_of(found.attributes.get("class")) if found is not None and not at else None)
        if state is not None:
            return state
    return "in_stock" if any(node.css_first(selector) is not None for selector in rule.in_stock) else None


def _rows(node: LexborNode, selectors: Selectors) -> dict[str, str]:
    lines = []
    for selector in selectors:
        for row in node.css(selector)[:200]:
            cells = [text for cell in every(row, "th,td,dt,dd") if (text := clean(cell.text(separator=" ")))]
            lines.append(": ".join(cells[:2]) if len(cells) >= 2 else row.text(separator=" "))
    return pairs(lines)
