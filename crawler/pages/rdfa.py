"""RDFa Lite of a page (typeof, property), as the nested mappings that JSON-LD has, so that one reader reads all."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.pages.dom import every
from crawler.pages.jsonld import Node
from crawler.pages.microdata import add, value_of

_MOST_NODES = 6_000
_HIGHEST = 60


def read_rdfa(tree: LexborHTMLParser) -> list[Node]:
    """The things of a page that are no property of another one, in the order of the page."""
    top: list[Node] = []
    scopes: dict[int, Node] = {}
    for node in every(tree, "[typeof],[property]")[:_MOST_NODES]:
        attributes = node.attributes
        own: Node | None = None
        if attributes.get("typeof"):
            own = scopes.setdefault(node.mem_id, {})
            own["@type"] = [_local(name) for name in (attributes["typeof"] or "").split()]
        names = [_local(name) for name in (attributes.get("property") or (own is not None and _relation(node)) or "").split()]
        parent = _owner(node, scopes) if names else None
        if parent is None:
            if own is not None:
                top.append(own)
            continue
        value = own if own is not None else value_of(node, names)
        if value is not None:
            for name in names:
                add(parent, name, value)
    return top


def _relation(node: LexborNode) -> str:
    """By what a thing belongs to the one around it, where `rel` says it, on the thing itself or on an element around it."""
    above: LexborNode | None = node
    for _ in range(4):
        if above is None or (above is not node and above.attributes.get("typeof")):
            return ""
        if above.attributes.get("rel") and above.tag not in ("a", "link"):
            return above.attributes["rel"] or ""
        above = above.parent
    return ""


def _local(name: str) -> str:
    """A name without its vocabulary: schema:name, http://schema.org/name."""
    return name.rstrip("/").rpartition("/")[2].rpartition(":")[2]


def _owner(node: LexborNode, scopes: dict[int, Node]) -> Node | None:
    above = node.parent
    for _ in range(_HIGHEST):
        if above is None:
            return None
        if above.mem_id in scopes:
            return scopes[above.mem_id]
        above = above.parent
    return None
