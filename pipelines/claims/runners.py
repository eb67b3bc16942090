"""Which platforms run a promotion: those of its clause, of the sentence that goes along with it, of the text."""

from __future__ import annotations

import re

from pipelines.claims.article import Article, Part
from pipelines.claims.groups import codes_of, groups_of
from pipelines.claims.heads import Head, heads_of, is_public
from pipelines.claims.notices import set_days, taking_part
from pipelines.claims.platform_of import is_of_others, platform_at
from pipelines.claims.taken_up import held_on
from pipelines.readers.patterns import WHOLE, near

_PART_OF = re.compile(r"\bpart of (?:the|its|a|an|this) ")
_POSSESSIVE = re.compile(
    r"(?:'s|’s)? ?(?:annual |own |first |latest |推出的|举办的|发起的|平台)?[“\"‘'「『]?(?:20\d\d)?(?:年)?[“\"]?"
)
_STATE_ONLY = re.compile("全国|全省|全市|全县|(?:the )?(?:county|province|city|village|ministry)(?![a-z])")
_OF_ALL = re.compile("丰收节|双品|harvest|进博会|广交会|消博会|消费季", re.I)
_SHARES = re.compile("其中|占|accounted|share")
_ENUMERATED = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,2}[)）、.]")
_STATE = re.compile(
    r"政府|商务[部厅局]|农业农村[部厅局]|供销社|县委|市委|省委|协会|(?<![a-z])(?:ministry|department|government|commission|bureau|authorit(?:y|ies)|board|association|chamber)(?![a-z])"
)


_GOES_ALONG = near(
    r"(?:^|[，,]) ?(?:(?:活动|专区|节)[^,，。]{0,10}?)?(?:期间，?)?(?:联合|会同|携手|由|与|依托|在(?![^,，。]{0,24}?(?:开播|直播)))|(?:together )?with |(?:^|, )on |it will be held on |(?:the )?platforms? ",
    WHOLE,
)


_WITH = re.compile("联合|携手|会同|(?<![a-z])(?:with|together)(?![a-z])")
_COMPANY = re.compile(r"the (?:company|platform|firm)(?![a-z])|(?:该|本)?(?:平台|公司|集团)|双方")


def runners_of(article: Article, number: int, head: Head) -> list[str | None]:
    """The platforms that run the promotion of a part; [None] where the text ties it to none."""
    found = _runners(article, number, head)
    if found != [None] or head.kind not in ("festival", "activity_series", "livestream_series"):
        return found
    if head.name is not None and not is_public(head) and head.kind != "livestream_series" and _is_announced(article, head.name):
        # What a notice announces is run by those who take part.
        return [*taking_part(article)] or [*held_on(article, number, head)] or found
    return [*held_on(article, number, head)] or found


def _is_announced(article: Article, name: str) -> bool:
    """Whether a name is that of what the text announces: in its headline or first sentences, or with the days of a notice."""
    return name in article.text[:_ANNOUNCED] or set_days(article) is not None


_ANNOUNCED = 160


def _runners(article: Article, number: int, head: Head) -> list[str | None]:
    part = article.parts[number]
    low, groups = part.sentence.low, groups_of(part)
    if head.kind == "activity_series" and any(0 < head.start - m.end() <= 60 for m in _PART_OF.finditer(low)):
        return [None]
    if is_public(head):
        return _of_public(part, head)
    chosen = _respectively(part, head) or _in_sentence(part, head)
    if _ALL_OF_THEM.search(low, 0, head.start) or (
        chosen is None and _ALL_OF_THEM.search(low, *part.sentence.clause(head.start))
    ):
        # Both platforms and Douyin: those that were listed before, and it.
        listed = _listed(article, number)
        named = _codes(part, chosen) if chosen is not None else []
        return named if named and listed == [None] else list(dict.fromkeys([*listed, *named]))
    if chosen is None and head.kind != "subsidy" and number + 1 < len(article.parts):
        following = article.parts[number + 1]
        together = groups_of(following) if following.sentence.paragraph == part.sentence.paragraph else []
        if together and _GOES_ALONG.search(following.sentence.low, 0, 40) and not _gives(following):
            return _codes(following, max((codes for codes, _, _ in together), key=len))
    if chosen is not None:
        return _codes(part, chosen)
    if groups or (_STATE.search(low[: head.start]) and not _COMPANY.match(low)) or is_of_others(part):
        return [None]
    return _of_the_text(article, number, head)


_SHARED_OUT = re.compile("分别|respectively")


def _respectively(part: Part, head: Head) -> frozenset[str] | None:
    """The one platform of a list whose promotion in turn a head is: 京东、拼多多分别设立“荆品馆”和“蜜桔专区”."""
    if head.name is None or _SHARED_OUT.search(part.sentence.low) is None:
        return None
    named = [one for one in heads_of(part) if one.name is not None and one.kind == head.kind]
    listed = [group for group in groups_of(part) if len(group[0]) == len(named) > 1]
    if len(listed) != 1 or head not in named:
        return None
    code = _codes(part, listed[0][0])[named.index(head)]
    return frozenset([code]) if code is not None else None


def _gives(part: Part) -> bool:
    """Whether the platforms of a sentence give discounts or vouchers of their own there."""
    return any(head.kind == "subsidy" for head in heads_of(part))


def _of_the_text(article: Article, number: int, head: Head) -> list[str | None]:
    """The platforms of a promotion whose sentence names none: of the sentences before."""
    code, rule = platform_at(article, number, head.start, head.end)
    only = {code for other in article.parts[: number + 1] for codes, _, _ in groups_of(other) for code in codes}
    if code is not None and (len(only) == 1 or "taken up" in rule or "signs" in rule):
        return [code]
    former = article.parts[number - 1] if number and head.kind == "activity_series" and head.name is not None else None
    if former is not None and _WITH.search(former.sentence.low):
        together = [codes for codes, _, _ in groups_of(former) if len(codes) > 1]
        if together:
            return [one for one in codes_of(former) if one in together[-1]]
    earlier = _of_earlier(article, number)
    if (
        earlier == [None]
        and len(only) == 1
        and head.name is not None
        and (head.is_sure or head.kind == "festival")
        and not _ENUMERATED.match(article.parts[number].sentence.low)
    ):
        # A named promotion of a text that has told of one platform alone.
        return [*only]
    return earlier


_ALL_OF_THEM = re.compile(
    "(?:两|三)(?:个|家|大)(?:电商)?平台|各(?:大)?(?:电商)?平台|上述(?:电商)?平台|参与平台|(?<![a-z])(?:the|all|all the|these|both) platforms(?![a-z])"
)


def _listed(article: Article, number: int) -> list[str | None]:
    """The platforms that the text listed last."""
    for other in reversed(article.parts[:number]):
        groups = [codes for codes, _, _ in groups_of(other) if len(codes) > 1]
        if groups:
            return [code for code in codes_of(other) if code in groups[-1]]
    return [None]


def _of_earlier(article: Article, number: int) -> list[str | None]:
    """The platforms that the sentences right before name together: in this paragraph or the one before."""
    paragraph = article.parts[number].sentence.paragraph
    for other in reversed(article.parts[:number]):
        if (
            _ENUMERATED.match(article.parts[number].sentence.low)
            or paragraph != other.sentence.paragraph
            or _STATE_ONLY.match(other.sentence.low)
        ):
            break
        groups = groups_of(other)
        if groups:
            return _codes(other, groups[-1][0])
    return [None]


_ELSEWHERE = re.compile("during which|其中|同期|while|;|；")


def _in_sentence(part: Part, head: Head) -> frozenset[str] | None:
    """The platforms of a sentence that run a promotion: those of its clause, else the last before it, else the first behind."""
    groups = groups_of(part)
    first, last = part.sentence.clause(head.start)
    here = [codes for codes, start, behind in groups if first <= start < last and behind <= head.end]
    here = here or [
        codes for codes, start, _ in groups if head.start <= start < max(last, part.sentence.clause(head.end - 1)[1])
    ]
    before = here or [codes for codes, _, behind in groups if behind <= head.end]
    if before:
        return before[-1]
    reach = len(part.sentence.low) if head.name is not None and head.is_sure else last
    behind = [group for group in groups if group[1] < reach and not _ELSEWHERE.search(part.sentence.low, head.end, group[1])]
    return behind[0][0] if behind else None


_LAUNCH_IT = near(r"等?[^,，。;]{0,16}?(?:启动|推出|开启|举办|开展|发起|参加|参与|上线)(?:了)?[“\"「]?(?:20\d\d年?)?", WHOLE)
_JOIN_IT = near(r"等?[^,，。;]{0,14}?(?:参与|参加|加入|共同举办|联合举办)", WHOLE)
_SALES_ON = near(r"[”\"’']?(?: [a-z-]+){0,2} (?:on|at|across)(?: the)? ", WHOLE)


def _of_public(part: Part, head: Head) -> list[str | None]:
    """The platform of a festival that is everybody's: whose name stands beside it, or who is the sentence's subject."""
    low = part.sentence.low
    for codes, start, behind in groups_of(part):
        if behind <= head.start and head.start - behind <= 16 and _POSSESSIVE.fullmatch(low, behind, head.start):
            return _codes(part, codes)
        if start <= head.start < behind:
            return _codes(part, codes)
    groups = groups_of(part)
    for codes, start, behind in groups:
        # 淘宝、抖音等15家平台启动“金秋消费季”; “金秋消费季”...阿里、京东等参与; 11.11 sales on A, B and C.
        if len(codes) > 1 and (
            (behind <= head.start and _LAUNCH_IT.fullmatch(low, behind, head.start))
            or (head.end <= start and (_JOIN_IT.match(low, behind) or _SALES_ON.fullmatch(low, head.end, start)))
        ):
            return _codes(part, codes)
    # 淘宝天猫将推出...: a list is the subject of the sentence where no other stands in it.
    leads = len(groups) == 1 and (len(groups[0][0]) == 1 or (len(groups[0][0]) == 2 and _LEADS.match(low, groups[0][2])))
    alone = leads and _OF_ALL.search(head.name or head.text) is None
    if alone and not _SHARES.search(low, max(0, groups[0][1] - 4), min(len(low), groups[0][2] + 6)):
        return _codes(part, groups[0][0])
    return [None]


_LEADS = near(
    "[^,，。;；]{0,6}?(?:将|均|同时|同步|共同|推出|宣布|启动|开启|上线)| (?:said|will|have|are|both|announced|launched|kicked)",
    WHOLE,
)


def _codes(part: Part, chosen: frozenset[str]) -> list[str | None]:
    return [code for code in codes_of(part) if code in chosen]
