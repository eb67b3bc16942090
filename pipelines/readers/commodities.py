"""Which commodity a title sells, and which goods a text names: the names of db/reference, and the rule that the last noun of a phrase is the thing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipelines.readers.folding import fold, fold_with_offsets, join_lone_signs
from pipelines.readers.names import Named, Names, lowered, named, reference_rows
from pipelines.readers.patterns import WHOLE, near

LONGEST = 500
OTHER = "other"
# Goods that are no food and no farm product stand below this class.
_CRAFT = "craft"
_LONGEST_HEAD = 4
# What stands behind a name of one sign (茶, 米, 鱼) that ends a phrase: nothing, or how it is packed.
_PACKED = frozenset("礼罐袋散盒箱包批整新特")
_NUMERALS = frozenset("0123456789一二三四五六七八九十百千几数厘毫平纳微立公")
_BREAK = near(r"[^\w'-]|\b(?:with|from|of|in|for|and|by|or|to)\b", WHOLE)
_GIFT = re.compile("[送赠附]|[配含带搭加]$")
_WORD = re.compile(r" ([a-z-]+)")
# A head that stands by itself: 山药 脆片.
_ALONE = re.compile("(?<=[\u4e00-\u9fff]) ([\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])")

_Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class _Tables:
    """Names, the class of each commodity, classes that hold nothing of their own, heads, those that liken, things that are no food."""

    names: Names[str]
    parents: dict[str, str]
    classes: frozenset[str]
    heads: dict[str, str]
    likes: frozenset[str]
    things: Names[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    goods, heads = reference_rows("commodities.csv"), reference_rows("commodity_heads.csv")
    rows = [(name, row["code"]) for row in goods for name in (row["name_zh"], row["name_en"])]
    rows += [(row["name"], row["code"]) for row in reference_rows("commodity_names.csv")]
    rows += [(f"{name[:-1]}ies", code) for name, code in rows if name.endswith("y") and name.isascii()]
    return _Tables(
        names=Names(rows, plurals=True),
        parents={row["code"]: row["parent_code"] for row in goods},
        classes=frozenset(row["code"] for row in goods if not row["parent_code"] and not row["hs6"]),
        heads={row["head"]: row["unless"] for row in heads if row["where"] in ("after", "like")},
        likes=frozenset(row["head"] for row in heads if row["where"] == "like"),
        things=Names([(row["head"], row["head"]) for row in heads if row["where"] == "anywhere"]),
    )


def find_commodities(text: str, *, others: bool = False) -> list[Named[str]]:
    """Each naming of goods, in order, as it is written, with its code.

    Args:
        text: running text or a title, in any of the languages of the table.
        others: also name goods that are none of ours (orange juice, clothing); their code is ''.

    """
    folded, offsets = fold_with_offsets(text)
    found = [
        named(text, offsets, start, end, "" if code == OTHER else code) for start, end, code in _spans(lowered(folded)) if code
    ]
    return [each for each in found if each.meaning or others]


@dataclass(frozen=True, slots=True)
class Commodity:
    """What a title sells; '' where it is none of ours, or no food and no farm product."""

    code: str
    rule: str


def read_commodity(text: str) -> str:
    """The code of the commodity that a title sells, '' where it is none of ours, or no food and no farm product."""
    return commodity_of(text).code


# The same titles come back every day. Bounded so that the memory of a long crawl is flat.
@lru_cache(maxsize=10_000)
def commodity_of(text: str) -> Commodity:
    """The commodity that a title sells, with the rule that found it."""
    tables, folded = _tables(), lowered(join_lone_signs(fold(text[:LONGEST])))
    spans = [span for span in _spans(folded) if not _is_gift(folded, span[0])]
    if not spans:
        return Commodity("", "no goods named")
    if _is_a_thing(folded, spans):
        return Commodity("", "a thing, no food")
    heads = _without_parts(folded, _phrase_heads(folded, spans))
    sold = [span for span in heads if span[2] not in tables.classes] or heads
    code = _most_said(folded, sold, tables.parents)
    if code == OTHER:
        return Commodity("", "made of goods, or other goods")
    if _is_a(code, _CRAFT, tables.parents):
        return Commodity("", "a craft")
    alone = len({span[2] for span in spans}) == 1
    return Commodity(code, "named" if alone else "head noun" if len(sold) == 1 else "most named")


def _spans(folded: str) -> list[_Span]:
    """(start, end, code) of all goods in a folded text in lower case; what a head follows is other goods. No code: no goods."""
    tables = _tables()
    spans = [span for span in tables.names.spans(folded) if span[1] - span[0] > 1 or _ends_a_phrase(folded, *span[:2])]
    # What a class is called (调料) behind other goods only says what is made of them.
    starts = {start: end for start, end, code in spans if code not in tables.classes}
    found: list[_Span] = []
    for start, end, code in spans:
        past = _head_end(folded, end, tables.heads) if code else 0
        # A longer name behind it is goods of its own: 橙子 水果 is no water.
        if past and past > starts.get(end + (folded[end] == " "), 0):
            end, code = past, "" if folded[end:past].strip() in tables.likes else OTHER
        if not found or start >= found[-1][1]:
            found.append((start, end, code))
    return found


def _ends_a_phrase(folded: str, start: int, end: int) -> bool:
    """Whether a name of one sign is a word: it ends a phrase, and counts nothing (10米)."""
    after, before = folded[end : end + 1], folded[start - 1 : start] if start else ""
    if not folded[start].isascii() and after and "\u4e00" <= after <= "\u9fff" and after not in _PACKED:
        return False
    return folded[start] != "米" or before not in _NUMERALS


def _head_end(folded: str, end: int, heads: dict[str, str]) -> int:
    """Where the head ends that follows a name which ends here, 0 where none does."""
    for length in range(_LONGEST_HEAD, 0, -1):
        unless = heads.get(folded[end : end + length])
        after = folded[end + length : end + length + 1]
        if unless is not None and end + length <= len(folded) and not folded[end].isascii():
            return 0 if after and after in unless else end + length
    word = _WORD.match(folded, end) or _ALONE.match(folded, end)
    return word.end() if word and word[1] in heads else 0


def _is_gift(folded: str, start: int, reach: int = 2) -> bool:
    """Whether what starts here comes along with the thing sold."""
    return bool(_GIFT.search(folded[max(0, start - reach) : start]))


def _is_a_thing(folded: str, spans: list[_Span]) -> bool:
    """Whether a title sells something that is no food: a toy, a tree, a tea pot."""
    goods = [span for span in spans if span[2] not in ("", OTHER)]
    return any(
        not _is_gift(folded, start, 4) and not any(first < end and start < last for first, last, _ in goods)
        for start, end, _ in _tables().things.spans(folded)
    )


def _phrase_heads(folded: str, spans: list[_Span]) -> list[_Span]:
    """Of names that follow each other directly, the last: 莲子藕粉 is starch. A class or a kind of the first adds nothing."""
    tables = _tables()
    heads = []
    for one, other in pairwise(spans):
        between = folded[one[1] : other[0]]
        apart = between and not (between == " " and folded[other[0]].isascii())
        if (
            apart
            or other[2] in tables.classes
            or not other[2]
            or (one[2] != other[2] and _is_a(one[2], other[2], tables.parents))
        ):
            heads.append(one)
    return [span for span in [*heads, spans[-1]] if span[2]]


def _without_parts(folded: str, spans: list[_Span]) -> list[_Span]:
    """The spans without those that only name what other goods are made of: 香菇酱 ... 香菇."""
    said = Counter(folded[start:end] for start, end, code in spans if code != OTHER)
    made = Counter(folded[start:end] for start, end, code in spans if code == OTHER)
    parts = {name for name, n in said.items() if n <= 2 * sum(m for other, m in made.items() if name in other)}
    return [span for span in spans if span[2] == OTHER or folded[span[0] : span[1]] not in parts]


def _most_said(folded: str, spans: list[_Span], parents: dict[str, str]) -> str:
    """The code that most names support, a general name its special kinds too; of several the first phrase's last, and of its kin the most special."""
    said = Counter(code for _, _, code in spans)
    if not said:
        return OTHER
    support = {code: sum(n for other, n in said.items() if _is_a(code, other, parents)) for code in said}
    most = max(support.values())
    best = [span for span in spans if support[span[2]] == most]
    phrase = best[0]
    for span in best[1:]:
        if _BREAK.search(folded, phrase[1], span[0]):
            break
        phrase = span
    return phrase[2]


def is_kind_of(code: str, kind: str) -> bool:
    """Whether a commodity belongs to another, more general one; both are codes."""
    return _is_a(code, kind, _tables().parents)


def _is_a(code: str, kind: str, parents: dict[str, str]) -> bool:
    while code:
        if code == kind:
            return True
        code = parents.get(code, "")
    return False
