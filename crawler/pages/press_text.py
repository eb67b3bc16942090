"""Which blocks of an article page are its body: the markup that news sites are known by, else where the paragraphs are."""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

from crawler.pages.press_blocks import Block, Blocks
from crawler.pages.press_dates import days_in
from pipelines.readers.patterns import WHOLE, near

# By site system: People's Daily, Sina, gov.cn, Weixin, Xinhua, CCTV, NetEase, Sohu, Tencent, China Daily, the content
# management systems of Chinese authorities (TRS, vsb), WordPress and other common systems; the particular before the general.
BODIES = (
    "#rwb_zw", "#artibody", "#UCAP-CONTENT", "#js_content", "#detailContent", "#p-detail", "#content_area", "#text_area",
    "#endText", "#mp-editor", "#Cnt-Main-Article-QQ", "#ozoom", "#vsb_content", "#vsb_content_2",
    ".v_news_content", ".trs_editor_view", ".trs_paper_default", ".Custom_UnionStyle", ".TRS_Editor", "#zoom",
    "#Zoom", "#fontzoom", ".rm_txt_con", ".d2txt_con", ".d2txt", ".pages_content", "[itemprop=articleBody]", ".article-content",
    ".article_content", ".articleContent", "#article_content", "#articleContent", "#article-content", "#article-body",
    ".article-body", ".article__body", ".article-text", ".article_text", ".articleText", ".entry-content", ".post-content",
    ".post_content", ".post-body", ".story-body", ".story-content", ".news-content", ".news_content", ".newsContent",
    "#news_content", "#newsContent", ".content-article", ".content_article", ".left_zw", ".text_area", ".show_text",
    "[class*=article-body]", "[class*=articleBody]", "[class*=ArticleBody]", "[class*=article__body]", "[class*=article-text]",
    "[class*=story__text]",
)  # fmt: skip
# Names that also stand around an article with its sidebars.
WIDE = ("#Content", "#content", ".content", ".article", "article", "#main-content", ".main-content", "main")
LEAST_WEIGHT = 60

_RELATED = near(
    r"(相关(新闻|阅读|报道|链接|文章|推荐)|延伸阅读|推荐阅读|热门推荐|热点(新闻|推荐)|猜你喜欢|更多新闻|相關(新聞|閱讀|報導|文章)|延伸閱讀"
    r"|推薦閱讀|related( (news|articles|stories|posts|reading|content|links|topics|coverage))?"
    r"|recommended( for you)?|(read|see) (more|also)"
    r"|more (stories|news|on this story)|also read|you may (also )?like|advertisement)\s*[:：]?",
    WHOLE,
    flags=re.IGNORECASE,
)
# "Read also" in front of a link, also where it stands in a paragraph of the text.
_SEE_ALSO = re.compile(
    r"\A[\s【\[(>»]*+(baca juga|lihat juga|simak juga|xem thêm|đọc thêm|leggi anche|lire aussi|lea también|leia também"
    r"|यह भी पढ़ें|ये भी पढ़ें|อ่านเพิ่มเติม|อ่านข่าว|also read|read also|read more|see also|更多阅读|延伸阅读|相关阅读)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(by|di|oleh|por|par|von)\s+[A-Z][^.!?。]{1,50}", re.IGNORECASE)
_LEGAL_LINE = re.compile(r"\A\s*(copyright\b|riproduzione riservata|©|\(c\) ?\d{4}|版权所有|版權所有).{0,60}", re.IGNORECASE)
_LONGEST_CREDIT = 40
_LEGAL = re.compile(r"(copyright\b|©|\(c\) ?\d{4}|版权所有|版權所有|all rights reserved)", re.IGNORECASE)
_EDITOR = re.compile(r"\A[（(\[【]?\s*(责编|责任编辑|编辑|責任編輯|編輯|(web )?editor)\s*[:：].*", re.IGNORECASE)
_TOOLS = near(
    r"分享(到|让更多人看到|至).*|扫一扫.*|【?(字号|字体|打印|关闭|大 ?中 ?小|复制链接).*|[上下]一[篇条][:：].*"
    r"|(浏览|阅读|点击)(次数|量|数)[:：].*|(返回\w{2,6}[，,]\s?)?(查看|阅读)(更多|全文|原文)(>>|»)?|[【\[]?关闭窗口[】\]]?"
    r"|未经(正式)?授权.{0,4}(严禁|禁止|不得)转载.{0,12}"
    r"|share( (this|on|via)\b.*)?|print|copy link|listen( to this article)?|(previous|next) (article|post)\b.*",
    WHOLE,
    flags=re.IGNORECASE,
)
_CREDIT = near(
    r"来源|來源|作者|记者|責任|责任|编辑|發布|发布|时间|時間|source|by |posted|published|updated|editor",
    WHOLE,
    flags=re.IGNORECASE,
)
_DATE_LIKE = near(r"\d{4}\s?[-/.年]\s?\d{1,2}|\b(19|20)\d\d\b|\d{1,2}:\d\d", WHOLE)


def body_span(tree: LexborHTMLParser, blocks: Blocks, title: str) -> tuple[int, int, int]:
    """First block of the body, the one after its last, and the place of its element in the tree; (0, 0, -1): there is none."""
    for selector in BODIES:
        span, weight = _heaviest(tree, blocks, selector, title)
        if weight >= LEAST_WEIGHT:
            return span
    dense = _densest(blocks, title)
    for selector in WIDE:
        span, weight = _heaviest(tree, blocks, selector, title)
        if weight >= LEAST_WEIGHT:
            inside = span[0] <= dense[0] and dense[1] <= span[1]
            return dense if inside and _weight(blocks, dense, title) > 0.85 * weight else span
    return dense


def _heaviest(tree: LexborHTMLParser, blocks: Blocks, selector: str, title: str) -> tuple[tuple[int, int, int], int]:
    """The heaviest element that the selector finds, and its weight."""
    spans = [blocks.span(node) for node in tree.css(selector)]
    weights = [_weight(blocks, span, title) for span in spans]
    best = max(range(len(spans)), key=weights.__getitem__, default=-1)
    return (spans[best], weights[best]) if best >= 0 else ((0, 0, -1), 0)


def _weight(blocks: Blocks, span: tuple[int, int, int], title: str) -> int:
    return sum(block.weight for block in paragraphs(blocks, span, title))


def _densest(blocks: Blocks, title: str) -> tuple[int, int, int]:
    """The element whose own paragraphs, or those of its children, are longest and hold fewest links."""
    scores: Counter[int] = Counter()
    for block in blocks.list:
        if block.around >= 0 or block.weight < 30 or block.text == title:
            continue
        score = block.weight - 3 * block.linked
        scores[block.parent] += score
        outer = blocks.parents.get(block.parent, -1)
        if outer >= 0:
            scores[outer] += score // 2
    place, score = max(scores.items(), key=lambda pair: (pair[1], -pair[0]), default=(-1, 0))
    return blocks.span_at(place) if score >= LEAST_WEIGHT else (0, 0, -1)


def paragraphs(blocks: Blocks, span: tuple[int, int, int], title: str) -> list[Block]:
    """The blocks of the body: without headline and credits before the text, and what stands around it."""
    first, end, place = span
    kept: list[Block] = []
    begun = False
    for block in blocks.list[first:end]:
        if block.around > place or block.tag == "h1" or _is_aside(block):
            continue
        # What stands in a paragraph of the text is text, also where it repeats the headline or the credits.
        if not begun and block.tag != "p" and (block.text == title or _is_credit(block)):
            continue
        if not begun and block.tag == "p" and _BYLINE.fullmatch(block.text):
            continue
        begun = begun or block.weight >= 30
        kept.append(block)
    return kept


def _is_aside(block: Block) -> bool:
    """A list of links, the heading of one, or a legal line."""
    if block.linked and block.tag != "p" and block.linked > 0.7 * len(block.text):
        return True
    short = len(block.text) < 100
    if block.linked > 0.5 * len(block.text) and _SEE_ALSO.match(block.text):
        return True
    # Whole paragraphs of it are no text either.
    if len(block.text) <= _LONGEST_CREDIT and (_EDITOR.fullmatch(block.text) or _LEGAL_LINE.fullmatch(block.text)):
        return True
    if short and _TOOLS.fullmatch(block.text):
        return True
    loose = short and block.tag != "p"
    return (short and bool(_RELATED.fullmatch(block.text))) or (
        loose and bool(_LEGAL.search(block.text) or _EDITOR.fullmatch(block.text))
    )


def _is_credit(block: Block) -> bool:
    if len(block.text) > 120 or "。" in block.text or (block.weight > 80 and block.text.endswith((".", "”", "!", "?"))):
        return False
    return bool(_DATE_LIKE.search(block.text) or _CREDIT.search(block.text) or days_in(block.text))


def is_list(blocks: Blocks, span: tuple[int, int, int]) -> bool:
    """Whether linked headlines stand there among the text, each perhaps with a summary, or far outnumber it."""
    first, end, place = span
    texts = linked = runs = 0
    in_run = False
    for block in blocks.list[first:end]:
        if block.weight >= 16 and block.linked > 0.7 * len(block.text):
            linked += 1
            runs += not in_run
            in_run = True
        elif block.weight >= 40 and not block.linked and block.around <= place:
            texts += 1
            in_run = False
    return (runs >= 3 and linked >= texts - 1) or (linked >= 10 and linked >= 5 * texts)


def shown_title(blocks: Blocks, first: int, title: str) -> str:
    """The headline as it is shown above the credits, where the title of the page is shown nowhere: it names the site only."""
    before = blocks.list[max(first - 6, 0) : first + 3]
    if any(block.text.startswith(title[:20]) for block in blocks.list[: first + 3]) and title:
        return title
    dated = next((at for at, block in enumerate(before) if at and _is_credit(block) and _DATE_LIKE.search(block.text)), 0)
    line = before[dated - 1] if dated else None
    if line is None or line.linked or not 8 <= line.weight <= 160 or _is_credit(line) or line.text.endswith(("。", ".")):
        return title
    return line.text
