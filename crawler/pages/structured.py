"""Structured data of any page: the products that JSON-LD, microdata and OpenGraph declare; which is the page's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Unread
from crawler.pages import jsonld, opengraph
from crawler.pages.dom import text_of
from crawler.pages.drafts import Draft
from crawler.pages.microdata import read_microdata
from crawler.pages.opengraph import PageHead
from crawler.pages.rdfa import read_rdfa
from crawler.pages.schema_org import PRODUCTS, SOLD, draft_of, text
from crawler.urls import canonical_url, resolve

_BREADCRUMBS = frozenset({"BreadcrumbList"})
_LISTS = frozenset({"ItemList", "OfferCatalog"})
_LIST_ITEM = frozenset({"@type", "@id", "@context", "position", "url", "item", "name"})
_MOST_LISTED = 1_000


@dataclass(slots=True)
class Structured:
    """What the structured data of a page declare."""

    head: PageHead
    main: list[Draft] = field(default_factory=list)
    """The page's own product, as each source gives it, best source first; empty on a page of none or of several."""
    others: list[Draft] = field(default_factory=list)
    """Other products, with an address of their own; of those that a list only names there is nothing else."""
    trail: tuple[str, ...] = ()
    """Categories that lead to the page, outermost first."""
    unread: list[Unread] = field(default_factory=list)


def read_structured(page_text: str, tree: LexborHTMLParser, url: str) -> Structured:
    """All declared products of a page.

    Args:
        page_text: the decoded page.
        tree: the same, parsed.
        url: address of the page.

    """
    found = Structured(opengraph.read_head(tree, url))
    base = found.head.base
    values, found.unread = jsonld.read_blocks(page_text)
    drafts = _drafts([(node, listed) for node, listed in jsonld.nodes_of(values, PRODUCTS | SOLD)], "json-ld", base)
    crumbs = [node for node, _ in jsonld.nodes_of(values, _BREADCRUMBS)]
    # Asked of the tree: a search of the text takes several times as long.
    if tree.css_first("[itemscope]") is not None:
        nodes = read_microdata(tree)
        drafts += _drafts(list(jsonld.nodes_of(nodes, PRODUCTS | SOLD)), "microdata", base)
        crumbs += [node for node, _ in jsonld.nodes_of(nodes, _BREADCRUMBS)]
    if tree.css_first("[typeof]") is not None:
        nodes = read_rdfa(tree)
        drafts += _drafts(list(jsonld.nodes_of(nodes, PRODUCTS | SOLD)), "rdfa", base)
        crumbs += [node for node, _ in jsonld.nodes_of(nodes, _BREADCRUMBS)]
    declared = opengraph.draft_of(found.head)
    _tell_apart(found, drafts, declared, url, text_of(tree, "h1"))
    known = {draft.url for draft in found.others}
    for node, _ in jsonld.nodes_of(values, _LISTS):
        found.others += [draft for draft in _named(node, base) if draft.url not in known]
    found.trail = _trail(crumbs, found.main[0].get("title") if found.main else None, url)
    return found


def _named(node: jsonld.Node, base: str) -> Iterator[Draft]:
    """Products that a list gives only the addresses of, as lists do whose items have pages of their own."""
    given = node.get("itemListElement")
    for one in (given if isinstance(given, list) else [given])[:_MOST_LISTED]:
        item = one.get("item", one.get("url")) if isinstance(one, dict) and set(one) <= _LIST_ITEM else one
        url = resolve(base, item) if isinstance(item, str) else ""
        if url:
            yield Draft(source="json-ld", url=url, listed=True)


def _drafts(nodes: list[tuple[jsonld.Node, bool]], source: str, base: str) -> list[Draft]:
    drafts = [draft_of(node, source, base, listed=listed) for node, listed in nodes]
    return [draft for draft in drafts if draft is not None and draft.get("title")]


def _tell_apart(found: Structured, drafts: list[Draft], declared: Draft | None, url: str, headline: str | None) -> None:
    """Which of the products is the page's: the only one, or the one that bears its address or its headline."""
    addresses = {canonical_url(address) for address in (url, found.head.canonical) if address}
    alone = [draft for draft in drafts if not draft.listed]
    named = [draft for draft in alone if draft.url and canonical_url(draft.url) in addresses]
    if not named and headline:
        named = [draft for draft in alone if _same(draft.get("title"), headline)]
    if (
        not named
        and len({_name(draft) for draft in alone}) == 1
        and not (len(alone) == 1 and _leads_away(alone[0], addresses, found))
    ):
        named = alone
    if named:
        kept = {_name(named[0])} | {_name(draft) for draft in named}
        found.main = [draft for draft in drafts if draft in named or (not draft.listed and _name(draft) in kept)]
    if declared is not None and (found.main or (found.head.is_item and len(alone) < 2) or not drafts):
        found.main.append(declared)
    found.others = [draft for draft in drafts if draft not in found.main and draft.url]


def _leads_away(draft: Draft, addresses: set[str], found: Structured) -> bool:
    """Whether the only product of a page has an address of its own, and nothing calls the page the product's."""
    return (
        bool(draft.url) and not found.head.is_item and canonical_url(draft.url) not in addresses and draft.source != "json-ld"
    )


def _name(draft: Draft) -> str:
    return _fold(draft.get("title") or "")


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and _fold(one or "") == _fold(other or "")


def _fold(name: str) -> str:
    return "".join(name.split()).casefold()


def _trail(crumbs: list[jsonld.Node], title: str | None, url: str) -> tuple[str, ...]:
    """Names of the longest trail, without the page itself."""
    best: list[str] = []
    for node in crumbs:
        given = node.get("itemListElement")
        names = []
        for one in (given if isinstance(given, list) else [given])[:20]:
            if not isinstance(one, dict):
                continue
            item = one.get("item")
            name = text(one.get("name")) or (text(item) if isinstance(item, dict) else None)
            address = item.get("@id", item.get("url")) if isinstance(item, dict) else item
            is_self = isinstance(address, str) and canonical_url(resolve(url, address)) == canonical_url(url)
            if name and not is_self and not _same(name, title):
                names.append(name)
        best = names if len(names) > len(best) else best
    return tuple(best)
