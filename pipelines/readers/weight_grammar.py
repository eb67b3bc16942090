"""Measures of weight and volume in a text, each with the packs that multiply it and the words that say what it is the weight of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipelines.readers.numerals import digits, hanzi
from pipelines.readers.patterns import REACH, each, near

_KG = {
    "1": "公斤 千克 kg kgs kilo kilos kilogram kilograms chilo chilogrammi กก กิโลกรัม กิโล кг किलो किलोग्राम किग्रा",
    "0.5": "斤 市斤 jin",
    "0.6": "台斤",
    "0.05": "两",
    "0.005": "钱",
    "0.001": "克 公克 g gr gram grams gramme grammi กรัม г ग्राम",
    "0.1": "lạng",
    "1000": "吨 ton tons tonne tonnes",
    "0.000001": "mg 毫克",
    "0.45359237": "lb lbs pound pounds 磅",
    "0.028349523125": "oz ounce ounces 盎司",
}
_LITRES = {
    "1": "l 升 公升 liter litre liters litres litri lít ลิตร लीटर",
    "0.001": "ml 毫升 มล cc",
    "0.01": "cl",
    "0.0295735295625": "fl oz|fl. oz|fluid ounces|fluid ounce",
    "3.785411784": "gallon gallons gal",
}
KG = {unit: Decimal(factor) for factor, units in _KG.items() for unit in units.split()}
LITRES = {
    unit: Decimal(factor) for factor, units in _LITRES.items() for unit in (units.split("|") if "|" in units else units.split())
}
UNIT = "|".join(
    {"克": "克(?!拉|力|隆)", "升": "升(?!级)", "钱": "钱(?!包|夹)", "两": "两(?![个次天件款种家位])"}.get(unit, re.escape(unit))
    for unit in sorted([*KG, *LITRES], key=len, reverse=True)
)
PIECE = "枚|个|只|颗|条|片|粒|头|尾"
HOLDER = "袋|盒|箱|瓶|罐|包|桶|件|份|组|提|听|杯|碗|套|捆|板|筐|篮|块|支|packs?|bags?|boxes|box|cans?|bottles?|pcs|pieces|count|gói|hộp|chai|bungkus|ถุง|กล่อง|ขวด"
PACK = f"{HOLDER}|{PIECE}"
_H = "[一二两三四五六七八九十百半]{1,4}"
# Digits are taken whole, so that no part of a number is tried again.
N = r"(?:(?>\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,3})?(?!\d)|\d{1,3}\.000(?!\d)|\d{1,9}(?:[.,]\d{1,4})?)|[零一二两三四五六七八九十百千万半]{1,8})"
_COUNT = rf"(?P<n>\d{{1,4}}|{_H})"
_TIMES = "[*x×✕]"
# Where a number may begin: nothing else is tried.
_STARTS = frozenset("0123456789零一二两三四五六七八九十百千万半")
MEASURE = near(
    rf"(?<![\d.几数])(?P<low>{N}) ?(?:(?=[^\d~至到-]{{0,14}}[~至到-])(?P<u1>{UNIT})? ?(?:~|-|至|到) ?(?P<high>{N}) ?)?-?(?P<big>[万亿]|千(?=斤)|(?:thousand|million|billion|ribu|juta|nghìn|triệu) )?(?P<unit>{UNIT})(?P<half>半)?(?!(?!x ?\d)[a-zà-ɏḀ-ỿ])"
    rf"(?: ?(?P<more>\d{{1,3}}|{_H}) ?(?P<less>两|钱|克(?![拉力])|g|oz|ounces?)(?![a-z\d*x×]|装| ?{_TIMES}))?"
    rf"(?: ?[(]?[±](?P<tol>{N}) ?(?P<tolunit>{UNIT}|%)[)]?)?"
)
_AFTER = near(
    rf"[ )]?(?:装)?(?: ?/ ?(?:{PACK}))? ?{_TIMES} ?{_COUNT} ?(?:小|大|独立)?(?P<pack>{PACK})?(?!\d|\.\d| ?(?:{UNIT})(?![a-z]))"
)
_BESIDE = near(rf" ?(?:/ ?(?:{PACK}))?装?[,，]? ?{_COUNT} ?(?:小|大|独立)?(?P<pack>{PACK})(?:装)?(?![a-z]|包邮|折|起)")
# 2件装 800克: so many packs of it. Of 两罐装 一斤 a jin is the whole.
PACKED_BEFORE = near(rf"(?<![\d.]){_COUNT} ?(?:件|份|组)装 ?[,，]? ?$")
_BEFORE = near(rf"(?<![\d.]){_COUNT} ?(?:小|大|独立)?(?:{PACK})?装? ?{_TIMES} ?$")
_GIFT_PACKS = near(rf" ?[+]?[送赠] ?{_COUNT} ?(?:{HOLDER})")
_PIECE_BEFORE = near(
    r"(?:单[果个颗只枚头尾条]|果重|个重|个头|[公母雌雄](?:蟹)?|大小|果径)[:]? ?(?:净?重|约|在)? ?约? ?$|(?P<each>每[个颗只枚条头尾])(?:净?重|约)? ?约? ?$"
)
_PIECE_BEHIND = near(rf" ?(?:以上|起|[+])? ?(?:(?P<each>/ ?(?:{PIECE}))|[公母雌雄]|(?:一|每)[个只颗枚])")
_HOLDER_BEFORE = near(rf"每(?P<holder>{HOLDER})(?:净?重|约|装|含)?[:]? ?约? ?$")
_HOLDER_BEHIND = near(rf" ?(?:(?:/ ?|每|一)(?P<holder>{HOLDER})|each)(?![a-z])")
NUMBERED = near(rf" ?/ ?(?P<n>\d{{1,3}}) ?(?:{PACK})")
_TOTAL = near(r"(?:共计?|总重量?|总共|合计|总净?重|到手|total|[买拍][\d一二三四五][斤件份]?发)[:]? ?约? ?$")
_NET = near(r"净(?!水)|net ?w(?:eigh)?t|net content|固重|(?<![a-z])nett?o(?![a-z])|bersih|tịnh|สุทธิ")
_NET_BEHIND = near(r" ?[(]?(?:净含量|净重|net weight)(?![:：\d约 ])")
_GROSS = near(r"毛重|连皮|带箱|含箱|连箱|带筐|带盒|gross|(?<![a-z])(?:lordo|brutto|kotor)(?![a-z])")


@dataclass(slots=True)
class Measure:
    """A weight in kg or a volume in litres; `start` and `end` are offsets of the text, the packs beside it with it."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    volume: bool
    kind: str
    unit: str
    count: int | None = None
    piece: bool = False
    """Of one piece of the goods, not of the offer."""
    each: bool = False
    """The text says that it is one piece's (65g/枚, 每只150g)."""
    total: bool = False
    holder: str = ""
    """The pack whose weight it is (每袋500g, 500g/袋)."""


def measures_of(text: str, whole: str) -> Iterator[Measure]:
    """The measures of a text in lower case; `whole` is the same text with what its brackets hold."""
    for match in each(MEASURE, text, _STARTS):
        one = _measure(match, text, whole)
        if one is not None:
            yield one


def _measure(match: re.Match[str], text: str, whole: str) -> Measure | None:
    unit = match["unit"]
    volume = unit in LITRES
    factor = LITRES[unit] if volume else KG[unit]
    low, high = number(match["low"]), number(match["high"]) if match["high"] else None
    about = _ABOUT.fullmatch(match["low"]) if high is None else None
    if about is not None:
        low, high = number(about[1]), number(about[2])
    if low is None or match["low"][0] in "百千万零":
        return None
    if high is not None and not match["u1"] and (high > 20 * low or high < low):
        # Pack of 3 - 500g: no range.
        low, high = high, None
    if match["half"]:
        low += Decimal("0.5")
    first = factor if volume else KG.get(match["u1"] or unit, factor)
    if match["big"]:
        big = _BIG[match["big"].strip()]
        factor, first = factor * big, first * big
    bounds = sorted((low * first, factor * high)) if high is not None else [low * factor] * 2
    if match["more"] and not volume:
        more = (number(match["more"]) or Decimal(0)) * KG[match["less"]]
        # 1斤2两 adds up; 2两5斤 does not.
        if more >= factor:
            return None
        bounds = [bounds[0] + more, bounds[1] + more]
    if match["tol"]:
        margin = number(match["tol"]) or Decimal(0)
        share = match["tolunit"] == "%"
        width = [bound * margin / 100 if share else margin * (KG.get(match["tolunit"]) or factor) for bound in bounds]
        bounds = [max(bounds[0] - width[0], Decimal(0)), bounds[1] + width[1]]
    before = text[max(0, match.start() - 24) : match.start()]
    choice = _CHOICE.search(before) if before.endswith(("/", "、")) else None
    if choice is not None:
        # 3/5/9斤 offers three weights.
        bounds[0] = min(bounds[0], *(Decimal(part) * factor for part in re.split("[/、]", choice[1])))
    one = Measure(match.start(), match.end(), bounds[0], bounds[1], volume, _kind(before, whole, match.end()), unit)
    told = bool(before) and not before.isspace()
    one.total = told and _TOTAL.search(before) is not None
    holder = (_HOLDER_BEFORE.search(before) if "每" in before else None) or _HOLDER_BEHIND.match(text, one.end, one.end + REACH)
    one.holder = (holder["holder"] or "each") if holder else ""
    _multiply(one, text, before, ranged=high is not None)
    _of_piece(one, text, before, ranged=high is not None)
    return one


_ABOUT = re.compile("([一二三四五六七八])([二三四五六七八九])")
_IS_HOLDER = near(HOLDER)
_TIMES_SIGNS = ("*", "x", "×", "✕")
_CHOICE = near(r"(?<![\d.])(\d{1,2}(?:\.\d)?(?:[/、]\d{1,2}(?:\.\d)?){0,4})[/、]$")
_BIG = {
    "千": Decimal(1_000),
    "万": Decimal(10_000),
    "亿": Decimal(10**8),
    "thousand": Decimal(1_000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
}
_BIG |= {"ribu": Decimal(1_000), "nghìn": Decimal(1_000), "juta": Decimal(10**6), "triệu": Decimal(10**6)}


def _kind(before: str, whole: str, end: int) -> str:
    near = before[-9:]
    if _NET.search(near) or "net w" in before[-14:]:
        return "net"
    if _NET_BEHIND.match(whole, end, end + REACH):
        return "net"
    if _GROSS.search(before[-16:]) or _GROSS.search(whole, end, end + 16):
        return "gross"
    return "unspecified"


def _multiply(one: Measure, text: str, before: str, *, ranged: bool) -> None:
    """The packs beside a measure: 500g*4袋, 24盒x120g, 200克 3盒, 30g*10包*5盒."""
    while (times := _AFTER.match(text, one.end, one.end + REACH)) is not None:
        if not _times(one, times["n"]):
            return
        one.end = times.end()
    while before.rstrip(" ").endswith(_TIMES_SIGNS) and (ahead := _BEFORE.search(before)) is not None:
        if not _times(one, ahead["n"]):
            return
        before = before[: ahead.start()]
    if one.count is None and not (one.unit in ("两", "钱") and "公" in text and "母" in text):
        beside = _BESIDE.match(text, one.end, one.end + REACH)
        n = number(beside["n"]) if beside else None
        # Of 1.5kg 30枚 the number only counts what the weight is of; 65g 30枚 multiplies.
        held = beside is not None and _IS_HOLDER.fullmatch(beside["pack"]) is not None
        # Of 240g/袋 4片 the bag weighs 240 g, whatever is in it.
        other = beside is not None and one.holder not in ("", "each", beside["pack"])
        small = one.low < Decimal("0.25") and not (ranged and one.unit in ("两", "钱")) and not other
        if beside and n and n > 1 and (held or small):
            _times(one, beside["n"])
            one.end = beside.end()
    gift = _GIFT_PACKS.match(text, one.end, one.end + REACH) if one.count else None
    extra = number(gift["n"]) if gift else None
    if gift and extra and one.count:
        share = (one.count + extra) / one.count
        one.low, one.high, one.count, one.end = one.low * share, one.high * share, one.count + int(extra), gift.end()


def _times(one: Measure, text: str) -> bool:
    n = number(text)
    if n is None or n < 1:
        return False
    one.low, one.high, one.count = one.low * n, one.high * n, int(n) * (one.count or 1)
    return True


def _of_piece(one: Measure, text: str, before: str, *, ranged: bool) -> None:
    """Whether a measure is of one piece: 单果200g, 4两母蟹, 65g/枚, 4-6钱."""
    if one.count is not None:
        return
    ahead, behind = _PIECE_BEFORE.search(before) if before else None, _PIECE_BEHIND.match(text, one.end, one.end + REACH)
    one.each = bool((ahead and ahead["each"]) or (behind and behind["each"]))
    one.piece = bool(ahead or behind) or (one.unit in ("钱", "两") and ranged)


def number(text: str) -> Decimal | None:
    """A number in digits or hanzi."""
    if not text[0].isdigit():
        return hanzi(text)
    return digits(
        text.replace(".", "") if text.endswith(".000") and text.count(".") == 1 and len(text) < 8 and "," not in text else text
    )
