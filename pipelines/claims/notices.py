"""What a notice sets for all of its sentences: the days of what it announces, and the platform that issues it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from pipelines.claims.article import Article, Part
from pipelines.claims.days import Day
from pipelines.claims.groups import codes_of, groups_of
from pipelines.readers.patterns import ARTICLE, WHOLE, near

# A notice sets its days once: 定于9月5日至10月8日举办, 活动时间为..., will run from ... to ....
_SETS = re.compile(
    r"(?:定于|拟于|决定于|决定在|活动时间(?:为|是|[:：])?|举办时间(?:为|[:：])?|(?<!公告)(?<!发布)(?<!发稿)(?<!更新)(?<!成文)(?<!通知)(?<!公示)时间(?:安排)?[:：]) ?(?:自|从)?$"
)
_HEADED = re.compile(
    r"(?:活动时间|举办时间|时间安排|促销时间|(?<!公告)(?<!发布)(?<!发稿)(?<!更新)(?<!成文)(?<!通知)(?<!公示)时间)(?:及地点|和地点|与地点)?[:：.。]?$"
)
_ELSEWHEN = re.compile(r"去年|上年|往年|上届|前年|此前|昨|报名|报送|提交|总结")
_YEAR_BEFORE = re.compile(r"去年同期|上年同期")
# What is opened or held from one day to another, in a notice.
_WILL_RUN = re.compile(r"(?:将于|将在|平台将于|自|于) ?$")
_NOTICE = re.compile("公告|通知|启事|招商|报名")
_LETTER = re.compile("报名截止|特此(?:通知|公告)|各位(?:老铁|商家|卖家|网友|会员)|尊敬的(?:商家|卖家|用户|会员)")
# Who takes part in what a notice announces: 活动平台:天猫、京东; 天猫、京东等平台参与.
_TAKES_PART = re.compile(
    r"(?:活动|参与|参加|合作|支持|参活|执行|承办|协办|参与电商|合作电商)(?:平台|企业|单位)(?:包括|有|为|是)?[:：为有]?$"
)
_PART_BEHIND = near("[^,，。;；]{0,14}?(?:参与|参加|加入|承办|协办|响应|支持)", WHOLE)
_SIGNED = near(r"[^\n]{2,30}\Z", ARTICLE)


def set_days(article: Article) -> tuple[int, Day] | None:
    """(number of the part, days) that a notice sets for what it announces; None in other texts."""
    if article.notice is None:
        article.notice = (_set_days(article),)
    return article.notice[0]


def _set_days(article: Article) -> tuple[int, Day] | None:
    notice = _NOTICE.search(article.text[:80]) is not None or _LETTER.search(article.text) is not None
    for number, part in enumerate(article.parts):
        headed = number > 0 and _HEADED.search(article.parts[number - 1].sentence.low) is not None
        for day in part.days:
            if day.start is None or day.end is None or day.closing:
                continue
            if headed and len(part.sentence.low) - (day.behind - day.at) <= 6:
                # 一、活动时间 / 9月1日至11月30日。
                return number, day
            before = part.sentence.low[max(0, day.at - 12) : day.at]
            spans = day.start < day.end and notice
            if _SETS.search(before) or (spans and _WILL_RUN.search(before)):
                return number, day
    return None


def day_of_notice(article: Article, number: int) -> tuple[Day, bool] | None:
    """The days of a figure that names none in a notice, and whether it is still to come."""
    found = set_days(article)
    part = article.parts[number]
    if found is None or found[0] > number:
        return None
    day = found[1]
    if _YEAR_BEFORE.search(part.sentence.low) and day.start and day.end:
        return replace(day, start=_year_before(day.start), end=_year_before(day.end)), False
    if _ELSEWHEN.search(part.sentence.low) or _is_told(part):
        return None
    published = article.published_on
    return day, published is None or (day.start is not None and day.start >= published)


def taking_part(article: Article) -> list[str]:
    """The platforms that take part in what a text announces, where one of its sentences lists them as such."""
    for number, part in enumerate(article.parts):
        low = part.sentence.low
        headed = number > 0 and _TAKES_PART.search(article.parts[number - 1].sentence.low.rstrip(" :：.。")) is not None
        for codes, start, end in groups_of(part):
            if headed and start <= 2:
                return [code for code in codes_of(part) if code in codes]
            if len(codes) > 1 and (_TAKES_PART.search(low[max(0, start - 12) : start]) or _PART_BEHIND.match(low, end)):
                return [code for code in codes_of(part) if code in codes]
    return []


def issuer_of(article: Article) -> str | None:
    """The platform that signs the text in its last line."""
    if article.issuer is None:
        article.issuer = (_issuer(article),)
    return article.issuer[0]


def _issuer(article: Article) -> str | None:
    if not article.parts:
        return None
    text, last = article.text.rstrip(), article.parts[-1]
    if last.days and not last.of("platform") and len(article.parts) > 1 and len(last.sentence.text) <= 24:
        # Its date stands below the name.
        text, last = text[: last.sentence.start].rstrip(), article.parts[-2]
    match = _SIGNED.search(text)
    if match is None:
        return None
    line = [m for m in last.of("platform") if m.start >= match.start() and m.start - match.start() <= 2]
    return line[0].code if len(line) == 1 and not last.sentence.amounts else None


def _is_told(part: Part) -> bool:
    return any("past" in cue.kinds for cue in part.sentence.cues)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
