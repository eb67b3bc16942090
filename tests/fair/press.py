"""A small press site: a list of articles in pages, and the articles, each from its day of publication on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.fair.articles import Article, articles
from tests.fair.view import Moment, Page, esc, text

PER_PAGE = 4
NAME = {"zh": "荆楚市集报", "en": "Fair Daily"}
# The navigation, the box and the foot that surround every text.
_MENU = "".join(
    f'<li><a href="/{name}/">{title}</a></li>' for name, title in (("news", "新闻"), ("trade", "商贸"), ("video", "视频"))
)


class Press:
    """One host; its list is `/news/index.htm`, then `/news/index_2.htm`."""

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """The list, or an article."""
        start = moment.market.start
        out = [article for article in articles(start) if article.day <= moment.day]
        if path in ("/", "/news/", "/news/index.htm"):
            return _list(moment, out[::-1], 1)
        if path.startswith("/news/index_"):
            page = path.removeprefix("/news/index_").removesuffix(".htm")
            return _list(moment, out[::-1], int(page)) if page.isdigit() else None
        article = next((article for article in out if article.address(start) == path), None)
        return _article(moment, article) if article else None


def _list(moment: Moment, out: list[Article], page: int) -> Page | None:
    shown = out[(page - 1) * PER_PAGE : page * PER_PAGE]
    if not shown:
        return None
    start = moment.market.start
    rows = "".join(
        f'<li><a href="{a.address(start)}">{esc(a.title)}</a><span>{start + timedelta(a.day)}</span></li>' for a in shown
    )
    more = f'<a class="next" href="/news/index_{page + 1}.htm">下一页</a>' if page * PER_PAGE < len(out) else ""
    return text(
        _shell("滚动新闻", "zh", "", f'<div class="list"><h2>滚动新闻</h2><ul>{rows}</ul><div class="pages">{more}</div></div>')
    )


def _article(moment: Moment, article: Article) -> Page:
    published = moment.market.start + timedelta(article.day)
    body = "".join(f"<p>{esc(paragraph)}</p>\n" for paragraph in article.paragraphs)
    head = (
        f'<meta property="og:type" content="article"><meta property="og:title" content="{esc(article.title)}">'
        f'<meta property="article:published_time" content="{published}T08:30:00+08:00">'
        f'<meta property="og:site_name" content="{NAME[article.language]}">'
    )
    line = (
        f"{published:%Y年%m月%d日 08:30} 来源：{NAME['zh']}"
        if article.language == "zh"
        else f"By Fair Daily | Updated: {published} 08:30"
    )
    main = (
        f'<div class="article"><h1>{esc(article.title)}</h1><div class="info">{line}</div>\n'
        f'<div id="content" class="content">\n{body}</div></div>'
    )
    return text(_shell(article.title, article.language, head, main))


def _shell(title: str, language: str, head: str, main: str) -> str:
    name = NAME[language]
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        f"<title>{esc(title)} - {name}</title>{head}</head>\n"
        f'<body><div class="top"><ul class="menu">{_MENU}</ul></div>\n<div class="main">{main}</div>\n'
        f'<div class="foot"><p>{name} 版权所有</p></div></body></html>\n'
    )
