"""Who of the people of a sentence may present a livestream: not whom it helps, nor who only says something."""

from __future__ import annotations

import re

from pipelines.claims.article import Part
from pipelines.claims.people import Person, people_in
from pipelines.readers.patterns import WHOLE, near

# Whom a stream helps, or who is taught to stream, hosts none.
_HELPED = near(
    r"(?:带动|帮助|帮|助力|惠及|让|使|为|培育|培训|孵化|扶持|辐射|联结|吸纳|面向|(?<![a-z])(?:help(?:ed|s|ing)?|teach(?:es|ing)?|taught|train(?:ed|s|ing)?|for|benefit(?:ed|ing)?|lift(?:ed|ing)?|support(?:ed|ing)?|of))"
    r" ?(?:当地|本地|更多|广大|全县|周边)?(?:(?:more than|over|about|some|nearly|local|rural|many|poor|the|its|超|超过|近|约)? ?)*(?:[\d.,]+[万千百亿]?(?:多|余)?[户名位个人]?(?: million| thousand)? ?)?$",
    WHOLE,
)
_NOT_A_HOST = re.compile(
    "丰收节|合作社|协会|市场|增收|专业合作社| markets?| co-operatives?|'s? (?:market|association)|企业家| training"
)


# Who only says something presents nothing: X, head of the bureau, said that; 副总裁王坚表示; said X, a vice mayor.
_SAYS = near(
    r"(?!(?:(?!直播|镜头|走进|做客).){0,8}?(?:直播|镜头|走进|做客))[\u4e00-\u9fff·]{0,6}?(?:说[,，:：“]|表示[,，:：“]|介绍(?:说)?[,，:：]|称[,，:：]|透露[,，:：]|告诉)"
    r"|(?: [^\s,.;]{1,20}){0,7}?,? (?:said|says|told|added|explained|noted)(?![a-z])",
    WHOLE,
)
_SAID_BY = re.compile(r"(?:[\"”,] ?|^)(?:said|says|added|explained|according to) (?:[a-z]+ ){0,3}$|据$")
_ON_AIR = near(r"[^.。;；]{0,80}?(?:went live|goes live|hosted|on air|live-?stream(?:ed|s)|直播间|走进|做客|带货)", WHOLE)


def _only_says(low: str, one: Person) -> bool:
    if _SAID_BY.search(low[max(0, one.start - 24) : one.start]):
        return _ON_AIR.match(low, one.end) is None
    return _SAYS.match(low, one.end) is not None


def _in_quotes(low: str, one: Person) -> bool:
    """Whether a role is part of the name of a programme (the "Mayors in Live" programme, “市长带货”活动)."""
    before = _OPENED.search(low[max(0, one.start - 24) : one.start])
    return before is not None and _CLOSED.match(low, one.end) is not None


_OPENED = re.compile('[“"「][^“”"「」,，。.]{0,22}$')
_CLOSED = near(
    '[^“”"「」,，。.]{0,22}[”"」](?:系列|主题)?(?:活动|行动|计划| (?:program|campaign|initiative|project|series))', WHOLE
)


def _is_label(low: str, one: Person) -> bool:
    """Whether a role only says who speaks: 主持人:您自己也直播?"""
    return one.start <= _LABEL and low.startswith((":", "："), one.end)


_LABEL = 3


def hosts_in(part: Part) -> list[Person]:
    """The people of a sentence who may present: not whom a stream helps."""
    low = part.sentence.low
    found = [one for one in people_in(part) if one.name is not None or not _is_label(low, one)]
    found = [one for one in found if not _only_says(low, one) and not (one.name is None and _in_quotes(low, one))]
    return [
        one
        for one in found
        if one.name is not None
        or not (
            _NOT_A_HOST.match(low, one.end)
            or (one.role == "farmer" and _HELPED.search(low[max(0, one.start - 40) : one.start]))
        )
    ]
