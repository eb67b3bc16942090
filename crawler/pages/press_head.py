"""What an article page says about itself: title, publisher, language, and the values in its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser

from pipelines.readers.patterns import WHOLE, near

_SPACE = re.compile(r"\s+")
_ARTICLES = (
    "Article",
    "NewsArticle",
    "BlogPosting",
    "Report",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "SocialMediaPosting",
)
_SEPARATOR = near(
    r"(?:(?<!\s)\s++|)(?:[|｜_»«–—]+|-{2,}|::+|-(?=[^-]*$)(?<=\s-)|(?<=\s)-(?=\s)|(?<=[\u3000-\u9fff])-(?=[\u3000-\u9fff]))\s*+",
    WHOLE,
)
_SITE_WORD = near(
    r"[网網报報社台臺刊]$|频道$|门户|\b(News|Online|Daily|Times|Post|Blog|TV)\b|\.(com|cn|net|org)\b",
    WHOLE,
    flags=re.IGNORECASE,
)
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_][A-Za-z]{2}|[-_]\d{3})?$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_TRADITIONAL = re.compile(r"[來產業銷東國電這個們為時會後對開關點線農雲萬與專區過發經實機學體動長門問題說話讓還從進頭樣應該]")
_SIMPLIFIED = re.compile(r"[来产业销东国电这个们为时会后对开关点线农云万与专区过发经实机学体动长门问题说话让还从进头样应该]")


@dataclass(slots=True)
class Head:
    """The metadata of a page."""

    meta: dict[str, str] = field(default_factory=dict)
    """Name in lower case -> first content."""
    title: str = ""
    """Of the title element."""
    article: Mapping[str, Any] = field(default_factory=dict)
    """The first article among the page's JSON-LD."""
    types: set[str] = field(default_factory=set)
    """All types of its JSON-LD, and og:type."""
    language: str = ""
    """Of the html element."""


def read_head(tree: LexborHTMLParser) -> Head:
    """Collect it. Total."""
    head = Head()
    for node in tree.css("meta[content]"):
        content = (node.attributes.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (node.attributes.get(attribute) or "").strip().lower()
            if name and content:
                head.meta.setdefault(name, content)
    title = tree.css_first("title")
    head.title = squeeze(title.text()) if title else ""
    for thing in _things(tree):
        kinds = thing.get("@type")
        names = {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind}
        head.types |= names
        if not head.article and names & set(_ARTICLES):
            head.article = thing
    if "og:type" in head.meta:
        head.types.add(head.meta["og:type"].lower())
    root = tree.root
    head.language = (root.attributes.get("lang") or "") if root else ""
    return head


def _things(tree: LexborHTMLParser) -> Iterator[Mapping[str, Any]]:
    for script in tree.css('script[type*="ld+json"]'):
        try:
            waiting = [orjson.loads(script.text().strip().strip(";"))]
        except (orjson.JSONDecodeError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting.extend(thing)
            elif isinstance(thing, dict):
                yield thing
                waiting.extend(thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in thing)


def squeeze(text: str) -> str:
    """One space for any run of them, none at the ends."""
    return _SPACE.sub(" ", text).strip()


def read_title(head: Head, headlines: list[str]) -> tuple[str, str]:
    """The title without the site's name, and what the title element says after it ('' where nothing).

    `headlines`: the texts of the page's h1 elements.
    """
    site = squeeze(head.meta.get("og:site_name", ""))
    declared = [squeeze(head.meta.get(name, "")) for name in ("og:title", "articletitle", "twitter:title")]
    declared.append(squeeze(str(head.article.get("headline") or "")))
    declared = [text for text in declared if text and text != site]
    shown = sorted((text for text in headlines if text and text != site), key=len, reverse=True)
    # Some systems put the site's name first, and make it the headline of every page.
    for text in declared:
        name = head.title.removesuffix(text).rstrip(" :|·-–—")
        if name and name != head.title.strip() and len(text) >= 6 and name in (*shown, site) and not _shows(shown, text):
            return text, name
    # A headline that the title element or the metadata repeat is the article's.
    for headline in shown:
        if any(_opens(headline, text) for text in (head.title, *declared)):
            return headline, _tail(head.title, headline)
    # A lonely one may be the site's logo: short, and what the title element ends with.
    if len(shown) == 1 and len(shown[0]) >= 6 and not head.title.removeprefix(shown[0]).endswith(shown[0]):
        return shown[0], ""
    for headline in shown:
        if head.title.endswith(headline) and len(headline) > 0.5 * len(head.title):
            return headline, ""
    title = _without_site(declared[0] if declared else head.title, site)
    return title, _tail(head.title, title)


def _shows(headlines: list[str], text: str) -> bool:
    return any(_opens(headline, text) for headline in headlines)


def _opens(headline: str, text: str) -> bool:
    """Whether the text begins with the headline, or with as much of it as there was room for."""
    cut = text.rstrip(".…")
    return text.startswith(headline) or (cut != text and len(cut) > 10 and headline.startswith(cut))


def _tail(whole: str, title: str) -> str:
    if not whole.startswith(title):
        return ""
    parts = [part for part in _SEPARATOR.split(whole[len(title) :]) if part.strip(" -")]
    return parts[-1].strip(" -–—|｜_»") if parts else ""


def _without_site(text: str, site: str) -> str:
    """The text before the first separator after which only names of sections and sites stand."""
    if site and text.endswith(site):
        cut = text[: -len(site)].rstrip(" -–—|｜_»·:")
        if cut:
            text = cut
    for number, match in enumerate(reversed(list(_SEPARATOR.finditer(text)))):
        start, tail = match.start(), text[match.end() :]
        named = bool(_SITE_WORD.search(tail))
        if start < 4 or len(tail) > 40 or (len(tail) > 0.6 * start and not named):
            break
        # A dash also stands inside titles; the other signs do not.
        if number and "-" in match[0] and "--" not in match[0] and not named:
            break
        text = text[:start]
    return text.strip()


_LABEL = near(
    r"^(文章|信息|稿件)?(来源|來源|稿源)\s*[:：]\s*|(字号|字體|字体|打印|浏览|点击|分享|责任编辑|编辑|作者)[^a-z]{0,20}$", WHOLE
)


def read_publisher(head: Head, tail: str, source: str) -> str | None:
    """Who publishes: JSON-LD, then the site's name, the source that the page names, what the title element ends with."""
    publisher = head.article.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    name = publisher.get("name") if isinstance(publisher, dict) else None
    site = head.meta.get("og:site_name")
    # The house of all accounts is the publisher of none.
    candidates = [name, None if site == "微信公众平台" else site, head.meta.get("mediaid"), head.meta.get("source")]
    candidates += [head.meta.get("contentsource"), source, head.meta.get("sitename"), tail]
    named = (_LABEL.sub("", squeeze(str(text))) for text in candidates if text)
    return next((text for text in named if text), None)


def read_language(head: Head, text: str) -> str | None:
    """BCP 47 as declared, unless the script of the text says otherwise; Chinese is read from its script where it is not."""
    declared = next((value for value in (head.language, head.meta.get("content-language", ""), head.meta.get("og:locale", ""))
                     if _LANGUAGE.match(value.strip())), "").strip().replace("_", "-")  # fmt: skip
    chinese = len(_HAN.findall(text)) > 0.3 * max(len(text), 1) and len(_KANA.findall(text)) < 0.05 * len(text)
    if declared and declared.lower().startswith("zh") == chinese:
        return declared
    if chinese:
        return "zh-Hant" if len(_TRADITIONAL.findall(text)) > len(_SIMPLIFIED.findall(text)) else "zh"
    return declared if declared and not declared.lower().startswith("zh") else None
