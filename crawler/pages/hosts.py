"""Who presents a livestream: the role that a platform's verification or the name of the office tells.

A person is named only where the platform itself says that they hold public office or are a public figure.
"""

from __future__ import annotations

import re

from crawler.items import Host
from pipelines.readers.patterns import WHOLE, near

_ROLES = (
    # The first that fits: a news anchor of a county's station is an anchor, a county head's account an official.
    ("news_anchor", r"(?:央视|电视台|卫视|广播|新闻|电台)[^，。]{0,12}(?:主持人|主播|记者|播音员)|新闻主播|news anchor"),
    (
        "official",
        r"(?:县|市|区|州|镇|乡|村|省|厅|局|处)长(?!沙|江)|(?:县|市|区|州|镇|乡|村|省|党)委|书记|主任科员|政府|人民政府"
        r"|(?:农业农村|商务|文旅|扶贫)(?:厅|局)|融媒体|county (?:head|chief|mayor)|mayor\b|government",
    ),
    ("celebrity", r"演员|歌手|艺人|影视|音乐人|运动员|奥运|世界冠军|明星|相声|导演|actor|actress|singer"),
    ("executive", r"董事长|总裁|总经理|创始人|CEO\b|负责人"),
    ("farmer", r"农民|果农|茶农|种植户|养殖户|农人|新农人|合作社|三农"),
    ("influencer", r"达人|博主|网红|优质.{0,6}(?:作者|创作者)|自媒体|主播|influencer|creator"),
)
_PATTERNS = tuple((role, near(pattern, WHOLE, flags=re.I)) for role, pattern in _ROLES)
# What accounts call themselves: heads of counties and above, offices; "village head" is a nickname of many sellers.
_OFFICE = re.compile(
    r"(?:县|市|区|州|省|厅|局)长(?!沙|江)|(?:县|市|区|州|省)委书记|人民政府|(?:农业农村|商务|文旅|扶贫)(?:厅|局)|融媒体"
)
_PUBLIC = frozenset({"news_anchor", "official", "celebrity"})


def host_of(name: str | None, said: str | None) -> Host | None:
    """The host with their role; None where the page names nobody.

    Args:
        name: what the account calls itself.
        said: what the platform verified of it; the name itself may bear the office too (某县县长).

    """
    if name is None and said is None:
        return None
    role = next((role for role, pattern in _PATTERNS if pattern.search(said or "")), None)
    if role is None and _OFFICE.search(name or ""):
        role = "official"
    elif role is None and _PATTERNS[0][1].search(name or ""):
        role = "news_anchor"
    role = role or "other"
    return Host(role=role, name=name if role in _PUBLIC else None)
