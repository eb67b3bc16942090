"""The day on which an article was first published, and where that stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.pages.press_blocks import Block, Blocks
from crawler.pages.press_dates import days_in, from_epoch, from_machine, from_path, plausible
from crawler.pages.press_head import Head
from pipelines.readers.patterns import WHOLE, near

# Names of metadata that mean the first publication, the surest first; none that means a change.
_META = (
    "article:published_time", "og:article:published_time", "bytedance:published_time", "og:published_time", "og:release_date",
    "datepublished", "publishdate", "publish-date", "publish_date", "publishtime", "publish_time", "published_time", "pubdate",
    "pub_date", "publication_date", "publicationdate", "firstpublishedtime", "parsely-pub-date", "sailthru.date",
    "article.published", "cxenseparse:recs:publishtime", "citation_publication_date", "originalpublicationdate",
    "article_date_original", "weibo: article:create_at", "weibo:article:create_at", "apub:time", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date.created", "datecreated",
)  # fmt: skip
_CHANGED = near(
    r"(updated|update|modified|revised|last edited|edited on|as of|更新|修改|修订|编辑于|截至|更新於|修改於"
    r"|aggiornat\w*|actualizad\w*|mis à jour"
    r"|cập nhật|diperbarui|अपडेट)[^0-9〇-龥]{0,25}$|(更新|修改|修订)(时间|日期|於|于)?\s*[:：]?\s*$",
    WHOLE,
    flags=re.IGNORECASE,
)
_PUBLISHED = near(
    r"(published|posted|publish date|release date|date|发布|發布|發佈|发表|发文|刊发|刊登|成文|时间|時間|日期"
    r"|pubblicato|publicado|publié|đăng)\S{0,4}"
    r"[^0-9]{0,15}$",
    WHOLE,
    flags=re.IGNORECASE,
)
_NOT_THE_ARTICLE = re.compile(r"今天是|today is|copyright|©|版权|版權|icp|许可证|備案|备案", re.IGNORECASE)
_DATELINE = re.compile(r"^.{0,60}?[（(\s]?.{0,30}?(电|讯|電|訊|\((Xinhua|Reuters|AP|AFP|CNS|PTI)\)|--|—)", re.IGNORECASE)
_SCRIPT_TIME = re.compile(
    r"""\b(?:var\s+)?(?:ct|createTime|publish_time|pubtime|publishTime)\s*[=:]\s*["'](\d{10}|\d{4}-\d\d-\d\d[^"']{0,15})["']"""
)
# What stands between such a word and its date.
_CLOCK = re.compile(r"\b\d{1,2}:\d\d(:\d\d)?\s*([ap]\.?m\.?)?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。！？]|[a-z][.!?](\s|$)")
_LONGEST_LINE = 200
_LONGEST_SIGNATURE = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the page the article stands, in blocks."""

    headline: int
    """-1 where there is none."""
    body: int
    end: int

    @property
    def start(self) -> int:
        """Where the article begins to be shown."""
        return self.headline if self.headline >= 0 else max(self.body - 4, 0)


def read_published(
    tree: LexborHTMLParser, head: Head, blocks: Blocks, place: Place, url: str, observed_at: datetime, language: str
) -> tuple[date | None, str | None]:
    """The day in Asia/Shanghai and its basis: meta, json-ld, time, visible, address, text; (None, None) where none is shown."""

    def first(days: Iterable[date | None]) -> date | None:
        return next((day for day in days if plausible(day, observed_at)), None)

    for basis, days in (
        ("meta", (from_machine(head.meta[name]) for name in _META if name in head.meta)),
        ("json-ld", iter([from_machine(str(head.article.get("datePublished") or ""))])),
        ("time", _times(tree, blocks, place)),
        ("visible", _visible(blocks.list, place, language, observed_at)),
        ("meta", _scripts(tree)),
        ("meta", iter([from_machine(head.meta.get("date", ""))])),
        ("address", iter([_of_address(url)])),
        ("text", _dateline(blocks.list, place, language)),
    ):
        day = first(days)
        if day:
            return day, basis
    return None, None


def _times(tree: LexborHTMLParser, blocks: Blocks, place: Place) -> Iterator[date | None]:
    """Of time elements: those marked as the publication, else the first near the headline that no word marks as a change."""
    plain: list[date | None] = []
    for node in tree.css("time, [itemprop=datePublished]"):
        names = " ".join(str(node.attributes.get(name) or "") for name in ("itemprop", "class", "id", "pubdate")).lower()
        shown = node.text().strip()
        before = _CLOCK.sub("", node.parent.text()[:200].partition(shown)[0]) if node.parent and shown else ""
        if "modif" in names or "updat" in names or _CHANGED.search(f"{before[-30:]} {shown[:12]}") or _CHANGED.search(before):
            continue
        day = from_machine(node.attributes.get("datetime") or node.attributes.get("content") or shown)
        if "datepublished" in names or "publish" in names or "pubdate" in node.attributes:
            yield day
        elif place.start - 3 <= blocks.span(node)[0] <= place.end and not _is_around(blocks, blocks.span(node)[0], place):
            plain.append(day)
    yield from plain[:1]


def _is_around(blocks: Blocks, at: int, place: Place) -> bool:
    """Whether a block belongs to what stands around the article, which the headline itself does not."""
    headline = blocks.list[place.start].around if place.start < len(blocks.list) else -1
    return at < len(blocks.list) and blocks.list[at].around > headline


def _visible(blocks: list[Block], place: Place, language: str, observed_at: datetime) -> Iterator[date | None]:
    """Dates near the headline, those with a word for publishing first; those of a change never."""
    near = blocks[place.start : max(place.body + 2, place.start + 6)]
    before = blocks[max(place.start - 3, 0) : place.start]
    after = blocks[place.end : place.end + 4]
    plain: list[date | None] = []
    for group in (near, before, after):
        for block in group:
            if not _is_line(block):
                continue
            for day, at in days_in(block.text, language):
                label = _CLOCK.sub("", block.text[max(at - 40, 0) : at])
                if _CHANGED.search(label):
                    continue
                if _PUBLISHED.search(label):
                    yield day
                elif group is near and not _in_a_sentence(block.text, at):
                    plain.append(day)
                elif group is before and len(block.text) <= 40 and abs((observed_at.date() - day).days) > 1:
                    # A line above the headline; today's date is what the head of the page shows every day.
                    plain.append(day)
    yield from plain


def _is_line(block: Block) -> bool:
    """Whether a block can be a line of credits: short, no link, no sentence; a paragraph of the text tells dates of its own."""
    if len(block.text) > _LONGEST_LINE or block.linked > 0.8 * len(block.text) or _NOT_THE_ARTICLE.search(block.text):
        return False
    return block.tag != "p" or (block.weight <= 120 and not _SENTENCE_END.search(block.text))


def _in_a_sentence(text: str, at: int) -> bool:
    """Whether a date stands inside running text rather than in a line of credits."""
    return len(text) > 60 and bool(re.search(r"[。，,;；]|\. ", text[at + 8 :])) and bool(re.search(r"\w{4}", text[:at]))


def _scripts(tree: LexborHTMLParser) -> Iterator[date | None]:
    for script in tree.css("script:not([src])"):
        match = _SCRIPT_TIME.search(script.text()[:200_000])
        if match:
            yield from_epoch(match[1]) or from_machine(match[1])


def _of_address(url: str) -> date | None:
    parts = urlsplit(url)
    return from_path(unquote(parts.path)) or from_path(parts.query)


def _dateline(blocks: list[Block], place: Place, language: str) -> Iterator[date | None]:
    """A full date in the dateline with which an agency's text begins, or with which a notice is signed."""
    body = blocks[place.body : place.end]
    opening = next((_DATELINE.match(block.text[:120]) for block in body if block.weight >= 60), None)
    if opening:
        yield from (day for day, _ in days_in(opening[0], language))
    for block in reversed(body[-3:]):
        if len(block.text) <= _LONGEST_SIGNATURE:
            yield from (day for day, at in days_in(block.text, language) if at == 0)
