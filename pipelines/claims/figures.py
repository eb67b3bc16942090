"""The figures of an announcement: every number about the trade, with its metric, its bound and the words that state it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.claims.metrics import judge
from pipelines.claims.no_counts import is_no_count
from pipelines.claims.seen import Seen, Verdict
from pipelines.claims.sentences import Sentence
from pipelines.readers.amount import Amount
from pipelines.readers.amount_bounds import bound_after, bound_start
from pipelines.readers.counted import Counted, counted_by
from pipelines.readers.patterns import REACH, WHOLE, near


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


MOST_FIGURES = 1_000
"""Figures read of one text: none states more, and a text made to be slow is left at that."""


def figures_of(
    found: Sequence[Sentence], named: Sequence[tuple[int, int]], goods: Sequence[tuple[int, int]] = ()
) -> list[Figure]:
    """The figures of the sentences, in order.

    Args:
        found: the sentences.
        named: spans of the text that are names, whose numbers are none.
        goods: spans of the text that are goods: what is counted by their name are pieces.

    """
    figures: list[Figure] = []
    for number, sentence in enumerate(found):
        if len(figures) >= MOST_FIGURES:
            break
        before = found[number - 1] if number and found[number - 1].paragraph == sentence.paragraph else None
        figures += _of_sentence(sentence, before, named, Around(found, number, goods, figures))
    return figures


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a sentence: the others of its text, its goods, the figures before it."""

    found: Sequence[Sentence]
    number: int
    goods: Sequence[tuple[int, int]]
    figures: Sequence[Figure]

    def counted(self, sentence: Sentence, amount: Amount, limit: int) -> Counted | None:
        """What an amount counts: by its noun, by goods behind it, by the question that it answers."""
        noun = counted_by(sentence.low, amount, limit) or self._of_goods(sentence, amount)
        asked = self._asked() if noun is None else None
        return Counted(asked, amount.start, amount.end, noun="asked") if asked else noun

    def counted_last(self) -> Verdict | None:
        """The verdict on the last count of the two sentences before."""
        near = self.found[max(0, self.number - 2) : self.number]
        for figure in reversed(self.figures[-4:]):
            if not any(figure.sentence is one for one in near):
                return None
            if figure.amount.kind in ("count", "money"):
                return figure.verdict
        return None

    def _of_goods(self, sentence: Sentence, amount: Amount) -> Counted | None:
        """Goods right behind a number, as pieces: 2,600 durians."""
        at = sentence.place(amount.end, amount.end)[0]
        for start, end in self.goods:
            if 0 <= start - at <= _ADJECTIVE and sentence.start <= start and end <= sentence.end:
                first, last = sentence.at(start), sentence.at(end)
                if _NO_STOP.fullmatch(sentence.low, amount.end, first):
                    return Counted("piece", first, last, noun=sentence.low[first:last])
        return None

    def _asked(self) -> str | None:
        """The class of what a question right before asked the number of."""
        for other in reversed(self.found[max(0, self.number - 3) : self.number]):
            if other.text[-1] in "?？":
                match = _HOW_MANY.search(other.low)
                if match is None:
                    return None
                watched = "watch" in other.low or "看" in other.low or "在线" in other.low
                return "viewer" if watched else "order" if match.group().endswith(("orders", "单")) else None
        return None


_ADJECTIVE = 14
_NO_STOP = re.compile(r" ?(?:[^\W\d]+ )?")
_HOW_MANY = re.compile("how many (?:people|viewers|orders)|多少(?:人|单)")
_IT_WAS = re.compile(
    r"(?:\bit (?:was|is)|\bit's|\bthat's|\bnow) (?:already |about |nearly |over |up to )?$|(?:raise|bring|lift|take|increase|expand) (?:that|this|it|the (?:number|figure|total)) to (?:about |over |at least )?$|con số này (?:đạt|lên) (?:khoảng |hơn )?$"
)


def _of_sentence(sentence: Sentence, before: Sentence | None, named: Sequence[tuple[int, int]], around: Around) -> list[Figure]:
    amounts = [amount for amount in sentence.amounts if not _in_name(sentence, amount, named)]
    former = around.found[around.number - 1] if around.number else None
    seen = []
    for number, amount in enumerate(amounts):
        limit = amounts[number + 1].start if number + 1 < len(amounts) else len(sentence.low)
        noun = around.counted(sentence, amount, limit) if amount.kind == "count" else None
        if noun is not None and noun.before and _is_named(sentence, noun, named):
            # The shop of TikTok Shop.
            noun = None
        if noun is not None and is_no_count(sentence.low, amount, noun):
            noun = None
        seen.append(Seen(sentence, amount, noun, before, former))
    for number in range(len(seen) - 2, -1, -1):
        shared = _listed_noun(seen[number], seen[number + 1])
        seen[number] = replace(seen[number], noun=shared) if shared is not None else seen[number]
    verdicts = [judge(one) for one in seen]
    figures = []
    for number, one in enumerate(seen):
        is_conversion = number > 0 and _converts(sentence, one.amount, seen[number - 1].amount)
        verdicts[number] = _taken_over(seen, verdicts, number, around, is_conversion=is_conversion)
        if verdicts[number].metric is not None:
            figures.append(_figure(one, verdicts[number], is_conversion))
    return figures


def _listed_noun(one: Seen, behind: Seen) -> Counted | None:
    """The noun that a number of a list shares with the one behind it: 52,000, 47,500 and 31,000 viewers."""
    noun, amount = behind.noun, one.amount
    alone = (one.noun is None or one.noun.before) and amount.kind == "count" == behind.amount.kind
    if not alone or noun is None or noun.before:
        return None
    listed = _LISTED.fullmatch(one.sentence.low, amount.end, behind.amount.start) is not None
    return noun._replace(start=amount.start, end=amount.end) if listed else None


def _is_named(sentence: Sentence, noun: Counted, named: Sequence[tuple[int, int]]) -> bool:
    first, last = sentence.place(noun.start, noun.end)
    return any(start <= first and last <= end for start, end in named)


def _taken_over(seen: list[Seen], verdicts: list[Verdict], number: int, around: Around, *, is_conversion: bool) -> Verdict:
    """The verdict on a number of a sentence, where it is that of another: of a range, a conversion, what was counted before."""
    one, verdict = seen[number], verdicts[number]
    low = one.sentence.low[: one.amount.start][-24:]
    if one.amount.by == "range low" and number + 1 < len(seen):
        verdict = verdicts[number + 1]
    if is_conversion:
        former = verdicts[number - 1]
        verdict = Verdict(former.metric, f"{former.rule}; converted", former.cue, one.amount.unit)
    if (
        number
        and one.noun is not None
        and one.noun.before
        and _AND.search(low)
        and _is_count(verdicts[number - 1], seen, number)
    ):
        # 70 orders before breakfast and a couple of hundred by noon.
        verdict = verdicts[number - 1]
    if verdict.metric is None and one.noun is None and one.amount.kind == "count":
        if number and (_TARGET.search(low) or _FOR_ANOTHER.search(low)) and verdicts[number - 1].unit == "count":
            # 64 groups, against a target of 80; A for two million of the orders and B for one: what was counted is not said again.
            verdict = verdicts[number - 1]
        elif (
            number
            and _IN_MONEY.match(verdicts[number - 1].rule)
            and one.amount.value >= _LARGE
            and not _OPEN_UNIT.match(one.sentence.low, one.amount.end)
        ):
            # 卖了370万,其中小红书120万: of the money before.
            verdict = verdicts[number - 1]
        elif _IT_WAS.search(low):
            # By this morning it was eleven thousand.
            here = next((v for v in reversed(verdicts[:number]) if v.metric is not None and v.unit == "count"), None)
            verdict = here or around.counted_last() or verdict
    no_count = verdict.metric == "other" and one.amount.kind != "count"
    if (no_count or verdict.metric == "followers") and _is_former(one.sentence, one.amount):
        return Verdict(None, "what it was before")
    return verdict


_FOR_ANOTHER = re.compile(
    r"of (?:whom|which|them) (?:about |around |nearly |over |some |almost |more than )?$|(?:,| and)(?: [\w.]+){1,3} for (?:about |nearly |over |some |almost )?$"
)
_IN_MONEY, _LARGE = re.compile("bare money: (?!off)"), 1_000
_OPEN_UNIT = re.compile(r"[余多来]?[^\W\d左上多余了吧呢](?!右)")
_LISTED = re.compile(r", |,? and |[、和]| e | và | dan ")
_AND = re.compile(r"(?:,| and| then)(?: about| nearly| over| some| almost)? $")
_BY = re.compile(r" (?:by|before|in|on|at|within|the next|after) ")


def _is_count(former: Verdict, seen: list[Seen], number: int) -> bool:
    """Whether a number without a noun goes on counting what the one before it counted."""
    one, before = seen[number], seen[number - 1]
    named = before.noun is not None and not before.noun.before
    return (
        former.metric is not None
        and former.unit == "count"
        and named
        and _BY.match(one.sentence.low, one.amount.end) is not None
    )


_FORMER = near(r"(?:from|从|由|dari|từ|da) ?(?:[a-z]{1,20} ){0,2}$")
_TARGET = re.compile(r"(?:target|goal) of (?:(?:more than|over|about) )?$")
_LATTER = near(r"[^,;。]{0,24}?(?: to | ke | lên | a |到|至|增|涨|升|提高)")


def _is_former(sentence: Sentence, amount: Amount) -> bool:
    """Whether a number is what something rose or fell from."""
    return (
        amount.by == "number"
        and _FORMER.search(sentence.low[max(0, amount.start - 24) : amount.start]) is not None
        and _LATTER.match(sentence.low, amount.end, amount.end + REACH) is not None
    )


_QUOTED = near('[“"《「『][^“”"》」』，。,]{2,14}[”"》」』]', WHOLE)


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
    # 40场左右的直播, 电商企业100家以上: the measure word stands between.
    measure = _MEASURE.match(low, amount.end) if seen.noun is not None else None
    places = [measure.end()] if measure is not None else []
    places += [seen.noun.end] if seen.noun is not None and not seen.noun.before else []
    for place in places:
        after, behind = bound_after(low, place)
        if after is not None and bound == "exact" and low[place : place + 1] not in "多余来":
            bound, end = after, max(end, behind)
    start = _with_bound(low, start, amount)
    return Figure(seen.sentence, amount, verdict, bound, start, end, is_conversion)


_MEASURE = re.compile("[个家场名位人户款种件份单笔次项条箱]{1,2}")


def _with_bound(low: str, start: int, amount: Amount) -> int:
    """The quote begins with the words that bound the number."""
    return start if start < amount.start or amount.bound == "exact" else bound_start(low, amount.start)
