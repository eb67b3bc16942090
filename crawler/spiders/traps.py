"""Addresses that multiply: facets, sort orders, session ids and calendars, reduced to the pages that matter.

What is known by name is dropped at once; what is not is learned: canonical links tell which parameters say nothing, and a
parameter whose list pages never show anything new is a facet, however it is called.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

PAGING = frozenset({"page", "p", "pg", "paged", "pagenum", "page_num", "pageno", "offset", "start", "currentpage"})
_OFFSETS = frozenset({"offset", "start"})
# What a list page can be sorted, filtered or shown by, under the names that shop systems give it.
_FACETS = """
sort sort_by sortby order orderby dir product_list_order product_list_dir product_list_mode limit per_page perpage pagesize
page_size product_list_limit mode view display layout color colour size brand manufacturer manufacturer_id material rating
availability stock price min_price max_price price_min price_max pricerange price_range currency language filter filters facet
facets selected_facets tag tags q query search s keyword sid sessionid session_id phpsessid jsessionid oscsid zenid token ref
from back return add-to-cart add_to_wishlist compare variant date month year day week"""
FACETS = frozenset(_FACETS.split())
# What a product's address says of the list that leads to it.
_LEAKED = frozenset({"path", "category", "cat", "category_id", "cat_id", "cpath", "manufacturer_id", "collection"})
# What names a list page itself where one script serves them all.
_LISTS = "path cpath cat_id catid cid category category_id categoryid cat c id route _a page_id collection dept department"
_NAMES = frozenset(_LISTS.split())
# What names a product where one script serves them all.
_KEYS = frozenset({"product_id", "products_id", "productid", "pid", "goods_id", "item", "item_id", "itemid", "sku", "slug"})
_STRIKES = 3
_REPEATS = 3
_PATH_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/?#]*", re.I)
_PATH_PAGE = re.compile(r"(/(?:page|seite|pagina)[/-]?)(\d{1,6})(/?(?:\.html?)?)$", re.I)
_CALENDAR = re.compile(r"/(?:calendar|kalender|events?)/|/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|$)", re.I)


class Traps:
    """Decides which form of a link is followed, and whether; learns which parameters say nothing."""

    def __init__(self) -> None:
        self._leave_out: defaultdict[str, set[str]] = defaultdict(set)
        self.noise: set[str] = set()
        """Parameters that canonical links leave out."""
        self.refused: Counter[str] = Counter()
        """Links that lead into a trap, by kind of trap."""
        self._told: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])

    def list_page(self, url: str) -> str:
        """A category page without facets, its paging kept; '' where it is refused."""
        return self._kept(url, FACETS | self.noise | self._barren())

    def item_page(self, url: str) -> str:
        """An item page without what list pages leak into its address; '' where it is refused."""
        return self._kept(url, FACETS | PAGING | self.noise | _LEAKED)

    def learn(self, requested: str, canonical: str) -> None:
        """A page's canonical address on the same path shows which parameters of the requested one say nothing.

        Two different pages must agree: some shops call every page the home page.
        """
        asked, said = urlsplit(requested), urlsplit(canonical)
        if (asked.netloc, asked.path) != (said.netloc, said.path):
            return
        kept = {k.lower() for k, _ in parse_qsl(said.query)} | PAGING | _NAMES | _KEYS
        for name in {k.lower() for k, _ in parse_qsl(asked.query)} - kept:
            self._leave_out[name].add(canonical)
            if len(self._leave_out[name]) > 1:
                self.noise.add(name)

    def doubtful(self, url: str) -> set[str]:
        """Parameters of a list page of which nobody knows yet whether they lead to anything."""
        names = {_name(k) for k, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)} - PAGING - _NAMES - _KEYS
        return {name for name in names if not self._told[name][0]}

    def told(self, url: str, new: bool) -> None:
        """What a list page showed: anything that nobody had seen, or nothing."""
        for name in {_name(k) for k, _ in parse_qsl(urlsplit(url).query)} - PAGING - _NAMES - _KEYS:
            self._told[name][0 if new else 1] += 1

    def _barren(self) -> set[str]:
        return {name for name, (new, nothing) in self._told.items() if nothing >= _STRIKES and nothing > 20 * new}

    def _kept(self, url: str, dropped: set[str] | frozenset[str]) -> str:
        parts = urlsplit(url)
        path = _PATH_SESSION.sub("", parts.path)
        kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if _name(k) not in dropped]
        segments = [s for s in path.split("/") if s]
        if (segments and max(Counter(segments).values()) > _REPEATS) or _repeats(segments):
            self.refused["repeating path"] += 1
            return ""
        if _CALENDAR.search(path):
            self.refused["calendar"] += 1
            return ""
        return urlunsplit((parts.scheme, parts.netloc, path, urlencode(kept), ""))


def chain_of(url: str) -> str:
    """What the pages of one list have in common: the address without its paging."""
    parts = urlsplit(url)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k.lower() not in PAGING]
    path = _PATH_PAGE.sub("/", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/") or "/", urlencode(sorted(kept)), ""))


def names_a_page(url: str) -> bool:
    """Whether the query of an address names what the page is about: shops that serve all pages by one script do that."""
    parts = urlsplit(url)
    names = {key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return not names.isdisjoint(_KEYS | _NAMES) or parts.path.endswith((".php", ".asp", ".aspx", ".jsp", ".do", ".cgi"))


def page_number(url: str) -> int:
    """The number of a list page as its address names it (or of its first product, from 1), 1 where it names none."""
    parts = urlsplit(url)
    named = [(k.lower() in _OFFSETS, v) for k, v in parse_qsl(parts.query) if k.lower() in PAGING]
    match = _PATH_PAGE.search(parts.path)
    counted, text = named[0] if named else (False, match[2] if match else "1")
    return int(text) + counted if text.isdigit() and len(text) < 7 else 1


def turned(url: str, parameter: str, shown: int) -> str:
    """The address of the next page of a list, by the paging that its address has, else by `parameter`.

    Args:
        url: of this page.
        parameter: what names the page where the address does not say.
        shown: products on this page, for addresses that count products.

    """
    parts = urlsplit(url)
    if (match := _PATH_PAGE.search(parts.path)) is not None:
        path = parts.path[: match.start()] + f"{match[1]}{int(match[2]) + 1}{match[3]}"
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    query = parse_qsl(parts.query, keep_blank_values=True)
    for at, (key, value) in enumerate(query):
        if key.lower() in PAGING and value.isdigit():
            query[at] = (key, str(int(value) + (max(shown, 1) if key.lower() in _OFFSETS else 1)))
            break
    else:
        query.append((parameter, "2"))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _repeats(segments: list[str]) -> bool:
    """/a/b/a/b, and longer."""
    half = len(segments) // 2
    return any(segments[-2 * n : -n] == segments[-n:] for n in range(2, half + 1))


def _name(key: str) -> str:
    """`filter[color]` and `filter_color` are the facet `filter`."""
    name = key.lower().partition("[")[0]
    return "filter" if name.startswith(("filter_", "f_", "attr_", "attribute_")) else name
