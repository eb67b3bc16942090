"""What a zone or an activity page says of itself in words: how many goods it has, and when it is held.

The words are searched near the beginning of what a reader sees; figures of sales, money or people are no sizes.
"""

from __future__ import annotations

import re

from crawler.items import Promotion
from crawler.pages import walls
from pipelines.readers.patterns import REACH, near

_SHOWN = 20_000
_NUMBER = r"\d{1,3}(?:,\d{3}){1,3}|\d{1,9}(?:\.\d{1,2})?"
# What a number of is a number of goods.
_THINGS = "商品|好货|好物|特产|产品|农货|美食|单品|宝贝|尖货|爆款|品类|品种|货品|生鲜|名品|SKU"
_GOODS = rf"[\u4e00-\u9fff]{{0,8}}?(?:{_THINGS})"
# 2万余款湖北特产, 20000+种好货, 500款商品; 上万款 says no number that could be reckoned with. The unit is looked for,
# then the number before it: pages are full of numbers.
_UNIT = re.compile("[款种个件类]|types? of|kinds? of|varieties of|products|specialt")
_NUMBER_BEFORE = near(rf"(?<![\d.,])(?:{_NUMBER})\s?[万千百]?\s?[余多几+＋]?\s?(?:[A-Za-z]{{1,20}}\s){{0,2}}$")
_SIZE = near(
    rf"(?:{_NUMBER})\s?[万千百]?\s?[余多几+＋]?\s?(?:款|种|个|件|类)(?:以上)?{_GOODS}"
    rf"|(?:{_NUMBER})\+?\s(?:types?|kinds?|varieties)\sof\s[a-z ]{{0,40}}?(?:products?|goods|specialt(?:y|ies)|items?)"
    rf"|(?:{_NUMBER})\+?\s(?:[A-Za-z]{{1,20}}\s){{0,2}}(?:products|specialties)",
    flags=re.I,
)
_BEFORE = near(
    r"(?:超过?|逾|近|约|共|多?达|汇[集聚]|精选|甄选|上线|覆盖|囊括|首批|\b(?:over|more than|about|nearly|some|up to))\s?$",
    flags=re.I,
)
_LOOK_BACK = 30
# What stands before a number of goods sold, new on a day, or allowed to a buyer; and numbers that are no zone's size.
_NO_SIZE = near(r"[售销卖][出量]?\s?$|上新|成交|[每日天]\s?$|限购|限量|仅剩|评价|第\s?$|[.\d]$|sold\s?$", flags=re.I)
_FEW = near(r"\D{0,3}\d\s?[款种个件类]")
_DAY = r"(?:\d{4}\s?[年./-]\s?)?\d{1,2}\s?[月./-]\s?\d{1,2}\s?[日号]?(?:\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_SPELL = near(
    rf"(?:活动|促销|秒杀|抢购|专场|开售|预售|领券|有效)(?:时间|日期|期间|期|有效期)?\s?[:：]?\s?"
    rf"({_DAY}\s?(?:[-~—–至到]|--)\s?(?:\d{{1,2}}\s?[日号](?:\s?\d{{1,2}}[:：]\d{{2}})?|{_DAY}))",
    _SHOWN,
)
_REGIONAL = re.compile(r"馆|特产|专区|助农|扶贫|产地|农货|土货|原产")


def size_of(shown: str) -> str | None:
    """The words with which a page advertises how many goods it has; None where it does not."""
    for unit in _UNIT.finditer(shown):
        first = max(0, unit.start() - _LOOK_BACK)
        number = _NUMBER_BEFORE.search(shown[first : unit.start()])
        match = _SIZE.match(shown, first + number.start(), first + number.start() + REACH) if number else None
        if match is None:
            continue
        before = shown[max(0, match.start() - _LOOK_BACK) : match.start()]
        word = _BEFORE.search(before)
        if not _NO_SIZE.search(before.removesuffix(word[0]) if word else before) and not _FEW.match(match[0]):
            return ((word[0] if word else "") + match[0]).strip()
    return None


def spell_of(shown: str) -> str | None:
    """The words that name the first and the last day; None where the page does not."""
    match = _SPELL.search(shown)
    return match[1].strip() if match else None


def say(promotion: Promotion, text: str) -> None:
    """Fill in what the page's words say of the promotion."""
    shown = walls.shown_text(text)[:_SHOWN]
    promotion.announced_count_text = size_of(shown)
    promotion.dates_text = spell_of(shown)
    if promotion.name and _REGIONAL.search(promotion.name):
        # A zone that bears a region's name promotes that region; whether the name holds one is for the reader to say.
        promotion.region_text = promotion.name
