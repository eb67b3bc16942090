"""Prices, counts, weights and platforms: the cases of tests/readers, and what the fields beside the values say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crawler.urls import address_of
from pipelines.readers.commodities import Commodity, commodity_of, read_commodity
from pipelines.readers.counts import read_count
from pipelines.readers.languages import language_of
from pipelines.readers.money import read_price
from pipelines.readers.platforms import platforms_of, read_platforms
from pipelines.readers.quantities import read_quantities
from pipelines.readers.weights import read_weight
from tests.readers import cases


def number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.mark.parametrize(("text", "hint", "low", "high", "currency", "per"), cases("prices"))
def test_a_price_is_read(text: str, hint: str | None, low: str, high: str | None, currency: str, per: str | None) -> None:
    read = read_price(text, currency=hint)
    assert (read.min, read.max, read.currency, read.per) == (number(low), number(high), currency, per)
    assert read.rule


@pytest.mark.parametrize(("text", "value", "bound", "period"), cases("counts"))
def test_a_count_is_read(text: str, value: int | None, bound: str, period: str | None) -> None:
    read = read_count(text)
    assert (read.value, read.bound, read.period) == (value, bound, period)
    assert read.rule


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2.5万", 24_500, 25_999),
        ("1万2", 11_500, 12_999),
        ("1亿2000万", 119_995_000, 120_009_999),
        ("1.2万+", 12_000, 12_999),
        # More figures behind the point than the unit has noughts.
        ("0,000,0RB", 0, 0),
        ("500", 500, 500),
        ("500+", 500, None),
        ("不到100件", 0, 100),
        ("近百万人", 900_000, 1_000_000),
        ("100-200件", 100, 200),
        ("暂无", None, None),
    ],
)
def test_a_count_is_an_interval(text: str, low: int | None, high: int | None) -> None:
    read = read_count(text)
    assert (read.min, read.max) == (low, high)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("¥29.9", "shelf"),
        ("券后¥29.9", "coupon"),
        ("到手价29.9元", "promotion"),
        ("会员价29.9元", "member"),
        ("预售价199元", "presale"),
        ("定金20元", "deposit"),
        ("批发价6元/斤", "shelf"),
        ("新人价9.9元", "promotion"),
    ],
)
def test_a_price_says_its_kind(text: str, kind: str) -> None:
    assert read_price(text, currency="CNY").kind == kind


@pytest.mark.parametrize(("text", "low", "high", "kind", "litres", "count"), cases("weights"))
def test_a_weight_is_read(
    text: str, low: str | None, high: str | None, kind: str, litres: str | None, count: int | None
) -> None:
    read = read_weight(text)
    assert [about(read.kg_min), about(read.kg_max), about(read.litres)] == [about(number(v)) for v in (low, high, litres)]
    assert (read.kind, read.count) == (kind, count)
    assert read.rule


def about(value: Decimal | None) -> Decimal | None:
    """A value to a milligram."""
    return None if value is None else round(value, 6)


@pytest.mark.parametrize(("text", "codes"), cases("platforms"))
def test_platforms_are_read(text: str, codes: list[str]) -> None:
    assert sorted(read_platforms(text)) == sorted(codes)


def test_readers_of_a_single_value_say_by_which_rule_they_read_it() -> None:
    assert commodity_of("热干面酱 芝麻酱").code == read_commodity("热干面酱 芝麻酱")
    assert commodity_of("龙虾玩具") == Commodity("", "a thing, no food")
    assert commodity_of("秭归脐橙").rule == "named"
    assert language_of("ライブ配信").rule == "script"
    assert language_of("Tôm hùm đất").rule == "letters"
    assert language_of("¥29.9").rule == "no words"
    assert [(each.code, each.rule) for each in platforms_of("淘 宝")] == [("taobao", "name with spaces in it")]
    assert address_of("https://item.taobao.com/item.htm?id=1&spm=2").rule == "item key of item.taobao.com"
    assert address_of("javascript:void(0)").rule == "no address of the web"
    assert [each.rule for each in read_quantities("2到3万元，粉丝突破50万")] == [
        "range low, unit",
        "range high, unit",
        "number, noun before",
    ]
