"""The platforms of a promotion that a later sentence names, which takes it up: 本次活动由商务厅联合京东共同举办, the sale will run on Lazada."""

from __future__ import annotations

from pipelines.claims.article import Article, Part
from pipelines.claims.groups import codes_of, groups_of
from pipelines.claims.heads import Head
from pipelines.claims.notices import set_days
from pipelines.readers.patterns import REACH, WHOLE, near

_BACK, _PARAGRAPHS, _POINTS = 4, 2, 10
_TAKES_UP = near(
    r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）、.] ?)?(?:据悉,|据介绍,|据了解,|期间,)?(?:本次|此次|这次|该|本届|今年的)?(?:活动|大赛|赛事|[\u4e00-\u9fff]{0,4}(?:节|季|周|月|行动|计划|专场|博览会|交易会))(?!期间|上|中|现场|以来|启动)"
    r"|(?:(?:the|this year's) (?:[a-z'-]+ ){0,3}?(?:campaign|event|festival|sale|fair|drive|promotion|program|programme|season|contest|week|month|series|initiative|carnival|gala)|it)(?![a-z])",
    WHOLE,
)
_BEFORE = near(
    r"(?:联合|会同|携手|(?<!自)由|与|依托|通过|登陆|登录|(?<!现)在)(?:[\u4e00-\u9fff]{2,16}[、和与])?$|(?<![a-z])(?:run|runs|ran|held|hosted|organi[sz]ed|takes place|available|live|together|jointly)(?: [a-z]+)? (?:on|with|by|across|via)(?: the)?(?: platforms?)?(?: such as| of)? ?$",
    WHOLE,
)
_BEHIND = near(
    r"[^,，。;；]{0,14}?(?:参与|参加|主办|承办|协办|举办|支持|同步|进行|开展|举行|加入)| (?:take part|took part|are taking part|taking part|join|joined|will join|will take part|participate)",
    WHOLE,
)


def held_on(article: Article, number: int, head: Head) -> list[str]:
    """The platforms on which a promotion is held by one of the next sentences, which takes it up; none where none does.

    Args:
        article: taken apart.
        number: of the part that names the promotion.
        head: the promotion, of which that part names no platform.

    """
    return next((found for later in taken_up(article, number, head) if (found := _held(later))), [])


def taken_up(article: Article, number: int, head: Head) -> list[Part]:
    """The next sentences that go on about a promotion of a part, by its name or a word for it."""
    part = article.parts[number]
    # The points of a notice are paragraphs each.
    back, paragraphs = (_POINTS, _POINTS) if set_days(article) is not None and head.name else (_BACK, _PARAGRAPHS)
    return [
        later
        for later in article.parts[number + 1 : number + 1 + back]
        if later.sentence.paragraph - part.sentence.paragraph <= paragraphs
        and (
            _TAKES_UP.match(later.sentence.low) is not None
            or (head.name is not None and later.sentence.low.lstrip('“"「').startswith(head.name.lower()))
        )
    ]


def _held(part: Part) -> list[str]:
    low = part.sentence.low
    for codes, start, end in groups_of(part):
        if start > REACH:
            break
        if _BEFORE.search(low[max(0, start - 48) : start]) or _BEHIND.match(low, end):
            return [code for code in codes_of(part) if code in codes]
    return []
