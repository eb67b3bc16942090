"""The platform that a part of a sentence is about: of the sentence, of those before it, or the one whose text it is."""

from __future__ import annotations

import re

from pipelines.claims.article import Article, Part
from pipelines.claims.groups import PREPOSITION, groups_of, several, subject
from pipelines.claims.notices import issuer_of
from pipelines.claims.people import people_in
from pipelines.readers.patterns import REACH, WHOLE, near

_BREAKS = re.compile("其中|并与|并同|;|(?<![a-z])(?:while|whereas|of which|including)(?![a-z])|[,，][^,，]{0,12}(?:占|与|和)$")


def platform_at(article: Article, number: int, start: int, end: int, *, paragraphs: int = 2) -> tuple[str | None, str]:
    """(code, rule) of the platform that a span of a sentence's plain text is about.

    Args:
        article: taken apart.
        number: of the part that holds the span.
        start, end: the span.
        paragraphs: how many paragraphs back a platform may be named, this one included.

    """
    part = article.parts[number]
    here = _in_sentence(part, start, end)
    if here is not None:
        return here
    if _is_general(part, start):
        return None, "platform: of a whole country or province"
    if is_of_others(part):
        return None, "platform: another subject"
    return _of_the_text(article, number, end, paragraphs)


def _in_sentence(part: Part, start: int, end: int) -> tuple[str | None, str] | None:
    """The platform that the sentence itself names before the span, else behind it; None where it names none."""
    groups = groups_of(part)
    together = several(part, start)
    before = [group for group in groups if group[1] <= end]
    if before:
        codes, at, _ = before[-1]
        return (None, "platform: several") if together > at else one_of(codes, "platform: named before")
    clause_end = part.sentence.clause(start)[1]
    behind = [group for group in groups if group[1] >= start]
    if behind and together < 0:
        codes, first, _ = behind[0]
        near = first - end <= 60 and not _BREAKS.search(part.sentence.low, end, first)
        if first <= clause_end or near:
            return one_of(codes, "platform: named behind")
    return (None, "platform: several") if together >= 0 else None


def _of_the_text(article: Article, number: int, end: int, paragraphs: int) -> tuple[str | None, str]:
    """The platform of a sentence that names none: of those before it, taken up by a noun, whose text it is, the only one."""
    part, main = article.parts[number], main_platform(article)
    begins = number > 0 and part.sentence.paragraph != article.parts[number - 1].sentence.paragraph
    if main is None and begins and not _GOES_ON_ABOUT.match(part.sentence.low, 0, REACH):
        paragraphs = 1
    code, rule = _earlier_platform(article, number, paragraphs)
    if code is not None:
        return code, rule
    if main is not None and not rule:
        return main, "platform: whose text it is"
    taken = _taken_up(article, number, end)
    if taken[0] is None and not rule and any(cue.kinds & {"watch", "ordering"} for cue in part.sentence.cues):
        only = {code for other in article.parts for codes, _, _ in groups_of(other) for code in codes}
        if len(only) == 1:
            return next(iter(only)), "platform: the only one of the text"
    return taken if taken[0] is not None else (None, rule)


_REACHES = re.compile(
    "(?:覆盖|遍布|走向|面向|来自|销往|发往|联合|辐射|涵盖|惠及|帮助|带动|助力|支持|走进|对|为|在|向|投放|深入|全国的?|的)$"
)


def _is_general(part: Part, at: int) -> bool:
    """Whether a whole country or province is what a sentence is about: not one that a platform reaches."""
    low = part.sentence.low
    return any(
        "general" in cue.kinds and cue.end <= at and _REACHES.search(low[max(0, cue.start - 4) : cue.start]) is None
        for cue in part.sentence.cues
    )


_OTHERS = re.compile(
    r"\A(?:"
    r"(?:(?:in|on|by|since|during|from|between|as of|at|over|last|this|so far|meanwhile|also|at present|today)[^,]{0,40}, )?"
    r"(?:(?:the|local|some|about|around|nearly|more than|over) )?(?:[a-z]+ )?(?:county|city|village|province|prefecture|region|town|state|country|ministry|government|govt|department|bureau|authorities|co-operatives?|cooperatives?|association|exports|imports|shipments)(?:'s|’s)?(?![a-z])"
    r"|(?:(?:năm|tahun|nel|pada|tính)[^,]{0,24}, )?(?:pemerintah|kementerian|dinas|toàn tỉnh|cả nước|toàn quốc|ubnd|il governo|la regione|il ministero|सरकार)"
    r")",
)
_OTHERS_ZH = re.compile(
    r"\A(?:"
    r"(?:(?:据|从|由)?[^,。]{0,14}?(?:统计|介绍|获悉|了解),)?(?:[^,。;]{0,12}?(?:年|月|日|目前|期间|以来|下一步|今后|近年来|此外|同时|其中),?)?(?:该[县市镇村省区州]|区[里内]|全[县市省镇村区州国]|省[里内]|县[里内]|市里|村里|我们村|当地|各地|[\u4e00-\u9fff]{0,6}(?:政府|商务[厅局]|农业农村[厅局部]|供销社|合作社))"
    r")",
)
_PERSON = near(
    r"[A-Z][\w-]+ [A-Z][\w-]+(?: [A-Z][\w-]+)?, (?:an? |the |who |\d|(?:director|head|manager|owner|founder|chair)\w* )", WHOLE
)
_GOES_ON_ABOUT = near(
    r"(?:it|they|he|she|its|the (?:platform|company|campaign|event|festival|sale|promotion|programme|program|livestream|session|broadcast|first day))(?![a-z])|pada hari|ngày đầu|il primo giorno|活动|期间|平台|该|这[一场]|当[晚天日]|那[晚天]|整场|一场|(?:短短)?(?:[\d.]{1,4}|[一两二三四五六七八九十半]{1,3})个?多?(?:小时|分钟)|首日|此外|同时|其中|直播|截至|数据显示|今年|去年|目前"
)


# FAMA expects: an authority by the letters of its name.
_ACRONYM = near(
    r"[A-Z]{3,6} (?:also |now )?(?:expects?|said|says|plans?|hopes?|wants?|aims?|estimates?|counted)(?![a-z])", WHOLE
)
_LEAD = near(
    r"(?:in|at|around|across|outside|near) |(?:目前|如今|去年|今年|近年来|上半年|前三季度|截至[^,]{2,12}|\d{4}年)(?:以来|底)?,?",
    WHOLE,
)


def is_of_others(part: Part) -> bool:
    """Whether a sentence begins with another subject than a platform: a place, an authority, a co-operative, a person."""
    low = part.sentence.low
    if _ACRONYM.match(part.sentence.text) and not any(one.start <= part.sentence.start for one in part.of("platform")):
        return True
    if _OTHERS.match(low) or _OTHERS_ZH.match(low) or _PERSON.match(part.sentence.text):
        return True
    regions = [] if any(cue.kinds & {"watch"} for cue in part.sentence.cues) or people_in(part) else part.of("region")
    goods = {one.start for one in part.of("commodity")}
    # Xinjiang walnuts: goods, no place.
    regions = [one for one in regions if not goods & {one.end, one.end + 1}]
    lead = _LEAD.match(low)
    starts = {0, lead.end() if lead is not None else 0}
    return any(part.sentence.at(one.start) in starts for one in regions) and (
        part.sentence.text[0].isupper() or lead is not None
    )


def main_platform(article: Article) -> str | None:
    """The platform whose own text an article is: its first sentences are about it, and most mentions are its."""
    if article.main is None:
        article.main = (_main(article),)
    return article.main[0]


def _main(article: Article) -> str | None:
    groups = [(part, group) for part in article.parts for group in groups_of(part)]
    if not groups:
        return None
    counts: dict[str, int] = {}
    for _, (codes, _, _) in groups:
        for code in codes:
            counts[code] = counts.get(code, 0) + 1
    most = max(counts, key=lambda code: counts[code])
    if counts[most] * 2 < sum(counts.values()) or (len(counts) > 1 and counts[most] < 3):
        return None
    for part in article.parts[:3]:
        for codes, start, _ in groups_of(part):
            if codes == {most} and start <= 30 and PREPOSITION.search(part.sentence.low[max(0, start - 12) : start]) is None:
                return most
    return None


def one_of(codes: frozenset[str], rule: str) -> tuple[str | None, str]:
    """The platform of a group and the rule that found it; None for platforms named together."""
    return (next(iter(codes)), rule) if len(codes) == 1 else (None, "platform: several named")


_SAME_DAY = frozenset(["当天", "当日", "当晚", "同日", "活动当天", "启动仪式上", "that day", "that night", "the same day"])


def _earlier_platform(article: Article, number: int, paragraphs: int) -> tuple[str | None, str]:
    """The platform that the sentences before were about: in this paragraph, else in the one before."""
    part = article.parts[number]
    if any(day.text not in _SAME_DAY for day in part.days) and part.of("region"):
        # A day and a place of its own: another matter.
        return None, ""
    for back in range(number - 1, max(-1, number - 6), -1):
        other = article.parts[back]
        if part.sentence.paragraph - other.sentence.paragraph >= paragraphs:
            break
        groups = groups_of(other)
        if groups:
            return one_of(subject(other, groups), "platform: named in an earlier sentence")
        if is_of_others(other):
            return None, "platform: another subject, in an earlier sentence"
        if any(cue.kinds & {"several", "general"} for cue in other.sentence.cues):
            return None, "platform: several, in an earlier sentence"
    return None, ""


_TAKES_UP = near(
    r"(?:该|本|此|这一?个?)平台|(?<![台商多各子])平台(?:上|已|共|累计|今年|将|内|还|先后|推出|举办|同步|计划|拿出|投入|也|首批|在售|入驻)|\bthe (?:platform|company|app|website|site|marketplace|e-commerce (?:giant|platform|company|firm)|tech giant|online retailer)(?:'s)?\b"
    r"|(?:nền tảng|sàn) này|platform (?:ini|tersebut)|la piattaforma",
    WHOLE,
)


def _taken_up(article: Article, number: int, end: int) -> tuple[str | None, str]:
    """The platform that a noun takes up (the platform, 该平台), however far before it was named; else the one that signs the text."""
    sentence = article.parts[number].sentence
    taken = [match for match in _TAKES_UP.finditer(sentence.low) if match.start() < end]
    for other in reversed(article.parts[:number] if taken else []):
        groups = groups_of(other)
        if groups:
            return one_of(subject(other, groups), "platform: taken up by a noun")
    issuer = issuer_of(article)
    return (issuer, "platform: signs the text") if issuer else (None, "")
