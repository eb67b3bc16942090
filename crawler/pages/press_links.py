"""The links of a list of articles: which lead to an article, and which to the list's next page."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Link
from crawler.pages.press_dates import from_path
from crawler.pages.press_head import squeeze
from pipelines.readers.patterns import WHOLE, near

_NEXT = near(
    r"(下一?页|下一?頁|后一页|next( page)?|older( posts)?|berikutnya|successiv[ao]|tiếp)\s*[>»›→]*|[>»›→]{1,2}",
    WHOLE,
    flags=re.IGNORECASE,
)
_PAGE_LIKE = near(
    r"(/|_|-|=)\d{4,}|\.s?html?$|/\d{4}[/-]?\d\d|(?<!\w)(\w+-){3}\w+/?$|[?&](id|p|aid|newsid|articleid)=\d+",
    WHOLE,
    flags=re.IGNORECASE,
)
_WIDE = re.compile(r"[\u2e80-\ua4cf\uac00-\ud7af\uff00-\uffef]")
_LEAST_TITLE = 16


def read_links(tree: LexborHTMLParser, url: str) -> list[Link]:
    """Links of kind `article` (once each, in their order) and at most one of kind `next`."""
    base = tree.css_first("base[href]")
    root = (_absolute(url, base.attributes.get("href") or "") or url) if base else url
    links: dict[str, Link] = {}
    following: Link | None = None
    for node in tree.css("a[href], link[rel=next][href]"):
        target = _absolute(root, node.attributes.get("href") or "")
        if target is None or target == urldefrag(url)[0]:
            continue
        text = squeeze(node.attributes.get("title") or node.text())
        if (node.attributes.get("rel") or "") == "next" or _NEXT.fullmatch(text):
            following = following or Link(url=target, kind="next", text=text or None)
        elif len(text) + len(_WIDE.findall(text)) >= _LEAST_TITLE and _leads_to_an_article(target):
            day = from_path(urlsplit(target).path)
            links.setdefault(target, Link(url=target, kind="article", text=text, published_on=day))
    return [*links.values(), *([following] if following else [])]


def _leads_to_an_article(target: str) -> bool:
    parts = urlsplit(target)
    tail = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return len(parts.path) > 1 and bool(from_path(parts.path) or _PAGE_LIKE.search(tail))


def _absolute(root: str, href: str) -> str | None:
    """The address without its fragment; None for one that is not of the web."""
    try:
        target = urldefrag(urljoin(root, href.strip()))[0]
        parts = urlsplit(target)
        return target if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
