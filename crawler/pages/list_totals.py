"""How many products a list says it has in all, and where it goes on: from the list's own data, else from what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from crawler.pages.dom import at, clean, string, whole
from pipelines.readers.patterns import WHOLE, near

_TOTALS = (
    "total", "totalCount", "total_count", "totalItems", "total_items", "totalResults", "total_results", "totalProducts",
    "totalHits", "nbHits", "numFound", "recordsTotal", "itemCount", "productCount", "count",
)  # fmt: skip
_BESIDE = ("meta", "pagination", "paging", "pageInfo", "page_info", "paginator", "pager")
_NEXT = (
    ("next",), ("next_page_url",), ("nextPageUrl",), ("nextUrl",), ("next_url",), ("links", "next"), ("_links", "next", "href"),
    ("pagination", "next"), ("paging", "next"), ("meta", "next"), ("links", "next", "href"), ("pagination", "links", "next"),
)  # fmt: skip
_MOST_NODES, _DEEPEST, _LARGEST = 20_000, 12, 1_000_000
_PLACES = (
    ".woocommerce-result-count", ".toolbar-amount", ".total-products", "[class*=result-count]", "[class*=results-count]",
    "[class*=product-count]", "[class*=showing]", "[class*=results]", "[class*=pagination]", "[class*=pager]", "[class*=total]",
    "[class*=count]", ".text-right", ".text-end", "form", "main > p",
)  # fmt: skip
_LONGEST_TEXT = 400
_NUMBER = r"(\d{1,3}(?:[,. ]\d{3}){1,2}|\d{1,7})"
_SHOWN = near(
    rf"(?<!\d)\d{{1,7}}\s?(?:-|–|—|to|bis|à|a|至|~)\s?\d{{1,7}}\s?\W{{0,2}}(?:of|von|sur|de|out of|/|共)\s?(?:about )?{_NUMBER}"
    rf"|(?:共|合计)\s?(?:有\s?)?{_NUMBER}\s?(?:件|个|款|条|种)"
    rf"|(?:there are|all|found)\s{_NUMBER}\s(?:products?|items?|results?)"
    rf"|^\s?{_NUMBER}\s(?:products?|items?|results?|artikel|produits?|productos?)\b",
    WHOLE,
    flags=re.I,
)


def total_of(states: Iterable[Any], tree: LexborHTMLParser | None, shown: int) -> int | None:
    """The stated total of a list that shows so many products; None where it states none, or one that cannot be.

    Args:
        states: data blocks of the page, or the value of a JSON answer.
        tree: the page; None for a JSON answer.
        shown: products on the page.

    """
    found = next((total for state in states for total in _in_data(state) if total >= shown), None)
    if found is None and tree is not None:
        found = _in_text(tree)
    return found if found is not None and shown <= found <= _LARGEST else None


def next_of(state: Any) -> str | None:
    """The address at which a JSON list says it goes on."""
    if not isinstance(state, dict):
        return None
    inside = [state, *(value for value in state.values() if isinstance(value, dict))]
    for holder in inside:
        for path in _NEXT:
            address = string(at(holder, *path))
            if address and address.startswith(("/", "http://", "https://", "?")):
                return address
    return None


def _in_data(state: Any) -> Iterator[int]:
    """Totals that stand beside a list of objects."""
    stack, seen = [(state, 0)], 0
    while stack and seen < _MOST_NODES:
        value, depth = stack.pop()
        seen += 1
        if depth > _DEEPEST:
            continue
        if isinstance(value, dict):
            if any(isinstance(one, list) and one and isinstance(one[0], dict) for one in value.values()):
                holders = [value, *(value[key] for key in _BESIDE if isinstance(value.get(key), dict))]
                yield from (n for h in holders for key in _TOTALS if (n := whole(h.get(key))) is not None)
            stack += [(one, depth + 1) for one in value.values() if isinstance(one, dict | list)]
        elif isinstance(value, list):
            stack += [(one, depth + 1) for one in value[:50] if isinstance(one, dict | list)]


def _in_text(tree: LexborHTMLParser) -> int | None:
    for selector in _PLACES:
        for node in tree.css(selector)[:20]:
            text = clean(node.text(separator=" "))
            match = _SHOWN.search(text[:_LONGEST_TEXT]) if text else None
            if match:
                digits = next(group for group in match.groups() if group)
                return int(re.sub(r"\D", "", digits))
    return None
