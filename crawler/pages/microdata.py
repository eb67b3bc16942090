"""Microdata of a page, as the nested mappings that JSON-LD has, so that one reader reads both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.dom import clean, every
from crawler.pages.jsonld import Node

_MOST_NODES = 6_000
_HIGHEST = 60
_VALUES = {
    "a": "href", "link": "href", "area": "href", "img": "src", "source": "src", "embed": "src", "iframe": "src", "video": "src",
    "audio": "src", "object": "data", "data": "value", "meter": "value", "time": "datetime", "meta": "content",
}  # fmt: skip
# data-vocabulary.org, the forerunner of schema.org, still stands on old pages.
# By the standard a link's value is its address; whoever marks a link as a name means its text.
_WORDS = frozenset({"name", "brand", "manufacturer", "category", "sku", "model", "title"})
_SYNONYMS = {"offerDetails": "offers", "currency": "priceCurrency", "identifier": "productID"}


def read_microdata(tree: LexborHTMLParser) -> list[Node]:
    """The items of a page that are no property of another one, in the order of the page."""
    top: list[Node] = []
    scopes: dict[int, Node] = {}
    owners = _referred(tree)
    for node in every(tree, "[itemscope],[itemprop]")[:_MOST_NODES]:
        attributes = node.attributes
        own: Node | None = None
        if "itemscope" in attributes:
            own = scopes.setdefault(node.mem_id, {})
            own["@type"] = (attributes.get("itemtype") or "").split()
            if attributes.get("itemid"):
                own["@id"] = attributes["itemid"]
        names = (attributes.get("itemprop") or "").split()
        parent = _owner(node, scopes, owners) if names else None
        if parent is None:
            if own is not None:
                top.append(own)
            continue
        value = own if own is not None else value_of(node, names)
        if value is not None:
            for name in names:
                add(parent, _SYNONYMS.get(name, name), value)
    return top


def _referred(tree: LexborHTMLParser) -> dict[int, LexborNode]:
    """Elements that an item names by `itemref` -> that item's element."""
    found: dict[int, LexborNode] = {}
    for item in tree.css("[itemscope][itemref]")[:50]:
        for name in (item.attributes.get("itemref") or "").split()[:20]:
            if name.isidentifier() and (target := tree.css_first(f"#{name}")) is not None:
                found[target.mem_id] = item
    return found


def _owner(node: LexborNode, scopes: dict[int, Node], owners: dict[int, LexborNode]) -> Node | None:
    """The item that a property belongs to."""
    above: LexborNode | None = node
    for height in range(_HIGHEST):
        if above is None:
            return None
        if height and above.mem_id in scopes:
            return scopes[above.mem_id]
        if above.mem_id in owners:
            return scopes.setdefault(owners[above.mem_id].mem_id, {})
        above = above.parent
    return None


def value_of(node: LexborNode, names: Iterable[str] = ()) -> str | None:
    """What an element says as a property of these names: its content, its address, its text."""
    attributes = node.attributes
    if attributes.get("content") is not None:
        return clean(attributes["content"])
    name = _VALUES.get(node.tag or "")
    if node.tag == "a" and not _WORDS.isdisjoint(names) and (shown := clean(node.text(separator=" "))):
        return shown
    if name is not None and attributes.get(name) is not None:
        return clean(attributes[name])
    return clean(node.text(separator=" "))


def add(parent: Node, name: str, value: Any) -> None:
    """A property of a thing; one given more than once becomes a list."""
    known = parent.get(name)
    if known is None:
        parent[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        parent[name] = [known, value]
