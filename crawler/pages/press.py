"""Press articles, notices of authorities, announcements of platforms, on any site; and the lists that lead to them."""

from __future__ import annotations

import re
from typing import ClassVar

from selectolax.lexbor import LexborHTMLParser

from crawler.items import Announcement, Reading
from crawler.pages.base import Page
from crawler.pages.press_blocks import Block, Blocks
from crawler.pages.press_head import Head, read_head, read_language, read_publisher, read_title, squeeze
from crawler.pages.press_links import read_links
from crawler.pages.press_text import LEAST_WEIGHT, body_span, is_list, paragraphs
from crawler.pages.press_when import Place, read_published

_SOURCE = re.compile(r"(?:来源|來源|文章来源|信息来源|稿源|[Ss]ource)\s*[:：]\s*([^\s|,，;；]{2,30})")
_NO_ARTICLE = frozenset({"product", "product.group", "Product", "ProductGroup", "og:product", "ItemList", "SearchResultsPage"})
# An article may be about captchas; what is shorter and bears such a title is no article.
_LEAST_BEHIND_A_WALL = 600
_WALLS = (
    ("soft_404", re.compile(r"\b404\b|not found|页面不存在|页面没有找到|找不到|已(被)?删除|頁面不存在", re.IGNORECASE)),
    (
        "challenge",
        re.compile(r"just a moment|attention required|access denied|安全验证|验证码|访问验证|captcha", re.IGNORECASE),
    ),
    ("login", re.compile(r"^(登录|登錄|用户登录|log ?in|sign ?in)\b", re.IGNORECASE)),
    ("maintenance", re.compile(r"维护中|under maintenance|service unavailable|50[0234] ", re.IGNORECASE)),
)


class PressArticle(Page):
    """One article: title, publisher, day of first publication, language and text. Another page gives the links of a list."""

    site: ClassVar[str] = "press"
    slow: ClassVar[bool] = True
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://[\w.-]+\.people(\.com)?\.cn/n\d?/\d{4}/\d{4}/"),
        re.compile(r"https?://[\w.-]*(xinhuanet\.com|news\.cn)/.*(/c_\d+|/c\.html?)"),
        re.compile(r"https?://[\w.-]+\.sina\.(com\.)?cn/.*doc-\w+\.s?html"),
        re.compile(r"https?://[\w.-]*gov\.cn/.*(content_|/t\d{8}_)\d+\.s?html?"),
        re.compile(r"https?://[\w.-]*(chinadaily\.com\.cn|globaltimes\.cn)/(a|page|content)/"),
        re.compile(r"https?://[\w.-]*(cctv\.com|cntv\.cn|cri\.cn|cgtn\.com)/(\w+/)?\d{4}[-/]\d\d[-/]\d\d/"),
        re.compile(r"https?://mp\.weixin\.qq\.com/s[/?]"),
        re.compile(
            r"https?://[\w.-]*(chinanews\.com(\.cn)?|thepaper\.cn|jiemian\.com)/(.*/)?(newsDetail_forward_)?\w+(\.s?html)?$"
        ),
    )

    def read(self) -> Reading:
        """An announcement; without one the links of a list, or the name of the wall."""
        tree = LexborHTMLParser(self.text)
        head = read_head(tree)
        wall = next((name for name, pattern in _WALLS if pattern.search(head.title)), None)
        blocks = Blocks(tree)
        headlines = {blocks.span(node)[0]: squeeze(node.text()) for node in tree.css("h1")}
        title, tail = read_title(head, list(headlines.values()))
        first, end, place = body_span(tree, blocks, title)
        body = paragraphs(blocks, (first, end, place), title)
        if wall and sum(block.weight for block in body) < _LEAST_BEHIND_A_WALL:
            return Reading(site=self.site, wall=wall)
        if self._is_article(head, title, body) and not is_list(blocks, (first, end, place)):
            headline = next((at for at, text in headlines.items() if text == title), -1)
            if headline < 0:
                headline = next((at for at, block in enumerate(blocks.list[:end]) if block.text == title), -1)
            article = self._article(tree, head, blocks, Place(headline, first, end), title, tail, body)
            return Reading(site=self.site, items=[article])
        return Reading(site=self.site, links=read_links(tree, self.url))

    @staticmethod
    def _is_article(head: Head, title: str, body: list[Block]) -> bool:
        weight = sum(block.weight for block in body)
        linked = sum(block.linked for block in body)
        length = sum(len(block.text) for block in body)
        longest = max((block.weight for block in body), default=0)
        if head.types & _NO_ARTICLE and not head.article:
            return False
        return bool(title) and weight >= LEAST_WEIGHT and longest >= 40 and linked <= 0.5 * length

    def _article(
        self, tree: LexborHTMLParser, head: Head, blocks: Blocks, place: Place, title: str, tail: str, body: list[Block]
    ) -> Announcement:
        text = "\n".join(block.text for block in body)
        language = read_language(head, text)
        published_on, basis = read_published(tree, head, blocks, place, self.url, self.observed_at, language or "")
        near = " ".join(block.text for block in blocks.list[max(place.headline, 0) : place.body + 2] if block.weight < 200)
        source = _SOURCE.search(near)
        return Announcement(
            url=self.url,
            title=title,
            publisher=read_publisher(head, tail, source[1] if source else ""),
            published_on=published_on,
            published_on_basis=basis,
            language=language,
            text=text,
        )
