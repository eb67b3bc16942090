"""Which regions a text names: GB/T 2260 down to the county, ISO 3166 for the world, by the names of db/reference.

Several names in a text explain each other (湖北 宜昌 秭归); one name that several places bear is settled by its suffix, by
the other names, by the source's prior, else by the higher level, else it is left open with its candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.readers.commodities import find_commodities
from pipelines.readers.folding import fold, fold_with_offsets, join_lone_signs
from pipelines.readers.gazetteer import SIGNS, Gazetteer, gazetteer
from pipelines.readers.names import Named, lowered, named
from pipelines.readers.patterns import REACH, WHOLE, near

LONGEST = 300
_AFTER = near(
    r" (?:(?:[a-z-]{2,20} (?:and [a-z]{2,12} )?)?autonomous )?(city|county|district|province|prefecture|region|banner|state)(?![a-z])"
)
_BEFORE = near(r"(?<![a-z])(city|county|district|province|prefecture|state) of $")
_ENDS = {
    "city": "市",
    "county": "县旗",
    "district": "区",
    "province": "省区",
    "prefecture": "州区盟",
    "region": "区",
    "banner": "旗",
}
# What stands around the places of a text that names nothing else.
_AROUND = near(
    r"原?产地|发货地?|所在地|地址|来自|产自|[省市县区镇乡村州]|[^\w]|\d|_"
    r"|(?<![a-z])(?:from|origin|made|product|in|of|the|city|county|district|province|prefecture|state|region|ships?)(?![a-z])",
    WHOLE,
)
# A family name before it makes a romanised name a person's.
_FAMILY = near(
    "bai|cai|cao|chen|cheng|cui|deng|ding|dong|du|fan|fang|feng|fu|gao|gong|gu|guo|han|hao|he|hou|hu|huang|jia|jiang|jin|kong|lei|li|liang"
    "|liao|lin|liu|lu|luo|ma|mao|meng|pan|peng|qian|qin|qiu|ren|shao|shen|shi|song|su|sun|tan|tang|tao|tian|wan|wang|wei|wen|wu|xia|xiao"
    "|xie|xiong|xu|xue|yan|yang|yao|ye|yin|yu|yuan|zeng|zhang|zhao|zheng|zhong|zhou|zhu|zou"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region. No code: none is named, or one of `candidates` is and the text does not tell which."""

    code: str
    level: str
    country: str
    candidates: tuple[str, ...] = ()
    rule: str = "nothing"


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name in a folded text, and the codes that it may mean."""

    start: int
    end: int
    codes: tuple[str, ...]
    word: bool
    goods: bool = False


_NOTHING = Place("", "none", "")


@lru_cache(maxsize=20_000)
def read_place(text: str, *, prior: str | None = None) -> Place:
    """The region that a text names most exactly.

    Args:
        text: an origin, an address, a place of dispatch, a title.
        prior: code or name of the region that the source is about.

    """
    table, folded = gazetteer(), join_lone_signs(fold(text[:LONGEST]))
    if prior and prior not in table.level:
        prior = read_place(prior).code or None
    mentions = _mentions(folded, table)
    if not mentions:
        code = SIGNS.get(folded.strip())
        return _place(code, [], "named", table) if code else _NOTHING
    is_all = _is_all(folded, mentions)
    if not is_all:
        mentions = _without_words(_before_goods(folded, mentions), prior, table)
    ranked = [(_support(code, mentions, table), code) for mention in mentions for code in mention.codes]
    if not ranked:
        return _NOTHING
    most = max(support for support, _ in ranked)
    best = [code for support, code in ranked if support == most]
    # The first name of the lowest level, with whatever else that name may mean.
    lowest = max(best, key=lambda code: (len(table.line(code)), -best.index(code)))
    home = next(mention for mention in mentions if lowest in mention.codes)
    codes = [code for code in home.codes if code in best]
    if is_all and len(mentions) > 1 and mentions[-2].codes == mentions[-1].codes == home.codes:
        # 吉安 吉安: the county after the prefecture of its name.
        codes = [code for code in codes if len(table.line(code)) == len(table.line(lowest))]
    return _settled(codes, prior, table)


def find_places(text: str, *, prior: str | None = None) -> list[Named[Place]]:
    """Each naming of a place in running text, in order, as it is written; other names of the text tell what it means.

    Args:
        text: running text.
        prior: code of the region that the text is about.

    """
    table = gazetteer()
    folded, offsets = fold_with_offsets(text)
    mentions = [one for one in _mentions(folded, table) if not folded[one.start].islower()]
    mentions = _without_words(mentions, prior, table)
    context = {code for mention in mentions for code in mention.codes if len(mention.codes) == 1}
    near = context.union(*(table.line(code)[:-1] for code in context))
    found = []
    for mention in mentions:
        # 恩施州 is how the press shortens the prefecture's name 恩施.
        end = mention.end - (folded[mention.end - 1] == "州" and mention.end - mention.start > 2 and _is_short(mention, table))
        kin = [code for code in mention.codes if not near.isdisjoint(table.line(code)[1:-1])]
        found.append(named(text, offsets, mention.start, end, _settled(kin or list(mention.codes), prior, table)))
    return found


def _is_short(mention: _Mention, table: Gazetteer) -> bool:
    return all(len(table.official[code]) > mention.end - mention.start for code in mention.codes)


def _mentions(folded: str, table: Gazetteer) -> list[_Mention]:
    lower = lowered(folded)
    found = []
    for start, end, meaning in table.names.spans(folded):
        codes, word = meaning.codes, meaning.word
        if codes and lower[end - 1].isascii() and lower[end - 1].isalpha():
            after = _AFTER.match(lower, end, end + REACH) if lower[end : end + 1] == " " else None
            before = _BEFORE.search(lower, max(0, start - 14), start) if lower.endswith("of ", 0, start) else None
            kind = (after or before or [""] * 2)[1]
            fitting = tuple(code for code in codes if _is_a(code, kind, table))
            if kind and fitting:
                codes, word, end = fitting, False, after.end() if after else end
            elif (
                start and lower[start - 1] == " " and _FAMILY.fullmatch(lower[max(0, start - 8) : start - 1].rpartition(" ")[2])
            ):
                codes = ()
        if codes:
            found.append(_Mention(start, end, codes, word, meaning.goods))
    return found


def _is_a(code: str, kind: str, table: Gazetteer) -> bool:
    """Whether the region may be called a city, a county ... in English."""
    if not code[0].isdigit():
        return kind in ("city", "province", "state", "prefecture", "county", "region") and table.level[code] == "province"
    return bool(kind) and table.official[code][-1] in _ENDS.get(kind, "")


def _is_all(folded: str, mentions: Sequence[_Mention]) -> bool:
    """Whether a text holds nothing but names of places and what labels them."""
    rest, at = [], 0
    for mention in mentions:
        rest.append(folded[at : mention.start])
        at = mention.end
    return not _AROUND.sub("", lowered(" ".join([*rest, folded[at:]])))


def _before_goods(folded: str, mentions: Sequence[_Mention]) -> list[_Mention]:
    """The mentions, those before the goods that the place is known for being no ordinary words: 公安葡萄."""
    if not any(mention.goods for mention in mentions):
        return list(mentions)
    goods = {one.start for one in find_commodities(folded)}
    return [replace(one, word=one.word and not (one.goods and one.end in goods)) for one in mentions]


def _without_words(mentions: Sequence[_Mention], prior: str | None, table: Gazetteer) -> list[_Mention]:
    """The mentions without ordinary words, except those beside a place that they lie in or that lies in them."""
    sure = {code for mention in mentions if not mention.word for code in mention.codes} | ({prior} if prior else set())
    # The same word comes again and again.
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    kept = []
    for mention in mentions:
        codes = mention.codes
        if mention.word:
            if codes not in known:
                known[codes] = tuple(code for code in codes if _has_kin(code, sure, table))
            codes = known[codes]
        if codes:
            kept.append(replace(mention, codes=codes))
    return kept


def _has_kin(code: str, others: Iterable[str], table: Gazetteer) -> bool:
    # Countries are no kin: every text about China would turn its words into counties.
    return any(
        table.level.get(other) != "country" and (other in table.line(code) or code in table.line(other)) for other in others
    )


def _support(code: str, mentions: Sequence[_Mention], table: Gazetteer) -> int:
    line = table.line(code)
    return sum(any(other in line for other in mention.codes) for mention in mentions)


def _settled(codes: list[str], prior: str | None, table: Gazetteer) -> Place:
    """One of the regions that a name may mean: the one inside the prior, else the one of the highest level, else none."""
    if len(codes) == 1:
        return _place(codes[0], [], "named", table)
    inside = [code for code in codes if prior and prior in table.line(code)]
    highest = table.highest(inside or codes)
    if (
        len(highest) > 1
        and len(states := [code for code in highest if code.startswith("US-")]) == 1
        and not highest[0][0].isdigit()
    ):
        # Florida is a department of Uruguay too.
        return _place(states[0], sorted(codes), "a state", table)
    if len(highest) > 1:
        return Place("", "none", "", tuple(sorted(codes)), "ambiguous")
    return _place(highest[0], sorted(codes), "prior" if inside else "higher level", table)


def _place(code: str, rivals: Sequence[str], rule: str, table: Gazetteer) -> Place:
    return Place(code, table.level[code], table.line(code)[-1], tuple(rivals), rule)
