"""Addresses that multiply: facets, sort orders, session ids and calendars, reduced to the pages that matter, and bounded."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

PAGING = frozenset({"page", "p", "pg", "paged", "pagenum", "page_num", "pageno", "offset", "start", "currentpage"})
# What a list page can be sorted, filtered or shown by, under the names that shop systems give it.
FACETS = frozenset(
    {
        *(
            "sort",
            "sort_by",
            "sortby",
            "order",
            "orderby",
            "dir",
            "product_list_order",
            "product_list_dir",
            "product_list_mode",
        ),
        *("limit", "per_page", "perpage", "pagesize", "page_size", "product_list_limit", "mode", "view", "display", "layout"),
        *("color", "colour", "size", "brand", "manufacturer", "manufacturer_id", "material", "rating", "availability", "stock"),
        *("price", "min_price", "max_price", "price_min", "price_max", "pricerange", "price_range", "currency", "language"),
        *("filter", "filters", "facet", "facets", "selected_facets", "tag", "tags", "q", "query", "search", "s", "keyword"),
        *(
            "sid",
            "sessionid",
            "session_id",
            "phpsessid",
            "jsessionid",
            "oscsid",
            "zenid",
            "token",
            "ref",
            "from",
            "back",
            "return",
        ),
        *("add-to-cart", "add_to_wishlist", "compare", "variant", "date", "month", "year", "day", "week"),
    }
)
# Variants of one path beyond its paging that are still believed to be pages of their own.
VARIANTS = 40
REPEATS = 3


class Traps:
    """Decides which form of a link is followed, and whether; learns from canonical links which parameters say nothing."""

    def __init__(self) -> None:
        self.noise: set[str] = set()
        self._variants: dict[str, set[str]] = {}
        self.refused: Counter[str] = Counter()

    def list_page(self, url: str) -> str:
        """A category page without facets, its paging kept; '' where it is refused."""
        return self._kept(url, FACETS | self.noise)

    def item_page(self, url: str) -> str:
        """An item page without what list pages leak into its address; '' where it is refused."""
        return self._kept(url, FACETS | PAGING | self.noise | {"path", "category", "cat", "category_id", "cpath"})

    def learn(self, requested: str, canonical: str) -> None:
        """A page's canonical address on the same path shows which parameters of the requested one say nothing."""
        asked, said = urlsplit(requested), urlsplit(canonical)
        if (asked.netloc, asked.path) == (said.netloc, said.path):
            self.noise |= (
                {k.lower() for k, _ in parse_qsl(asked.query)} - {k.lower() for k, _ in parse_qsl(said.query)} - PAGING
            )

    def _kept(self, url: str, dropped: set[str] | frozenset[str]) -> str:
        parts = urlsplit(url)
        kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if _name(k) not in dropped]
        segments = [s for s in parts.path.split("/") if s]
        if segments and max(Counter(segments).values()) > REPEATS:
            self.refused["repeating path"] += 1
            return ""
        variant = urlencode(sorted((k, v) for k, v in kept if k.lower() not in PAGING))
        known = self._variants.setdefault(f"{parts.netloc}{parts.path}", set())
        if variant not in known:
            if len(known) >= VARIANTS and not _names_a_page(kept):
                self.refused["too many variants"] += 1
                return ""
            known.add(variant)
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept), ""))


def _name(key: str) -> str:
    """`filter[color]` and `filter_color` are the facet `filter`."""
    name = key.lower().partition("[")[0]
    return "filter" if name.startswith("filter_") else name


def _names_a_page(query: list[tuple[str, str]]) -> bool:
    """Shops that route every page through one script name products and categories by an id."""
    return any(k.lower() in {"product_id", "id", "pid", "item", "route", "cpath", "products_id"} for k, _ in query)
