"""Weights of offers: units, packs, gifts, gross and net. What is only a piece's weight or a size is not the offer's weight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.readers.folding import close_up, fold
from pipelines.readers.patterns import REACH, WHOLE, blanked, each, near
from pipelines.readers.weight_grammar import HOLDER, KG, NUMBERED, PACK, PACKED_BEFORE, UNIT, Measure, N, measures_of, number

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Weight:
    """Weight of a whole offer in kg, or its volume in litres; `count` = packs or pieces where the text numbers them."""

    kg_min: Decimal | None
    kg_max: Decimal | None
    kind: str
    litres: Decimal | None
    count: int | None
    rule: str


_NOTHING = Weight(None, None, "unspecified", None, None, "no weight")
_SMALL = Decimal("0.25")
_RANKS = {"net": 0, "unspecified": 1, "gross": 2}
_H = "[一二两三四五六七八九十]{1,3}"
# Letters and numbers that are no measures: networks, memory, sizes, paper, nutrients, terms of an offer.
_NOT_WEIGHT = near(
    r"(?:\d ?[gG](?= ?(?:手机|网|版|全网|路由|信号|卡|内存|通|WiFi|wifi))|\d{1,4} ?[gG][bB]|[+]\d{1,4} ?G\b|\d{1,2} ?[lL](?= ?(?:码|号|尺))|\d{1,4}(?:\.\d)?[gG克] ?/ ?100 ?[gG克]"
    r"|每 ?100 ?[gG克](?:[^\d净]{0,8}\d{1,3}(?:\.\d{1,2})? ?(?:[gG克](?!每)|mg|毫克))?|\d{1,3} ?[gG克](?:/㎡|/m2|/平方)|[买满拍] ?\d{1,3} ?(?:件|份)|第 ?[二三\d] ?件|\d{1,2} ?个(?:月|小时|口味|规格|工作日)|\d{1,2} ?件 ?(?:\d(?:\.\d)?折|包邮|起)"
    r"|体重 ?\d{2,3}(?: ?[-~至到] ?\d{2,3})? ?斤|(?<=码)[ :]?\d{2,3}(?: ?[-~至到] ?\d{2,3})? ?斤|\d{2,3}(?: ?[-~至到] ?\d{2,3})? ?斤(?= ?(?:以[内下])?[可能]?以?穿))"
)
_NO_WEIGHT_STARTS, _COUNT_STARTS = frozenset("0123456789+每买满拍第体 :"), frozenset("0123456789一二两三四五六七八九十")
# What each of them holds one of.
_MAY_BE_NO_WEIGHT = re.compile("[手网版全路信卡内通WwbB+码号尺/每买满拍第个件体穿]")
_ELECTRONIC = re.compile(
    r"手机|内存|硬盘|存储|U ?盘|全网通|iPhone|华为|小米|OPPO|vivo|平板|电脑|笔记本电脑|RAM|ROM|A4|打印纸|复印纸"
)
_CAPITAL_G = near(r"\d{1,4} ?[Gg克](?![a-z])", WHOLE)
_HEADER = near(
    rf"(净含量|净重|毛重|重量|规格|重)[(](kg|g|克|千克|公斤|ml|l|斤)[)]:? ?(?:(?P<n>\d{{1,6}}(?:\.\d{{1,3}})?)(?![\d.]| ?(?:{UNIT}|[*x×~-])))?",
    WHOLE,
)
_HALF = near(rf"(?<![\d.])1/2 ?(?={UNIT})", WHOLE)
_BRACKET = near(r"[(](?!±)[^()]{0,80}[)]", WHOLE)
_GIFT = near(rf"[送赠] ?(?P<n>{N}) ?(?P<unit>{UNIT})(?![a-z])")
_FREE = near(
    rf"买 ?(?P<buy>\d|{_H}) ?[送赠] ?(?P<gift>\d|{_H})(?![\d.]| ?(?:{UNIT}|{PACK}))|拍 ?(?P<order>\d|{_H}) ?发 ?(?P<sent>\d|{_H})(?![\d.]| ?(?:{UNIT}))",
    WHOLE,
)
_PACK_OF = near(
    r"pack of (\d{1,3})|(?<![\d.])(\d{1,3})[ -]packs?\b|แพ็ค ?(\d{1,3})|isi (\d{1,3})(?!\d| ?(?:g|gr|gram|kg|ml|l|liter)(?![a-z]))",
    WHOLE,
)
_PIECES = near(
    rf"(?<![\d.~-])(?<![第满买拍每前限送赠])(?<![第满买拍每前限送赠] )(?:(?P<n>\d{{1,4}}) ?(?:小|大|独立)?(?P<pack>{PACK})|(?P<han>{_H})(?P<pack2>{HOLDER}))(?![a-z]|包邮|起|以上|[一-鿿]?折| ?/ ?斤)(?: ?[*x×] ?(?P<n2>\d{{1,4}}) ?(?:{PACK}))?"
)
_OR = near(r"(?:装|规格)?(?:/|、|或|[|])")
_PLUS = near(r" ?[+] ?[送赠]?")
# 核桃500g+腰果500g.
_PLUS_GOODS = near(r" ?[+] ?(?:[送赠]?|(?![送赠])[一-鿿]{1,8} ?)")
# 500±20g: the unit stands behind both numbers.
_MARGIN = near(rf"(?<![\d.])(\d{{1,6}}(?:\.\d{{1,3}})?) ?± ?(\d{{1,6}}(?:\.\d{{1,3}})?) ?({UNIT})(?![a-z])", WHOLE)
_OPTIONS = re.compile(r"可选|任选|多规格|选择")


# The same titles come back every day. Bounded so that the memory of a long crawl is flat.
@lru_cache(maxsize=10_000)
def read_weight(text: str) -> Weight:
    """The weight (or volume) of the whole offer that a text names."""
    text = close_up(fold(text[:LONGEST]))
    if _MAY_BE_NO_WEIGHT.search(text):
        text = blanked(_NOT_WEIGHT, text, _NO_WEIGHT_STARTS)
    if _ELECTRONIC.search(text):
        text = _CAPITAL_G.sub(lambda m: " " * len(m[0]), text)
    text = text.lower()
    if "(" in text:
        text = _HEADER.sub(_headed, text)
    if "1/2" in text:
        text = _HALF.sub("0.5", text)
    if "±" in text:
        text = _MARGIN.sub(r"\1\3±\2\3", text)
    outer = _BRACKET.sub(lambda m: " " * len(m[0]), text) if "(" in text else text
    found = list(measures_of(outer, text))
    inner = list(measures_of(text, text)) if outer is not text else []
    net_within = [one for one in inner if one.kind == "net" and not one.piece]
    if net_within and not any(one.kind == "net" for one in found):
        found = net_within
    found = found or inner
    offers = [one for one in found if not one.piece]
    if not offers:
        return _by_piece(outer, found)
    chosen, rule = _chosen(offers, outer)
    _give(chosen, text)
    count = chosen.count if chosen.count is not None or rule == "options" else _count(chosen, inner, outer, text)
    if chosen.volume:
        return Weight(None, None, "unspecified", chosen.low, count, "volume")
    return Weight(chosen.low, chosen.high, chosen.kind, None, count, "packs" if chosen.count and rule == "weight" else rule)


def _headed(match: re.Match[str]) -> str:
    """A label without the unit that it names, which is that of the number behind where that bears none."""
    return f"{match[1]}{match['n']}{match[2]}" if match["n"] else match[1]


def _chosen(offers: list[Measure], text: str) -> tuple[Measure, str]:
    """The measure of the whole offer, and the rule that chose it: net before unspecified before gross, a stated total before all of its kind."""
    measures = [one for one in offers if not one.volume] or offers
    best = min(measures, key=lambda one: (_RANKS[one.kind], not one.total, one.start))
    if best.total:
        product = next((one for one in measures if one.count and one is not best), None)
        best.count = best.count or (product.count if product else None)
        return best, "total"
    rule = "weight"
    for other in measures[measures.index(best) + 1 :]:
        if other.kind != best.kind or other.volume != best.volume:
            break
        gap = text[best.end : other.start]
        if (_PLUS if best.volume else _PLUS_GOODS).fullmatch(gap):
            best.low, best.high, rule = best.low + other.low, best.high + other.high, "sum"
            best.count = best.count + (other.count or 1) if best.count else None
        elif other.unit == best.unit and (_OR.fullmatch(gap) or (gap in ("", " ", "装", "装 ") and _OPTIONS.search(text))):
            best.low, best.high, rule = min(best.low, other.low), max(best.high, other.high), "options"
        else:
            break
        best.end = other.end
    return best, rule


def _give(one: Measure, text: str) -> None:
    """A gift of the same goods counts: 买3斤送2斤; 500g 买一送一."""
    gift = _GIFT.search(text, one.end, one.end + 12) if not one.volume else None
    if gift is not None:
        more, unit = number(gift["n"]), KG.get(gift["unit"])
        if more is not None and unit is not None:
            one.low, one.high = one.low + more * unit, one.high + more * unit
        return
    free = _FREE.search(text) if one.count is None and ("买" in text or "拍" in text) else None
    if free is None:
        return
    sent = number(free["sent"]) if free["sent"] else (number(free["buy"]) or 0) + (number(free["gift"]) or 0)
    if sent and sent > 1:
        one.low, one.high, one.count = one.low * sent, one.high * sent, int(sent)


def _count(one: Measure, inner: list[Measure], outer: str, text: str) -> int | None:
    """Packs that stand in brackets (they explain), elsewhere in the text, or as "pack of"; the last multiply."""
    explained = next((other.count for other in inner if other.count and other.start >= one.end), None)
    if explained is not None:
        return explained
    packs = _PACK_OF.search(text) if "pack" in text or "isi" in text or "แพ็ค" in text else None
    if packs is not None:
        return _multiplied(one, packs)
    numbered = NUMBERED.match(outer, one.end, one.end + REACH)
    if numbered is not None:
        return int(numbered["n"])
    pieces = _pieces(outer)
    if pieces is None:
        return None
    packed = PACKED_BEFORE.search(outer[max(0, one.start - 12) : one.start])
    if packed is not None and not one.holder and number(packed["n"]) == pieces[0]:
        one.low, one.high = one.low * pieces[0], one.high * pieces[0]
        return pieces[0]
    if one.holder in (pieces[1], "each"):
        one.low, one.high = one.low * pieces[0], one.high * pieces[0]
    return pieces[0]


def _multiplied(one: Measure, packs: re.Match[str]) -> int | None:
    n = int(next(group for group in packs.groups() if group))
    if n < 2:
        return None
    if packs[0].startswith("isi") and one.low >= _SMALL:
        # What a whole pack holds.
        return n
    one.low, one.high = one.low * n, one.high * n
    return n


def _pieces(text: str) -> tuple[int, str] | None:
    """How many packs or pieces a text numbers, and their word; None where it numbers none but one."""
    for match in each(_PIECES, text, _COUNT_STARTS):
        n = number(match["n"] or match["han"])
        if n is not None and n > 1:
            return int(n) * int(match["n2"] or 1), match["pack"] or match["pack2"]
    return None


def _by_piece(text: str, found: list[Measure]) -> Weight:
    """Pieces with their number: 20枚 65g/枚; the weight of a piece alone is not the offer's."""
    pieces = _pieces(text)
    count = pieces[0] if pieces else None
    each = next((one for one in found if one.each and not one.volume), None)
    if each is not None and count:
        return Weight(each.low * count, each.high * count, each.kind, None, count, "pieces")
    return _NOTHING if count is None else Weight(None, None, "unspecified", None, count, "pieces without a weight")
