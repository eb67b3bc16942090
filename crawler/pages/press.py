"""Press articles, notices of authorities, announcements of platforms, on any site; and the lists that lead to them."""

from __future__ import annotations

import re
from typing import ClassVar

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Announcement, Reading
from crawler.pages.base import Page
from crawler.pages.dom import parse
from crawler.pages.press_blocks import Block, Blocks
from crawler.pages.press_feeds import is_feed, read_feed
from crawler.pages.press_head import Head, read_head, read_language, read_publisher, read_title, squeeze
from crawler.pages.press_links import read_links
from crawler.pages.press_text import LEAST_WEIGHT, body_span, is_list, paragraphs, shown_title
from crawler.pages.press_when import Place, read_published
from pipelines.readers.patterns import WHOLE, near

_SOURCE = re.compile(r"(?:来源|來源|文章来源|信息来源|稿源|[Ss]ource)\s*[:：]\s*([^\s|,，;；]{2,30})")
_NO_ARTICLE = frozenset({"product", "product.group", "Product", "ProductGroup", "og:product", "ItemList", "SearchResultsPage"})
# An article may be about captchas; what is shorter and bears such a title is none.
_LEAST_BEHIND_A_WALL = 600
# Thai, Lao, Burmese and Khmer mark no end of a sentence that could be told from other spaces.
_SENTENCE = re.compile(r"[。！？；…]|[.!?।][\"”’)）]*(\s|$)|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{20}")
_LONG_TEXT = 200
_PRICES = frozenset({"product:price:amount", "og:price:amount", "product:price"})
_OFFERS = "[itemtype$='schema.org/Product'], [itemprop=price]"
_WALL_TITLES = {
    "soft_404": r"^404\b|404 (not found|error|页)|error 404|not found$|(page|file) (was )?not found"
    r"|页面(不存在|没有找到|找不到|已)|頁面不存在|找不到(页面|网页|文件)|(文章|内容|页面|稿件|信息)(不存在|已(被)?删除)",
    "challenge": r"just a moment|attention required|access denied"
    r"|^(安全|访问|人机|滑动)?验证(码|中心)?(拦截|页面|页)?\s*(?![^\s\-_|–—])"
    r"|(安全|访问|人机)验证|^captcha",
    "login": r"^(登录|登錄|用户登录|log ?in|sign ?in)\b",
    "maintenance": r"(系统|网站)?维护中|under maintenance|service unavailable|^50[0234]\b",
}
_WALLS = tuple((name, near(pattern, WHOLE, flags=re.IGNORECASE)) for name, pattern in _WALL_TITLES.items())


_PARTS = re.compile(r"\s[-|–—_·]\s|[|_]|--")
_LETTERS = re.compile(r"[^\W_]")
_MORE_TO_SAY = 14
"""Letters that a headline has beside such words (404 growers of Guizhou sell online); the title of a wall has fewer."""


def _wall_of(title: str) -> tuple[str | None, bool]:
    """(wall that a page's title names, whether the part of the title that names it says little else)."""
    for name, pattern in _WALLS:
        if pattern.search(title) is None:
            continue
        named = [part for part in map(str.strip, _PARTS.split(title)) if pattern.search(part)] or [title]
        return name, min(len(_LETTERS.findall(pattern.sub("", part))) for part in named) < _MORE_TO_SAY
    return None, False


class PressArticle(Page):
    """One article: title, publisher, day of first publication, language and text. Another page gives the links of a list."""

    site: ClassVar[str] = "press"
    slow: ClassVar[bool] = True
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"\Ahttps?://[\w.-]+\.people(\.com)?\.cn/n\d?/\d{4}/\d{4}/"),
        re.compile(r"\Ahttps?://[\w.-]*(xinhuanet\.com|news\.cn)/.*(/c_\d+|/c\.html?)"),
        re.compile(r"\Ahttps?://[\w.-]+\.sina\.(com\.)?cn/.*doc-\w+\.s?html"),
        re.compile(r"\Ahttps?://[\w.-]*gov\.cn/.*(content_|/t\d{8}_)\d+\.s?html?"),
        re.compile(r"\Ahttps?://[\w.-]*(chinadaily\.com\.cn|globaltimes\.cn)/(a|page|content)/"),
        re.compile(r"\Ahttps?://[\w.-]*(cctv\.com|cntv\.cn|cri\.cn|cgtn\.com)/(\w+/)?\d{4}[-/]\d\d[-/]\d\d/"),
        re.compile(r"\Ahttps?://mp\.weixin\.qq\.com/s[/?]"),
        re.compile(
            r"\Ahttps?://[\w.-]*(chinanews\.com(\.cn)?|thepaper\.cn|jiemian\.com)/(.*/)?(newsDetail_forward_)?\w+(\.s?html)?$"
        ),
    )

    def read(self) -> Reading:
        """An announcement; without one the links of a list, or the name of the wall."""
        if is_feed(self.body):
            return read_feed(self.url, self.body, self.text, self.site)
        tree = parse(self.text)
        head = read_head(tree)
        wall, is_bare = _wall_of(head.title)
        blocks = Blocks(tree)
        headlines = {blocks.span(node)[0]: squeeze(node.text()) for node in tree.css("h1")}
        title, tail = read_title(head, list(headlines.values()))
        first, end, place = body_span(tree, blocks, title)
        if not headlines:
            title = shown_title(blocks, first, title)
        body = paragraphs(blocks, (first, end, place), title)
        wall = wall if sum(block.weight for block in body) < _LEAST_BEHIND_A_WALL else None
        if wall and is_bare:
            return Reading(site=self.site, wall=wall)
        if self._is_article(tree, head, title, body) and not is_list(blocks, (first, end, place)):
            headline = next((at for at, text in headlines.items() if text == title), -1)
            if headline < 0:
                headline = next((at for at, block in enumerate(blocks.list[:end]) if block.text == title), -1)
            article = self._article(tree, head, blocks, Place(headline, first, end), title, tail, body)
            if self._is_vouched_for(head, headline >= 0, body, article, least=None if wall else _LONG_TEXT):
                return Reading(site=self.site, items=[article])
        if wall:
            return Reading(site=self.site, wall=wall)
        return Reading(site=self.site, links=read_links(tree, self.url))

    @staticmethod
    def _is_article(tree: LexborHTMLParser, head: Head, title: str, body: list[Block]) -> bool:
        """Whether there is running text under a title, and not a page that sells something."""
        sells = head.types & _NO_ARTICLE or head.meta.keys() & _PRICES or tree.css_first(_OFFERS)
        if not title or (sells and not head.article):
            return False
        weight = sum(block.weight for block in body)
        linked = sum(block.linked for block in body)
        length = sum(len(block.text) for block in body)
        sentences = any(block.weight >= 40 and _SENTENCE.search(block.text) for block in body)
        return weight >= LEAST_WEIGHT and sentences and linked <= 0.5 * length

    @staticmethod
    def _is_vouched_for(head: Head, is_shown: bool, body: list[Block], article: Announcement, *, least: int | None) -> bool:
        """Whether a short text is more than a note on another kind of page.

        Headline and day are shown, or it is declared, or it is as long as `least` (None: no length vouches for it).
        """
        declared = bool(head.article) or "article" in head.types
        dated = is_shown and article.published_on is not None
        return declared or dated or (least is not None and sum(block.weight for block in body) >= least)

    def _article(
        self, tree: LexborHTMLParser, head: Head, blocks: Blocks, place: Place, title: str, tail: str, body: list[Block]
    ) -> Announcement:
        text = "\n".join(block.text for block in body)
        language = read_language(head, text)
        published_on, basis = read_published(tree, head, blocks, place, self.url, self.observed_at, language or "")
        near = " ".join(block.text for block in blocks.list[max(place.headline, 0) : place.body + 2] if block.weight < 200)
        source = _SOURCE.search(near)
        account = tree.css_first("#js_name")
        return Announcement(
            url=self.url,
            title=title,
            publisher=read_publisher(head, tail, squeeze(account.text()) if account else source[1] if source else ""),
            published_on=published_on,
            published_on_basis=basis,
            language=language,
            text=text,
        )
