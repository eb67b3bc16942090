"""Links of a shop page that a walk may follow: products, categories, the next page, the canonical address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.items import Link, LinkKind
from crawler.pages.dom import clean, every
from crawler.pages.markup import System
from crawler.urls import registrable_host, resolve
from pipelines.readers.patterns import WHOLE, near

_MOST = 3_000
_MOST_UNKNOWN = 200
_ITEM = near(
    r"/(?:products?|items?|goods|dp|pd|p|artikel|produkte?|produit|producto)/[^/?#]+(?:/[^/?#]+)?/?(?:\.html?)?(?:$|[?#])"
    r"|[?&](?:product_id|products_id|goods_id|pid)=\d+|-p-?\d+(?:\.html)?(?:$|[?#])|/catalogue/(?!category/|page-)[^/]+_\d+/",
    WHOLE,
    flags=re.I,
)
_CATEGORY = near(
    r"/(?:category|categories|product-category|collections?|catalog(?:ue)?|c|cat|shop|store|departments?|kategorien?|categorie)"
    r"(?:/|\.html|$|\?)|[?&](?:cpath|category_id|cat|path)=",
    WHOLE,
    flags=re.I,
)
_NEVER = near(
    r"/(?:cart|basket|checkout|account|login|log-?in|sign-?(?:in|up)|register|wish-?lists?|compare|contact|about|privacy|terms"
    r"|policies|blogs?|news|returns?|shipping|faq|help|review|reviews|wp-admin|wp-login|admin|search|sitemap|rss|feed|currency"
    r"|language|password)(?:[/.?#]|$)|route=(?:account|checkout|information|affiliate|common/(?!home))|add-to-cart="
    r"|[?&]_a=(?:basket|login|register|contact)|\.(?:jpe?g|png|gif|webp|svg|css|js|pdf|zip|xml|ico|woff2?)(?:$|\?)",
    WHOLE,
    flags=re.I,
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
_SCRIPTED = '.pagination a[href="#"], .pagination a[href^="javascript:"], .pagination button'
_PAGE = re.compile(r"(?<=[?&]page=)\d{1,5}(?=&|$)")
_PAGES = ".pagination a[href], .pager a[href], [class*=pagination] a[href], .pages a[href]"
# On pages of unknown systems: signs, in the classes of the elements around a link, of a menu and of a tile.
_MENU_TAGS = frozenset({"nav", "header", "aside"})
_MENU = re.compile(r"nav|menu|categor", re.I)
_TILE = re.compile(r"tile|product|card|goods", re.I)
_HIGHEST = 6


class _Links:
    """Addresses found so far, each once; the first kind given to one stays."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.site = registrable_host(base)
        self.found: dict[str, Link] = {}
        self._known: set[str] = {""}
        parts = urlsplit(base)
        self._origin = f"{parts.scheme}://{parts.netloc}"

    def is_new(self, href: str) -> bool:
        """Whether an address, as it is written, has not been looked at; it counts as looked at from now on."""
        if href in self._known:
            return False
        self._known.add(href)
        return True

    def add(self, href: str | None, kind: LinkKind, text: str | None = None) -> None:
        """One link, unless it leads elsewhere or to a page that no walk needs."""
        if not href or _NEVER.search(href):
            return
        if href[0] == "/" and href[:2] != "//" and "/." not in href:
            # By far the most frequent form, resolved without taking the address apart.
            url, is_own = self._origin + href.partition("#")[0], True
        else:
            url = resolve(self.base, href)
            is_own = url.startswith(self._origin + "/") or registrable_host(url) == self.site
        if url and is_own and url != self.base:
            self.found.setdefault(url, Link(url=url, kind=kind, text=text))


def read_links(
    tree: LexborHTMLParser, base: str, system: System | None, items: Iterable[str], canonical: str, *, is_item: bool = False
) -> list[Link]:
    """All links of the page's own site that may matter, each once, of its most telling kind.

    Args:
        tree: the page.
        base: what relative links are resolved against.
        system: the shop system, where it is known.
        items: addresses of products that the page shows.
        canonical: the page's canonical address, '' where it names none; it comes first, with the text "canonical".
        is_item: on the page of one product only links to others are searched: a walk goes by its lists.

    """
    links = _Links(base)
    if canonical:
        links.found[canonical] = Link(url=canonical, kind="page", text="canonical")
    for address in items:
        links.add(address, "item")
    if not is_item:
        _read_lists(tree, links, system)
    anchors = tree.css("a[href]")[:_MOST]
    for node in anchors:
        _classified(node, links, system, "never" if is_item else (None if system else "ask"))
    if not is_item and not any(link.kind in ("item", "category") for link in links.found.values()):
        # Nothing tells what its links are: a home page in a form of its own.
        for node in anchors[:_MOST_UNKNOWN]:
            links.add((node.attributes.get("href") or "").strip(), "category", clean(node.text()))
    return list(links.found.values())


def _read_lists(tree: LexborHTMLParser, links: _Links, system: System | None) -> None:
    """The next page, other pages, and the categories of a known system."""
    following = _next(tree)
    for node in following:
        links.add(node.attributes.get("href"), "next")
    if not following:
        links.add(_scripted(tree, links.base), "next")
    for node in every(tree, _PAGES)[:200]:
        links.add(node.attributes.get("href"), "page")
    for selector in system.categories if system else ():
        for node in tree.css(selector)[:_MOST]:
            _classified(node, links, system, "category")


def _classified(node: LexborNode, links: _Links, system: System | None, otherwise: str | None) -> None:
    """Add a link by what its address says; else as `otherwise` says ("never": items only; "ask": what stands around it)."""
    href = (node.attributes.get("href") or "").strip()
    if not links.is_new(href):
        return
    item = _compiled(system.item_address) if system and system.item_address else _ITEM
    category = _compiled(system.category_address) if system and system.category_address else _CATEGORY
    if item.search(href):
        links.add(href, "item")
    elif otherwise == "never":
        return
    elif category.search(href) or otherwise == "category" or (otherwise == "ask" and (around := _around(node)) == "category"):
        links.add(href, "category", clean(node.text()))
    elif otherwise == "ask" and around == "item":
        links.add(href, "item")


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _around(node: LexborNode) -> str | None:
    """Whether a link of an unknown system stands in a tile (item) or in a menu (category)."""
    above = node.parent
    for _ in range(_HIGHEST):
        if above is None or above.tag == "body":
            return None
        names = above.attributes.get("class") or ""
        if above.tag in _MENU_TAGS or _MENU.search(names):
            return "category"
        if _TILE.search(names):
            return "item"
        above = above.parent
    return None


def _scripted(tree: LexborHTMLParser, base: str) -> str | None:
    """The next page where a script turns them: numbers that lead nowhere, the highest beyond that of the address."""
    shown = [int(text) for node in tree.css(_SCRIPTED)[:50] if (text := clean(node.text()) or "").isdigit() and len(text) < 6]
    match = _PAGE.search(base)
    number = int(match[0]) if match else 1
    if not shown or max(shown) <= number:
        return None
    if match:
        return f"{base[: match.start()]}{number + 1}{base[match.end() :]}"
    return f"{base}{'&' if '?' in base else '?'}page={number + 1}"


def _next(tree: LexborHTMLParser) -> list[LexborNode]:
    nodes = [node for node in every(tree, _NEXT)[:3] if node.attributes.get("href")]
    if nodes:
        return nodes
    return [node for node in every(tree, _PAGES)[:200] if _NEXT_WORDS.match(clean(node.text()) or "-")][:1]
