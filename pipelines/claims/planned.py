"""Whether what a sentence states is still to come: by its words, by the kind of the text."""

from __future__ import annotations

import re

from pipelines.claims.article import Article, Part
from pipelines.claims.lexicon import Cue
from pipelines.readers.patterns import WHOLE, near


def is_told_past(part: Part) -> bool:
    """Whether a sentence holds a word of the past that is not what a plan before it announces."""
    cues = part.sentence.cues
    plans = [cue for cue in cues if "planned" in cue.kinds and not _is_name(part, cue)]
    return any(
        "past" in cue.kinds
        and not any(plan.end <= cue.start and _is_of_plan(part, plan, cue, same_clause=False) for plan in plans)
        for cue in cues
    )


_NOUN_BEHIND = re.compile('[”」』》"]|已|自|由|是|的|、|，|。|等|目标|今年|覆盖|共|累计|启动|首批|之')


_PLAN_NOUN = re.compile(r"""["”'’] ?$|(?<![a-z])(?:the|this|that|its|their|a|under|of)(?: [a-z-]+)? $""")


def _is_name(part: Part, cue: Cue) -> bool:
    """Whether a word of plans is a noun here: “村播计划”已覆盖, the plan's name."""
    low = part.sentence.low
    if cue.word == "plan":
        # The "village broadcast" plan counted; under the plan.
        return _PLAN_NOUN.search(low[max(0, cue.start - 24) : cue.start]) is not None
    if cue.word not in ("计划", "规划", "योजना", "program", "goal"):
        return False
    before = low[max(0, cue.start - 1) : cue.start]
    return (
        _NOUN_BEHIND.match(low, cue.end) is not None or (before != "" and before in "该此这项个本“「的") or cue.word == "योजना"
    )


_IS_PLAN = re.compile(
    r"(?:工作|实施|活动|行动|发展|推广|促销|培训|建设|促进)方案|行动计划|工作要点|发展规划|若干措施|实施意见|扶持政策|工作计划"
)
_REPORTS = re.compile("情况的?通报|总结|情况汇报|公报|工作报告")
_PLANNED_BEHIND = near(
    r"[^,;，。.]{0,14}?(?:dự kiến|(?:are|is) (?:going|set|due|scheduled) to|are planned|is planned|are expected|is expected|are scheduled|direncanakan|ditargetkan|sono previst[ie]|will be (?:sold|ordered|shipped))",
    WHOLE,
)


def planned_in(article: Article, number: int, start: int, end: int) -> tuple[bool, str]:
    """As `planned_at`, by the words behind a figure too, and in a plan or programme of work by its kind."""
    part = article.parts[number]
    planned, rule = planned_at(part, start)
    if planned or is_told_past(part):
        return planned, rule
    if _PLANNED_BEHIND.match(part.sentence.low, end):
        return True, "planned: behind"
    head = article.text[:160]
    if _IS_PLAN.search(head) and not _REPORTS.search(head):
        return True, "planned: of a plan"
    return False, ""


# 计划5月售出, are expected to be sold: what is done there is still planned. 将...卖出 is said of goods too.
_OPEN = frozenset(["卖出", "售出", "吸引", "sold", "been", "have", "reached", "generated", "achieved", "attracted"])
_TO_HAVE = near(r" (?:to |also |then |soon |likely )*(?:(?:be|have|see|bring|get)(?![a-z])[^,;.。]*)?", WHOLE)
_OF_GOODS = frozenset(["将"])


def _is_of_plan(part: Part, future: Cue, past: Cue, *, same_clause: bool = True) -> bool:
    """Whether a verb that could tell of the past is what the words of a plan before it (in its clause) announce."""
    low = part.sentence.low
    if past.word not in _OPEN:
        return False
    if same_clause and part.sentence.clause(future.start) != part.sentence.clause(past.start):
        return False
    if future.word.isascii():
        return _TO_HAVE.fullmatch(low, future.end, past.start) is not None
    if future.word in _OF_GOODS and not low[future.end : future.end + 1].isdigit():
        return False
    return not any(sign in low[future.end : past.start] for sign in "已了后中") and "以来" not in low[future.end : past.start]


_TO_BE = near(
    r"(?:(?!\b(?:that|which|who)\b)[^,;.])*? (?:will be|are to be|is to be|(?:are|is) (?:going|set|due|expected|scheduled) to|will|sẽ|akan)\b"
)


def planned_at(part: Part, start: int) -> tuple[bool, str]:
    """Whether what stands at a place of a sentence is still to come: the nearest word of future or past before it."""
    found = [cue for cue in part.sentence.cues if cue.end <= start and cue.kinds & {"planned", "past"}]
    if not found:
        # The verb of a figure that is the subject stands behind it: 5,200 streams will be aired.
        first, last = part.sentence.clause(start)
        head = not part.sentence.low[first:start].strip(' "“') or first == 0
        return (
            (True, "planned: behind") if head and _TO_BE.match(part.sentence.low, start, min(last, start + 60)) else (False, "")
        )
    future = [cue for cue in found if "planned" in cue.kinds and not _is_name(part, cue)]
    if not future:
        return False, ""
    clause = part.sentence.clause(start)
    past = [cue for cue in found if "past" in cue.kinds and cue.start > future[-1].end + 1 and cue.start >= clause[0]]
    past = [cue for cue in past if not _is_of_plan(part, future[-1], cue)]
    return (False, "") if past else (True, f"planned: {future[-1].word}")
