"""The figures of an announcement: every number about the trade, with its metric, its bound and the words that state it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.claims.metrics import judge
from pipelines.claims.seen import Seen, Verdict
from pipelines.claims.sentences import Sentence
from pipelines.readers.amount import Amount
from pipelines.readers.amount_bounds import bound_after, bound_start
from pipelines.readers.counted import counted_by


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence with its metric. `start` and `end` are offsets of the sentence's plain text: the quote."""

    sentence: Sentence
    amount: Amount
    verdict: Verdict
    bound: str
    start: int
    end: int
    is_conversion: bool = False

    @property
    def metric(self) -> str:
        """Its metric."""
        return self.verdict.metric or ""


_COUNT_BOUND = {"exact": "exact", "at_least": "at_least", "at_most": "at_most", "about": "about"}
_BRACKET = re.compile(r"[(（] ?(?:约合?|about|around|nearly|equivalent to|or|合|approximately|approx\.?|some|us|折合)? ?$")


def figures_of(found: Sequence[Sentence], named: Sequence[tuple[int, int]]) -> list[Figure]:
    """The figures of the sentences, in order; `named` are spans of the text that are names, whose numbers are none."""
    figures: list[Figure] = []
    for number, sentence in enumerate(found):
        before = found[number - 1] if number and found[number - 1].paragraph == sentence.paragraph else None
        figures += _of_sentence(sentence, before, named)
    return figures


def _of_sentence(sentence: Sentence, before: Sentence | None, named: Sequence[tuple[int, int]]) -> list[Figure]:
    amounts = [amount for amount in sentence.amounts if not _in_name(sentence, amount, named)]
    seen = []
    for number, amount in enumerate(amounts):
        limit = amounts[number + 1].start if number + 1 < len(amounts) else len(sentence.low)
        noun = counted_by(sentence.low, amount, limit) if amount.kind == "count" else None
        seen.append(Seen(sentence, amount, noun, before))
    verdicts = [judge(one) for one in seen]
    figures = []
    for number, (one, verdict) in enumerate(zip(seen, verdicts, strict=True)):
        if one.amount.by == "range low" and number + 1 < len(seen):
            verdict = verdicts[number + 1]
        is_conversion = number > 0 and _converts(sentence, one.amount, seen[number - 1].amount)
        if is_conversion:
            former = verdicts[number - 1]
            verdict = Verdict(former.metric, f"{former.rule}; converted", former.cue, one.amount.unit)
        if verdict.metric is None and number and one.noun is None and _TARGET.search(sentence.low[: one.amount.start][-24:]):
            # 64 groups, against a target of 80: what was counted is not said again.
            former = verdicts[number - 1]
            if former.unit == "count" and one.amount.kind == "count":
                verdict = former
        if verdict.metric != "sales_value" and _is_former(sentence, one.amount):
            verdict = Verdict(None, "what it was before")
        verdicts[number] = verdict
        if verdict.metric is not None:
            figures.append(_figure(one, verdict, is_conversion))
    return figures


_FORMER = re.compile(r"(?:from|从|由|dari|từ|da) ?(?:[a-z]+ ){0,2}$")
_TARGET = re.compile(r"(?:target|goal) of (?:(?:more than|over|about) )?$")
_LATTER = re.compile(r"[^,;。]{0,24}?(?: to | ke | lên | a |到|至|增|涨|升|提高)")


def _is_former(sentence: Sentence, amount: Amount) -> bool:
    """Whether a number is what something rose or fell from."""
    return (
        amount.by == "number"
        and _FORMER.search(sentence.low[max(0, amount.start - 24) : amount.start]) is not None
        and _LATTER.match(sentence.low, amount.end) is not None
    )


_QUOTED = re.compile('[“"《「『][^“”"》」』，。,]{2,14}[”"》」』]')


def _in_name(sentence: Sentence, amount: Amount, named: Sequence[tuple[int, int]]) -> bool:
    first, last = sentence.place(amount.number_start, amount.number_end)
    if amount.spelled and amount.kind == "count":
        # 百县千品, 万村行: the number in a name counts nothing.
        for match in _QUOTED.finditer(sentence.low, max(0, amount.start - 16), min(len(sentence.low), amount.end + 16)):
            if match.start() < amount.start and amount.number_end < match.end():
                return True
    return any(start <= first and last <= end for start, end in named)


def _converts(sentence: Sentence, amount: Amount, former: Amount) -> bool:
    """Whether an amount of money in brackets says the one before it again."""
    if amount.kind != "money" or former.kind != "money" or amount.unit == former.unit:
        return False
    between = sentence.low[former.end : amount.start]
    return len(between) <= 24 and ("(" in between or "（" in between)


def _figure(seen: Seen, verdict: Verdict, is_conversion: bool) -> Figure:
    amount, low = seen.amount, seen.sentence.low
    start, end = seen.start, seen.end
    bound: str = amount.bound
    if seen.noun is not None and not seen.noun.before:
        after, behind = bound_after(low, seen.noun.end)
        if after is not None and bound == "exact" and low[seen.noun.end : seen.noun.end + 1] not in "多余来":
            bound, end = after, max(end, behind)
    start = _with_bound(low, start, amount)
    return Figure(seen.sentence, amount, verdict, bound, start, end, is_conversion)


def _with_bound(low: str, start: int, amount: Amount) -> int:
    """The quote begins with the words that bound the number."""
    return start if start < amount.start or amount.bound == "exact" else bound_start(low, amount.start)
