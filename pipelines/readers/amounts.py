"""Numbers of running text with their multiplier, their unit of money, weight, share or time, and the bound that words give.

Dates, years, ordinals, times of day, ages and codes are no amounts. What a number without such a unit counts is the
business of who knows the nouns (`quantities`, the claims).
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from pipelines.readers.amount import Amount
from pipelines.readers.amount_bounds import AmountBound, bound_after, bound_before
from pipelines.readers.amount_joins import joined
from pipelines.readers.amount_spoken import ABOUT_SO_MANY, FRACTION_OF, FRACTIONS, WHOLE, approximate, spoken
from pipelines.readers.amount_words import EXACT_MULTIPLIERS, FOLDS, KINDS, LETTERS, MULTIPLIERS, SIGN, SIGNS, UNIT, unit_of
from pipelines.readers.date_words import MONTH
from pipelines.readers.numerals import DIGITS, WORDS, hanzi
from pipelines.readers.patterns import REACH, each, near

_MULTIPLIER_NAMES = sorted((name for name in MULTIPLIERS if name not in ("w", "k")), key=len, reverse=True)
_HAN_MULTIPLIERS = "|".join(name for name in _MULTIPLIER_NAMES if "\u4e00" <= name <= "\u9fff" and name not in ("百", "千"))
_WORD_MULTIPLIERS = "|".join(re.escape(name) for name in _MULTIPLIER_NAMES if not "\u4e00" <= name <= "\u9fff")
_SMALL = "|".join(sorted((w for w in WORDS if w != "zero"), key=len, reverse=True))
_LETTERS = "".join(sorted({name[0] for name in [*FOLDS, *SIGNS, *WORDS, *WHOLE, "half", "an"] if "a" <= name[0] <= "đ"}))
_SMALL_PAIR = rf"(?:{_SMALL})(?:[- ](?:{_SMALL}))?"
_SCALES = "hundred|thousand|million|billion|trillion|dozen|lakh|crore"
_HAN_FOLDS = "".join(sorted({name[0] for name in FOLDS if name[0] > "z"}))
# Where a number may begin: nothing else is tried.
_STARTS = frozenset("0123456789$€£฿₹₫₱¥一二两三四五六七八九十百千万亿零〇数几好半翻成人美" + _LETTERS)
_NUMBER = near(
    r"(?:"
    r"(?P<skip>(?=\d)(?:(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\d{1,2}:\d{2}(?::\d\d)?|(?<![\d.])\d{1,4}/\d{1,4}(?:/\d{1,4})?(?![\d.])|(?<![\d.])(?:11\.11|12\.12|10\.10|9\.9|8\.8|6\.6|6\.18|8\.18)(?![\d.]| ?(?:[万亿元%倍吨]|[mb]illion|percent|yuan|kg|ton))|(?<![\d.])(?<!\d,)[68]18(?= ?(?:festival|shopping|mid-year|sales?|grand|promotion|carnival|event|大促|购物|年中|电商|狂欢|活动|期间|预售|开门红)))|三只松鼠|三只羊|七匹狼|六个核桃|成千上万|千千万万|[数几好][一二两三四五六七八九十百千万亿]+)|"
    rf"(?P<fold>(?=[a-z{_HAN_FOLDS}])(?:{'|'.join(FOLDS)}))(?![a-z])|"
    rf"(?P<part>(?<![a-z-])(?:{'|'.join(FRACTIONS)}))(?![a-z])|"
    rf"(?P<whole>(?<![a-zà-ỹ])(?:{'|'.join(WHOLE)}))(?![a-zà-ỹ])|"
    r"百分之(?P<share>[一二三四五六七八九十百零]{1,6}|\d{1,4}(?:\.\d{1,3})?)|"
    rf"(?P<sign>(?=[^\d])(?<![a-z])(?:{SIGN}) ?)?"
    r"(?:(?=\d)(?P<digits>(?(sign)|(?<![\w.]))\d+(?:[.,]\d+)*(?!\d)|(?<=[^\x00-\u024f])\d+(?:[.,]\d+)*(?!\d))"
    rf"(?:(?P<more> ?[余多来几])?(?P<han> ?(?:{_HAN_MULTIPLIERS}|个亿|[百千](?=[余多家人名个场件元种款位户吨斤]))|[wk](?![a-z]))|[ -]?(?P<word>{_WORD_MULTIPLIERS})(?![a-z])|(?P<letter>[mb]|tr)(?![a-z]))?(?P<rest>[余多来](?![少])|\+)?"
    rf"|(?=[一二两三四五六七八九十百千万亿零〇])(?P<hanzi>(?<![第数几好])[一二两三四五六七八九十百千万亿零〇]+)(?P<hmore>[余多来几](?=[万亿]))?(?P<hbig>(?<=[余多来几])[万亿]+|个亿)?(?P<hrest>[余多](?![少])|(?<=十)几|来(?=[个家名位人户场款种件份单笔箱盒袋瓶斤公吨块元号亩岁年天只头桶]))?"
    rf"|(?=[a-z半])(?P<words>(?<![a-z])(?:half an?|an?(?: couple(?: of)?)?|{_SMALL_PAIR}(?: point (?:{_SMALL})(?: (?:{_SMALL}))?)?)(?:[ -](?:{_SCALES}))+(?: and a half|(?: (?:and )?{_SMALL_PAIR}(?: (?:{_SCALES}))*){{0,3}})(?![a-z])|(?<![a-z-])(?:{_SMALL}) and a half (?:{_SCALES})(?![a-z])|(?<![a-z-])(?:{_SMALL})(?:-(?:{_SMALL}))?(?![a-z]|-year (?:plan|period|blueprint))|half an?(?= (?:hour|ton|tonne|kilo)(?![a-z]))|半(?=个?小时))))"
)
_NO_AMOUNT_BEFORE = near(
    rf"(?:[a-z][-–]?|第|双|no\. ?|no |#|number |double |section |article |top ?|aged |(?<![a-z])(?:room|building|suite|booth|gate|route|highway|flight|chapter) |年龄|[:/]|(?<![件单箱场家人户名款份瓶袋盒])-|\d\.|\({MONTH}\)|(?<![a-z])(?:{MONTH})\.? ?)$"
)
_NO_AMOUNT_AFTER = near(
    r"(?:st|nd|rd|th)(?![a-z])|[:/]\d|-\d{1,2}-\d|年(?!间|来|内)|月|日(?!均)|号(?![店人])|时(?!间)|点(?!赞|击|播)|届|期(?!间)|世纪|后(?!台)|岁|周岁|g网|g(?![a-z])|[:：]\d|"
    rf" ?(?:a\.?m\.?|p\.?m\.?)(?![a-z])|[- ]years?[- ]old|(?:st|nd|rd|th)? (?:of )?(?:{MONTH})(?![a-z])|s(?![a-z])|[a-z]\d|d(?![a-z])|折|强|[分秒](?!之|钟)|[°℃]|度(?!假)|号线|路|国道|省道"
)
_LOOK = 16


def scan(text: str, *, dots: bool = False) -> list[Amount]:
    """All amounts of a plain text (`plain.plain`), in order.

    Args:
        text: plain.
        dots: whether groups of three are set apart by dots (Indonesian, Vietnamese, Italian).

    """
    found: list[Amount] = []
    for match in each(_NUMBER, text, _STARTS):
        amount = _amount(text, match, dots)
        if amount is not None:
            span = approximate(match["hanzi"]) if match["hanzi"] else None
            found += [amount] if span is None else _between(amount, *span)
    return joined(text, found) if len(found) > 1 else found


def _between(amount: Amount, low: Decimal, high: Decimal) -> list[Amount]:
    """Two signs of neighbouring numbers (七八千) are a range."""
    return [
        replace(amount, value=low, bound="at_least", by="range low"),
        replace(amount, value=high, bound="at_most", by="range high"),
    ]


def _amount(text: str, match: re.Match[str], dots: bool) -> Amount | None:
    digits, sign, signs, word = match["digits"], (match["sign"] or "").strip(), match["hanzi"], match["han"] or match["word"]
    if digits is None and signs is None and match["words"] is None:
        return _whole(text, match)
    read = _digits(text, match, dots) if digits else _spelled(text, match)
    if read is None:
        return None
    value, scale, rounded = read
    start, number_end = match.span()
    odd = _ODD.match(text, number_end)
    number_end = odd.end() if odd else number_end
    unit, end = _unit(text, number_end, sign, value)
    if not unit:
        if signs and value < 10 and _TENTHS.match(text, end):
            half = text.startswith("半", end + 1)
            unit, value, end = "%", value * 10 + 5 * half, end + 1 + half
        elif _is_no_amount(text, match, value, word):
            return None
    if unit == "CNY" and text[end - 1] == "块" and (tenths := _TENTH_OF_A_YUAN.match(text, end)) is not None:
        # 十九块九: nineteen and nine tenths.
        value, end = value + Decimal(DIGITS.get(tenths.group(), tenths.group())) / 10, end + 1
    elif unit in _HALVED and text.startswith("半", end) and not _NO_HALF.match(text, end + 1):
        value, end = value + Decimal("0.5"), end + 1
    after, end = bound_after(text, end)
    more = "at_least" if odd else _more(match)
    bound = bound_before(text, start)
    if bound is None or (bound == "about" and more == "at_least"):
        bound = more or after or ("about" if signs in MULTIPLIERS else "exact")
    return Amount(
        *(value, KINDS.get(unit, "money") if unit else "count", unit, bound, start, end, start, number_end, rounded),
        *(not digits, "number", scale),
    )


def _unit(text: str, at: int, sign: str, value: Decimal) -> tuple[str, int]:
    """(unit, its end) of what stands behind a number, or of the sign of money before it."""
    match = UNIT.match(text, at, at + REACH)
    if sign:
        unit = SIGNS[sign]
        return unit, match.end() if match is not None and KINDS[unit_of(match)] == "money" else at
    if match is None:
        return "", at
    unit = unit_of(match)
    if unit == "g" and value < 7 and "克" not in match.group() and "gram" not in match.group():
        return "", at
    return unit, match.end()


_TENTH_OF_A_YUAN = re.compile("[一二三四五六七八九\\d](?![\\d十百千万亿多几个斤箱盒公千])")
# 一吨半: a ton and a half.
_HALVED = frozenset(["t", "kg", "jin"])
_NO_HALF = re.compile("[价年天月夜个成折]")
_ODD = re.compile("-odd(?![a-z])")


def _more(match: re.Match[str]) -> AmountBound | None:
    """The bound that a sign within the number gives (30余万, 2万多; 十来)."""
    for found in match.group("more", "rest", "hmore", "hrest"):
        if found:
            return "about" if "来" in found else "at_least"
    return "about" if match["words"] and "couple" in match["words"] else None


_TENTHS = re.compile("成(?![为本交立功员熟长绩果都])")


def _whole(text: str, match: re.Match[str]) -> Amount | None:
    """What the pattern takes in one piece: a date or code (none), a share, a multiple in words."""
    if match["share"]:
        return _share(text, match)
    if match["skip"]:
        return None
    start, end = match.span()
    if match["part"]:
        if FRACTION_OF.match(text, end) is None:
            return None
        bound = bound_before(text, start) or "exact"
        return Amount(FRACTIONS[match["part"]], "share", "%", bound, start, end, start, end, spelled=True)
    if match["whole"]:
        value = WHOLE[match["whole"]]
        unit, behind = _unit(text, end, "", Decimal(value))
        bound = bound_before(text, start) or "exact"
        return Amount(Decimal(value), KINDS.get(unit, "count"), unit, bound, start, behind, start, end, True, True, scale=value)
    return Amount(
        Decimal(FOLDS[match["fold"]]),
        "share",
        "times",
        bound_before(text, start) or "exact",
        start,
        end,
        start,
        end,
        spelled=True,
    )


def _share(text: str, match: re.Match[str]) -> Amount | None:
    """A share written with the part behind: 百分之三十五."""
    value = Decimal(match["share"]) if match["share"][0].isdigit() else hanzi(match["share"])
    if value is None:
        return None
    start, (after, end) = match.start(), bound_after(text, match.end())
    bound = bound_before(text, start) or after or "exact"
    return Amount(value, "share", "%", bound, start, end, start, match.end(), spelled=True)


def _digits(text: str, match: re.Match[str], dots: bool) -> tuple[Decimal, int, bool] | None:
    """(value, multiplier, whether rounded) of a number in digits."""
    number = _number(match["digits"], dots)
    if number is None:
        return None
    han, word, letter = match.group("han", "word", "letter")
    word = han.strip().removeprefix("个") if han else word
    if letter:
        counts = match["sign"] or ABOUT_SO_MANY.match(text, match.end(), match.end() + REACH)
        return (number * LETTERS[letter], LETTERS[letter], True) if counts else None
    if not word:
        return number, 1, False
    scale = MULTIPLIERS[word]
    return number * scale, scale, word not in EXACT_MULTIPLIERS


_BY_COMMAS = near(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
_BY_POINTS = near(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


def _number(digits: str, dots: bool) -> Decimal | None:
    """Value of digits with separators; None where they are no number (17.04.2020)."""
    if len(digits) > 24:
        return None
    if digits.isdigit():
        return Decimal(digits)
    commas, points = digits.count(","), digits.count(".")
    if commas and _BY_COMMAS.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    if points and (dots or points > 1 or commas) and _BY_POINTS.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if points == 1 and not commas:
        return Decimal(digits)
    if commas == 1 and not points:
        return Decimal(digits.replace(",", "."))
    return None


def _spelled(text: str, match: re.Match[str]) -> tuple[Decimal, int, bool] | None:
    if match["hanzi"]:
        return _hanzi(text, match)
    words = match["words"]
    if words in ("半", "half an", "half a"):
        return Decimal("0.5"), 1, False
    value, scale = spoken(words)
    if scale == 1 and value < 2 and UNIT.match(text, match.end()) is None:
        return None
    return value, scale, scale >= 10**6


def _hanzi(text: str, match: re.Match[str]) -> tuple[Decimal, int, bool] | None:
    """A number in hanzi: only before a unit or a measure word, for its signs are in many words (万一, 统一, 千万不要)."""
    signs = match["hanzi"]
    more, big = match["hmore"], match["hbig"]
    span = approximate(signs)
    value = Decimal(1) if signs in ("万", "亿") else span[0] if span else hanzi(signs)
    if signs in ("万", "亿"):
        value = Decimal(MULTIPLIERS[signs])
    if value is None or (value == 0) or len(signs) > 24:
        return None
    if more and not big:
        return None
    scale = 1
    if big:
        scale = MULTIPLIERS.get(big[-1] if big[0] == "个" else big, 10**8)
        value *= scale
    end = match.end()
    before = text[match.start() - 1 : match.start()]
    if before and before in "统唯专单同万不之惟独进逐" and len(signs) == 1:
        return None
    if (
        not _MEASURE.match(text, end, end + REACH)
        and UNIT.match(text, end, end + REACH) is None
        and not text.startswith(("成以上", "成多"), end)
        # 卖了一百二十万: a large number that ends its clause counts money, or what was told before.
        and not (big or (len(signs) > 2 and signs[0] in DIGITS and signs[-1] in "万亿"))
    ):
        return None
    if len(signs) == 1 and signs in "十百千万亿" and signs in "十":
        return value, scale, False
    return value, scale, any(sign in signs for sign in "万亿") or bool(big)


_MEASURE = near(
    r"[多余来]?(?:号人|个(?![月百])|家|名|位|人|户|场(?!上|面|景|所|地)|款|种|件|份|单(?!位|独|纯|一)|笔|箱|盒|袋|瓶|条|枚|只|台|套|辆|次|项|类|余|多|届|批|支|期|组|部|村|县|省|市|国|头|颗|粒|朵|束|罐|包|桶|亩|公顷|网友|网民|农户|商家|粉丝|主播|观众|消费者|企业|商户|游客|群众|店|订单|用户|级|大(?!家)|门|间|座|所|处|张|片|则|首|篇|艘|架|匹|斗|碗|杯|双|对|成(?![为本交立功员熟长绩果都])|倍|折|字)"
)


def _is_no_amount(text: str, match: re.Match[str], value: Decimal, word: str | None) -> bool:
    """Whether the number is part of a date, a code, an ordinal, a time of day; it bears no unit."""
    if word:
        return False
    start, end = match.span()
    if _NO_AMOUNT_AFTER.match(text, end, end + REACH) is not None:
        return True
    digits = match["digits"]
    if digits is None or "," in digits:
        return False
    before = text[max(0, start - _LOOK) : start]
    if before and _NO_AMOUNT_BEFORE.search(before) is not None:
        # "more than 10 to 20-hectare" keeps its hyphen behind; a range's second number is no code.
        # So many of something behind a colon is no code: 新增店铺:170个.
        counts = before.endswith(":") and _COUNTS.match(text, end, end + REACH) is not None
        return _RANGE.search(before) is None and not counts
    return len(digits) == 4 and 1900 <= value <= 2099 and _COUNTS.match(text, end, end + REACH) is None


_RANGE = near(r"\d[万亿千百]?[-~]$")
_COUNTS = near(r"[多余+]| ?(?:个|家|名|位|人|户|场|款|种|件|份|单|笔|箱|盒|万|吨)")
