"""The days of an event as its text gives them: a festival with its span beside it, the midnight that ends it, its year, its shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipelines.claims.days import Day
from pipelines.claims.sentences import Sentence
from pipelines.readers.patterns import WHOLE, near

_LONGEST = timedelta(70)
# What may stand between a festival and its days: 618大促(5月13日至6月18日); Black Friday sale, held over five days from 25 to 29 November.
_BESIDE = near(
    r"[”\"』」》]?(?:[\u4e00-\u9fff]{0,6})?[(（,，]? ?(?:(?:将|已)?(?:于|在|自|从|时间为|时间:))?"
    r"|[”\"']?(?: [a-z'-]+){0,4},? ?\(?(?:(?:which |that )?(?:ran|runs?|will run|took place|takes place|lasted|lasts|was held|is held|held|running|on|over [a-z\d]+ days|online),? ?){0,2}(?:from|between|on)?(?: the)? ?"
    r"|(?: [^\W\d]+){0,2},? ?\(?(?:yang )?(?:berlangsung |digelar |diễn ra |dal |từ |dari |mulai )?(?:ngày |tanggal |pada )?",
    WHOLE,
)
_BEFORE_IT = near(
    r"(?:期间)?[,，]?(?:的|举行的|举办的)?[“\"]?(?:天猫|京东|淘宝|抖音|苏宁|拼多多|快手)?(?:商城)?[“\"]?|,? (?:[A-Z]?[\w.'’]+ ){0,2}",
    WHOLE,
)


def with_defined(sentence: Sentence, known: Sequence[Day], defined: dict[str, Day]) -> list[Day]:
    """The dates of a sentence, each festival with the days that the text gives it there or gave it before.

    Args:
        sentence: whose dates they are.
        known: its dates, in order.
        defined: code of a festival -> its days in this text; what the sentence defines is added.

    """
    for day in known:
        spell = next((one for one in known if day.festival and _is_spell(one) and _stand_together(sentence, day, one)), None)
        if spell is not None:
            defined[day.festival] = spell
    found = []
    here = {day.festival for day in known if day.festival and defined.get(day.festival) in known}
    for day in known:
        told = defined.get(day.festival) if day.festival else None
        same = told is not None and told.start and day.start and abs((told.start - day.start).days) <= 200
        if told is None or not same:
            found.append(day)
            continue
        # Where its days stand beside it, its name is as good a date as they are.
        found.append(replace(day, start=told.start, end=told.end, festival="" if day.festival in here else day.festival))
    return found


def _is_spell(day: Day) -> bool:
    return bool(
        not day.festival and not day.closing and day.start and day.end and timedelta(0) < day.end - day.start <= _LONGEST
    )


def _stand_together(sentence: Sentence, festival: Day, spell: Day) -> bool:
    if spell.at <= festival.at and festival.behind <= spell.behind:
        return True
    if festival.behind <= spell.at:
        return spell.at - festival.behind <= 60 and _BESIDE.fullmatch(sentence.low, festival.behind, spell.at) is not None
    return 0 <= festival.at - spell.behind <= 20 and _BEFORE_IT.fullmatch(sentence.low, spell.behind, festival.at) is not None


_MIDNIGHT = near(r"(?:零时|零点|(?<!\d)0[时点]|0[:：]00|midnight)整?$", WHOLE)
_ENDS_THEN = near(r"[^。;；]{0,24}?(?:收官|落幕|落下帷幕|结束|定格|收盘|闭幕|截止)", WHOLE)


def before_midnight(sentence: Sentence, day: Day) -> Day:
    """The day before, of what ended when a day began (12日零时,“双11”收官)."""
    if not day.is_day or day.closing or day.start is None or _MIDNIGHT.search(day.text) is None:
        return day
    if _ENDS_THEN.match(sentence.low, day.behind) is None:
        return day
    before = day.start - timedelta(1)
    return replace(day, start=before, end=before)


_SAME_YEAR = near(r"当年(?![度的]?(?:[新鲜]|[“\"]))|(?<![a-z])that (?:same )?year(?![a-z])", WHOLE)


def same_year(sentence: Sentence, known: Sequence[Day], told: Day | None) -> list[Day]:
    """Words that mean the year of the date told last before them (当年, that year), as that year."""
    found: list[Day] = []
    if "当年" not in sentence.low and " year" not in sentence.low:
        return found
    for match in _SAME_YEAR.finditer(sentence.low):
        before = [day for day in known if day.behind <= match.start() and day.start is not None and not day.festival]
        last = before[-1] if before else told
        if last is None or last.start is None:
            continue
        year = last.start.year
        found.append(_worded(last, date(year, 1, 1), date(year, 12, 31), match))
    return found


def _worded(day: Day, start: date, end: date, match: re.Match[str]) -> Day:
    return replace(
        *(day,),
        start=start,
        end=end,
        at=match.start(),
        behind=match.end(),
        text=match.group(),
        closing=False,
        festival="",
        precision="month",
        is_anchored=True,
    )


def whole_year(known: Sequence[Day]) -> list[Day]:
    """全年 behind a year of its sentence, as that year."""
    found: list[Day] = []
    for day in known:
        year = next((one for one in reversed(found) if _is_year(one)), None)
        found.append(replace(day, start=year.start, end=year.end) if year is not None and day.text.startswith("全年") else day)
    return found


def _is_year(day: Day) -> bool:
    start, end = day.start, day.end
    return bool(start and end and (start.month, start.day) == (1, 1) and end == date(start.year, 12, 31))


_SHARED_OUT = re.compile(r"分别|各|respectively|lần lượt|masing-masing|rispettivamente")


def day_in_turn(sentence: Sentence, days: Sequence[Day], at: int, unit: str) -> Day | None:
    """The day of a figure where several days share out several figures in their order (分别于10日和13日...分别为31万、40万).

    Args:
        sentence: that holds them.
        days: its dates, in order.
        at: where the figure stands.
        unit: its unit.

    """
    single = [day for day in days if day.is_day and not day.closing and not day.festival and day.behind <= at]
    if len(single) < 2 or _SHARED_OUT.search(sentence.low) is None:
        return None
    run = [single[-1]]
    for day in reversed(single[:-1]):
        if run[0].at - day.behind > 8:
            break
        run.insert(0, day)
    same = [one for one in sentence.amounts if one.unit == unit and one.start >= run[-1].behind]
    order = next((n for n, one in enumerate(same) if one.start == at), len(run))
    return run[order] if len(run) > 1 and len(same) == len(run) and order < len(run) else None
