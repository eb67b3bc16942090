"""The goods of a text as fine as it names them: how they are made (dried, 干, 酱), two nouns as one, and no word twice for the same."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.claims.spotted import Mention
from pipelines.readers.commodities import is_kind_of
from pipelines.readers.patterns import ARTICLE, WHOLE, near

# How goods are made stands before them, and is part of their name: dried sweet potato, smoked duck.
_MADE = near(
    r"(?<![\w-])(?:sun-dried|freeze-dried|air-dried|dried|smoked|pickled|salted|chopped|roasted|candied|preserved|fermented|canned|wild|finger|pearl|foxtail) $",
    WHOLE,
    flags=re.I,
)
# What is made of them stands behind: 蓝莓干, 枇杷膏, 牛蒡茶; not 苹果片区, 柑橘粉丝.
_MADE_OF = near(
    "干(?![净旱部系事涉预警脆果货])|片(?![区面段])|粉(?![丝色])|汁|酱(?!油)|膏|脯|酒(?![店水精])|醋|糕|酥|饼(?!干)|罐头|脆片|原浆|茶(?![园农叶业山企商区])|糖(?![分度])|蜜(?![桃柚橘蜂])",
    ARTICLE,
)
# The second of two nouns that only says what kind of thing the first is.
_KIND = near(
    r" (?:nuts?|beans?|seeds?|berr(?:y|ies)|leaves|melons?|hampers?|sauce|paste|jam|chips|crisps|flakes|powder|juice)(?![a-z])",
    ARTICLE,
)
_TAKES_UP = near(r"(?<![a-z])(?:the|their|his|her|its|this|that|these|those) $", WHOLE)
# Classes whose names (the fruit) take up goods of theirs that were named before.
_CLASSES = frozenset(["fruit", "vegetable"])


def refined(text: str, found: list[Mention]) -> list[Mention]:
    """The goods with how they are made, without those that only take up what was named before."""
    grown = [_grown(text, one) for one in found]
    kept: list[Mention] = []
    for one in sorted(grown, key=lambda mention: (mention.start, -mention.end)):
        if kept and one.start < kept[-1].end:
            continue
        kept.append(one)
    longer = [one.text for one in kept if len(one.text) > 1]
    return [one for number, one in enumerate(kept) if not _is_again(text, one, longer, kept[:number])]


def _grown(text: str, one: Mention) -> Mention:
    start, end = one.start, one.end
    if text[end - 1].isascii():
        made = _MADE.search(text[max(0, start - 16) : start])
        start -= len(made.group()) if made is not None else 0
        kind = _KIND.match(text, end)
        end = kind.end() if kind is not None else end
    elif "\u4e00" <= text[end - 1] <= "\u9fff" and end - start > 1:
        made = _MADE_OF.match(text, end)
        end = made.end() if made is not None else end
    return one if (start, end) == (one.start, one.end) else replace(one, text=text[start:end], start=start, end=end)


def _is_again(text: str, one: Mention, longer: list[str], before: list[Mention]) -> bool:
    """Whether goods are only a word for those named before: the fruit; 柚 beside 蜜柚."""
    if len(one.text) == 1 and "\u4e00" <= one.text <= "\u9fff":
        return any(one.text in other for other in longer)
    if one.code not in _CLASSES or not one.text.isascii():
        return False
    taken = _TAKES_UP.search(text[max(0, one.start - 8) : one.start].lower()) is not None
    return taken and any(other.code and other.code != one.code and is_kind_of(other.code, one.code) for other in before)
