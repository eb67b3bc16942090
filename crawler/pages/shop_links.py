"""Links of a shop page that a walk may follow: products, categories, the next page, the canonical address."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Link, LinkKind
from crawler.pages.dom import clean
from crawler.pages.markup import System
from crawler.urls import registrable_host, resolve

_MOST = 3_000
_ITEM = re.compile(
    r"/(?:products?|items?|goods|dp|pd|p|artikel|produkte?|produit|producto)/[^/?#]+(?:/[^/?#]+)?/?(?:\.html?)?(?:$|[?#])"
    r"|[?&](?:product_id|products_id|goods_id|pid)=\d+|-p-?\d+(?:\.html)?(?:$|[?#])|/catalogue/(?!category/|page-)[^/]+_\d+/",
    re.I,
)
_CATEGORY = re.compile(
    r"/(?:category|categories|product-category|collections?|catalog(?:ue)?|c|cat|shop|store|departments?|kategorien?|categorie)"
    r"(?:/|\.html|$|\?)|[?&](?:cpath|category_id|cat|path)=",
    re.I,
)
_NEVER = re.compile(
    r"/(?:cart|basket|checkout|account|login|log-?in|sign-?(?:in|up)|register|wish-?lists?|compare|contact|about|privacy|terms"
    r"|policies|blogs?|news|returns?|shipping|faq|help|review|reviews|wp-admin|wp-login|admin|search|sitemap|rss|feed|currency"
    r"|language|password)(?:[/.?#]|$)|route=(?:account|checkout|information|affiliate|common/(?!home))|add-to-cart="
    r"|[?&]_a=(?:basket|login|register|contact)|\.(?:jpe?g|png|gif|webp|svg|css|js|pdf|zip|xml|ico|woff2?)(?:$|\?)",
    re.I,
)
_NEXT_WORDS = re.compile(
    r"^(?:next(?: page)?|下一页|下页|weiter|nächste|suivant|siguiente|próximo|successivo|more|→|›|»|>)\W*$", re.I
)
_NEXT = ", ".join(
    (
        *('link[rel="next"]', 'a[rel~="next"]', "li.next > a", "a.next", ".next a", ".pages-item-next a", "#ccScroll-next"),
        *("a[data-next-page]", ".pagination-next a", "a.action.next"),
    )
)
_PAGES = ".pagination a[href], .pager a[href], [class*=pagination] a[href], .pages a[href]"
# On pages of unknown systems: what a menu leads to, and what a tile leads to.
_MENUS = "nav a[href], header a[href], aside a[href], [class*=nav] a[href], [class*=menu] a[href], [class*=categor] a[href]"
_TILES = (
    "[class*=tile] a[href], [class*=product] a[href], [class*=card] a[href], [class*=goods] a[href], [class*=item] h2 a[href],"
    " [class*=item] h3 a[href]"
)


class _Links:
    """Addresses found so far, each once; the first kind given to one stays."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.site = registrable_host(base)
        self.found: dict[str, Link] = {}
        self._known: set[str] = {""}

    def add(self, href: str | None, kind: LinkKind, text: str | None = None) -> None:
        """One link, unless it leads elsewhere or to a page that no walk needs."""
        if not href or href in self._known:
            return
        self._known.add(href)
        url = resolve(self.base, href)
        if url and url not in self.found and url != self.base and not _NEVER.search(url) and registrable_host(url) == self.site:
            self.found[url] = Link(url=url, kind=kind, text=text)


def read_links(tree: LexborHTMLParser, base: str, system: System | None, items: Iterable[str], canonical: str) -> list[Link]:
    """All links of the page's own site that may matter, each once, of its most telling kind.

    Args:
        tree: the page.
        base: what relative links are resolved against.
        system: the shop system, where it is known.
        items: addresses of products that the page shows.
        canonical: the page's canonical address, '' where it names none; it comes first, with the text "canonical".

    """
    links = _Links(base)
    if canonical:
        links.found[canonical] = Link(url=canonical, kind="page", text="canonical")
    for address in items:
        links.add(address, "item")
    for node in _next(tree):
        links.add(node.attributes.get("href"), "next")
    for node in tree.css(_PAGES)[:200]:
        links.add(node.attributes.get("href"), "page")
    _by_address(tree, links, system)
    if system is None:
        for node in tree.css(_MENUS)[:_MOST]:
            links.add(node.attributes.get("href"), "category", clean(node.text()))
        for node in tree.css(_TILES)[:_MOST]:
            links.add(node.attributes.get("href"), "item")
    return list(links.found.values())


def _by_address(tree: LexborHTMLParser, links: _Links, system: System | None) -> None:
    """Links whose address says what they lead to, and the menus of a known system."""
    item = re.compile(system.item_address) if system and system.item_address else _ITEM
    category = re.compile(system.category_address) if system and system.category_address else _CATEGORY
    for selector in system.categories if system else ():
        for node in tree.css(selector)[:_MOST]:
            href = node.attributes.get("href") or ""
            links.add(href, "item" if item.search(href) else "category", clean(node.text()))
    for node in tree.css("a[href]")[:_MOST]:
        href = node.attributes.get("href") or ""
        if item.search(href):
            links.add(href, "item")
        elif category.search(href):
            links.add(href, "category", clean(node.text()))


def _next(tree: LexborHTMLParser) -> list[LexborNode]:
    nodes = [node for node in tree.css(_NEXT)[:3] if node.attributes.get("href")]
    if nodes:
        return nodes
    return [node for node in tree.css(_PAGES)[:200] if _NEXT_WORDS.match(clean(node.text()) or "-")][:1]
