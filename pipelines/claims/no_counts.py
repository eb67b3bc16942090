"""Numbers that count nothing though a noun stands beside them: the two companies, 两人, from 72 hours to 36."""

from __future__ import annotations

import re

from pipelines.readers.amount import Amount
from pipelines.readers.counted import Counted
from pipelines.readers.patterns import near

_TAKEN_UP = re.compile(r"(?<![a-z])(?:the|these|those|both|their) $")
_NAMED = re.compile(r" (?:companies|firms|sides|parties|men|women|officials|hosts|anchors|influencers|stars|partners)(?![a-z])")
_SAME_UNIT = near(r"\d (?:hours?|minutes?|days?|weeks?|months?|years?|kilomet(?:er|re)s|km|acres|hectares|mu|degrees) to $")
_FEW = 3
_BACK = 24


def is_no_count(low: str, amount: Amount, noun: Counted) -> bool:
    """Whether a number only takes up who was named before, or bears the unit of the number before it.

    Args:
        low: the sentence's plain text.
        amount: a count in it.
        noun: what seems to be counted.

    """
    before = low[max(0, amount.start - _BACK) : amount.start]
    if _SAME_UNIT.search(before):
        return True
    if not amount.spelled or amount.value > _FEW or noun.before:
        return False
    if _TAKEN_UP.search(before) and _NAMED.match(low, amount.number_end):
        return True
    # 两人推介了: the two named before.
    return noun.noun == "人" and amount.bound == "exact" and not before.endswith(("仅", "只", "共", "的", "有", "名"))
