"""JSON-LD of a page: found by a text search, read by orjson; what sites break in it is mended where that is certain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson

from crawler.items import Unread
from crawler.pages.dom import unescaped
from crawler.pages.scripts import scripts_of
from pipelines.readers.patterns import WHOLE, near

Node = dict[str, Any]

# Some servers escape the plus sign of the type.
_TYPE = re.compile(r"application/ld(?:\+|&#x2b;|&#43;)json", re.IGNORECASE)
_BEFORE = re.compile(r"(?:/\*[^*]{0,40}\*/|(?://\s*)?(?:<!--|<!\[CDATA\[))\s*")
_AFTER = near(r"(?:;|/\*[^*]{0,40}\*/|(?://\s*)?(?:-->|\]\]>))\s*$", WHOLE)
_TAIL = 60
# Strings first, so that what looks like a comma or a comment inside one stays. What never ends goes on to the end of the
# text: then nothing is searched twice.
_OUTSIDE = re.compile(r'("(?:[^"\\]|\\(?:.|\Z))*+(?:"|\Z))|,(?=\s*[}\]])|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_MOST_BLOCKS = 60
_DEEPEST = 12
_MOST_NODES = 4_000
# Where other products stand that belong to a product's page.
_RELATED = ("isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "isConsumableFor")
_NAMED = frozenset({"offers", "brand", "aggregateRating", "hasVariant"})
_LISTS = ("itemListElement", "mainEntity", "hasPart", "@graph", "item", "itemOffered", "about")


def read_blocks(text: str) -> tuple[list[Any], list[Unread]]:
    """The JSON values of a page's blocks, and the blocks that no mending makes JSON."""
    if "ld+json" not in text and "ld&#" not in text:
        return [], []
    values: list[Any] = []
    unread: list[Unread] = []
    for content in islice(scripts_of(text, _TYPE), _MOST_BLOCKS):
        if not content:
            continue
        found = list(_values(content))
        values += found
        if not found:
            unread.append(Unread(item_type="page", field="json-ld", reason="a block that is no JSON", raw=content[:500]))
    return values, unread


def _values(content: str) -> Iterator[Any]:
    try:
        yield orjson.loads(content)
    except orjson.JSONDecodeError:
        yield from _mended(content)


def _mended(content: str) -> Iterator[Any]:
    """Values with comments and CDATA taken off, trailing commas and stray escapes dropped, control signs let be."""
    content = _unwrapped(content)
    if content.startswith(("{&quot;", "[{&quot;", "{&#34;")):
        content = unescaped(content)
    content = _ESCAPE.sub("", content)
    for _ in range(2):
        # Twice: a comment may stand between a comma and the end that makes it one too many.
        content = _OUTSIDE.sub(lambda match: match[1] or "", content)
    content = content.strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
    at = 0
    while at < len(content):
        try:
            value, at = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            return
        yield value
        while at < len(content) and content[at] in " \t\r\n,;":
            at += 1


def _unwrapped(content: str) -> str:
    """Without what once hid scripts from old browsers and XML parsers."""
    for _ in range(3):
        before = _BEFORE.match(content)
        content = content[before.end() :] if before else content
        after = _AFTER.search(content, max(0, len(content) - _TAIL))
        content = content[: after.start()].rstrip() if after else content
    return content


def types_of(node: Any) -> set[str]:
    """Types of a node, without their name space."""
    if not isinstance(node, dict):
        return set()
    given = node.get("@type", node.get("type"))
    names = given if isinstance(given, list) else [given]
    return {name.rstrip("/").rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str)}


def nodes_of(values: list[Any], wanted: frozenset[str]) -> list[tuple[Node, bool]]:
    """Nodes of the wanted types that the page is about, and whether each stands in a list; references by @id are followed."""
    index: dict[str, Node] = {}
    found: list[tuple[Node, bool]] = []
    _index(values, index)
    # Choices of a group that stand beside it are none of the page's products.
    choices = {str(one["@id"]) for node in _tops(values) for one in _as_list(node.get("hasVariant")) if _is_reference(one)}
    seen: set[int] = set()
    stack: list[tuple[Any, bool, int]] = [(value, False, 0) for value in reversed(values)]
    while stack and len(seen) < _MOST_NODES:
        value, listed, depth = stack.pop()
        if isinstance(value, list) and depth < _DEEPEST:
            stack += [(one, listed, depth + 1) for one in reversed(value)]
        if not isinstance(value, dict):
            continue
        node = index.get(str(value.get("@id")), value) if len(value) <= 2 else value
        if id(node) in seen:
            continue
        seen.add(id(node))
        types = types_of(node)
        if types & wanted:
            found.append((_linked(_uncapitalised(node), index), listed or str(node.get("@id")) in choices))
            stack += [(node[key], True, depth + 1) for key in _RELATED if key in node]
        elif "Offer" in types and isinstance(node.get("itemOffered"), dict):
            stack.append((_offered(node), listed, depth + 1))
        elif depth < _DEEPEST:
            inside = listed or "itemListElement" in node
            stack += [(node[key], inside, depth + 1) for key in reversed(_LISTS) if key in node]
    return found


def _uncapitalised(node: Node) -> Node:
    """A node whose names begin with capitals (Offers, Availability), as some builders of sites write them, with proper ones."""
    if not isinstance(node.get("Offers"), list | dict):
        return node
    named = {key[:1].lower() + key[1:]: value for key, value in node.items()}
    offers = [one for one in _as_list(named["offers"]) if isinstance(one, dict)]
    return {**named, "offers": [{key[:1].lower() + key[1:]: value for key, value in one.items()} for one in offers]}


def _offered(offer: Node) -> Node:
    """The product of an offer that stands outside it."""
    item: Node = offer["itemOffered"]
    terms = {key: value for key, value in offer.items() if key != "itemOffered"}
    return item if "offers" in item or not terms.keys() & {"price", "priceSpecification"} else {**item, "offers": terms}


def _linked(node: Node, index: dict[str, Node]) -> Node:
    """A node with the offers, brand, rating and choices that it only names by @id."""
    named: Node = {}
    for key in _NAMED & node.keys():
        given = node[key]
        known = [index.get(str(one["@id"]), one) if _is_reference(one) else one for one in _as_list(given)[:_MOST_NODES]]
        if any(one is not other for one, other in zip(known, _as_list(given), strict=False)):
            named[key] = known
    return {**node, **named} if named else node


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("@id"), str) and len(value) <= 2


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _tops(values: list[Any]) -> Iterator[Node]:
    """The nodes that stand by themselves: values, and what their graphs hold."""
    for value in values:
        graph = value.get("@graph") if isinstance(value, dict) else value
        for node in [value, *graph] if isinstance(graph, list) else [value]:
            if isinstance(node, dict):
                yield node


def _index(values: list[Any], index: dict[str, Node]) -> None:
    for node in _tops(values):
        if isinstance(node.get("@id"), str) and len(node) > 2:
            index.setdefault(node["@id"], node)
