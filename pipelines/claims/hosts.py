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


# Who only says something presents nothing.
_SAYS = near(r":|[\u4e00-\u9fff·]{0,6}?(?:说|表示|介绍|称|透露|告诉)|(?: [A-Z]?[a-z]+){0,3} (?:said|says|told)(?![a-z])", WHOLE)


def _in_quotes(low: str, one: Person) -> bool:
    """Whether a role is part of a short phrase in quotation marks (“市长带货”)."""
    first = max(0, one.start - 6)
    return (
        re.search('[“"「][^“”"「」]{0,5}$', low[first : one.start]) is not None
        and re.match('[^“”"「」]{0,6}[”"」]', low[one.end :]) is not None
    )


def _is_label(low: str, one: Person) -> bool:
    """Whether a role only says who speaks: 主持人:您自己也直播?"""
    return one.start <= _LABEL and low.startswith((":", "："), one.end)


_LABEL = 3


def hosts_in(part: Part) -> list[Person]:
    """The people of a sentence who may present: not whom a stream helps."""
    low = part.sentence.low
    found = [one for one in people_in(part) if one.name is not None or not _is_label(low, one)]
    return [
        one
        for one in found
        if one.name is not None
        or not (
            _NOT_A_HOST.match(low, one.end)
            or (one.role == "farmer" and _HELPED.search(low[max(0, one.start - 40) : one.start]))
        )
    ]
