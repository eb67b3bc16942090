"""Quantities of running text: value, unit class, bound and span."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.quantities import read_quantities
from tests.readers import cases

CASES = {
    "The stream drew 3.5 million viewers and 12,000 orders in half an hour": [
        ("3500000", "viewer", "approx", "3.5 million viewers"),
        ("12000", "order", "exact", "12,000 orders"),
        ("0.5", "hour", "exact", "half an hour"),
    ],
    "more than 20 county heads sold goods worth 1.5 million yuan ($210,000) in 3 days": [
        ("20", "person", "at_least", "20 county heads"),
        ("1500000", "CNY", "approx", "1.5 million yuan"),
        ("210000", "USD", "exact", "$210,000"),
        ("3", "day", "exact", "3 days"),
    ],
    "产品销往298个县，100家食品、餐饮企业": [
        ("298", "county", "exact", "298个县"),
        ("100", "merchant", "exact", "100家食品、餐饮企业"),
    ],
    "订单5810单，成团金额20.11万元，粉丝突破50万": [
        ("5810", "order", "exact", "5810单"),
        ("201100", "CNY", "approx", "20.11万元"),
        ("500000", "follower", "at_least", "50万"),
    ],
    "20-30万元": [("200000", "CNY", "at_least", "20"), ("300000", "CNY", "at_most", "30万元")],
    "between 5 and 10 million yuan": [("5000000", "CNY", "at_least", "5"), ("10000000", "CNY", "at_most", "10 million yuan")],
    "potatoes, tea and mushrooms at 43, 21 and 16 times": [
        ("43", "times", "exact", "43"),
        ("21", "times", "exact", "21"),
        ("16", "times", "exact", "16 times"),
    ],
    "七成消费者，百分之三十五以上": [("70", "percent", "exact", "七成"), ("35", "percent", "at_least", "百分之三十五以上")],
    "當天賣出農產品30餘萬元": [("300000", "CNY", "at_least", "30餘萬元")],
    "đã bán 3.500 tấn, trị giá 3,5 tỷ đồng": [
        ("3500", "ton", "exact", "3.500 tấn"),
        ("3500000000", "VND", "approx", "3,5 tỷ đồng"),
    ],
    "Sebanyak 1.200 UMKM meraup Rp 2,5 miliar": [
        ("1200", "merchant", "exact", "1.200 UMKM"),
        ("2500000000", "IDR", "approx", "Rp 2,5 miliar"),
    ],
    "oltre 430 milioni di euro, 20 mila bottiglie": [
        ("430000000", "EUR", "at_least", "430 milioni di euro"),
        ("20000", "item", "exact", "20 mila bottiglie"),
    ],
    "the clip was watched 3.2 million times": [("3200000", "view", "approx", "3.2 million times")],
    "在线收看超20万人": [("200000", "viewer", "at_least", "20万人")],
    "带动300名茶农、50户茶农": [("300", "person", "exact", "300名茶农"), ("50", "household", "exact", "50户茶农")],
    "装了20个": [("20", "item", "exact", "20个")],
    "A$ 8.50": [("8.50", "AUD", "exact", "A$ 8.50")],
    "5 करोड़ रुपये": [("50000000", "INR", "approx", "5 करोड़ रुपये")],
    "two dozen shops, as many as 3,000 netizens watched": [
        ("24", "merchant", "exact", "two dozen shops"),
        ("3000", "viewer", "at_most", "3,000 netizens"),
    ],
}
NONE = (
    "On June 18, 2020, at 9:30 pm the 5G phone, COVID-19, the 1980s, the 3rd time, No. 5, train X8015",
    "上午9点到11点30分，第3届，2020年5月1日，5月-6月，60后，统一，万一，千万不要，一些",
    "数百万网友，成千上万，数十万元，tens of thousands of farmers, several million people",
    "2019-03-26 19:20:13, 2020/04/10",
    "the 618 sales, the 12th Five-Year Plan, Room 1203, Gate 7, Flight 330",
    "三只松鼠、七匹狼",
    "",
)


@pytest.mark.parametrize("text", CASES)
def test_value_unit_bound_and_span(text: str) -> None:
    found = [(q.value, q.unit, q.bound, text[q.start : q.end]) for q in read_quantities(text)]
    assert found == [(Decimal(value), unit, bound, span) for value, unit, bound, span in CASES[text]]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_quantity(text: str) -> None:
    assert read_quantities(text) == []


@pytest.mark.parametrize("text", CASES)
def test_width_and_hidden_signs_do_not_matter(text: str) -> None:
    wide = text.translate({ord("0") + n: ord("０") + n for n in range(10)}).replace("万", "\u200b万")
    assert [(q.value, q.unit, q.bound) for q in read_quantities(wide)] == [
        (q.value, q.unit, q.bound) for q in read_quantities(text)
    ]


@given(
    st.text(
        alphabet="0123456789.,万亿千百十一二元吨斤%倍件人场约近超余多以上 -~至到和$¥Rpmillion yuandozen()（）\n", max_size=80
    )
)
def test_any_text_gives_spans_inside_it(text: str) -> None:
    last = 0
    for quantity in read_quantities(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert quantity.value >= 0 and quantity.unit and quantity.bound in ("exact", "at_least", "at_most", "approx")
        last = quantity.start


@given(st.text(max_size=60))
def test_any_text_at_all(text: str) -> None:
    assert all(text[q.start : q.end] for q in read_quantities(text))


@pytest.mark.parametrize(("text", "wanted"), cases("quantities"))
def test_the_quantities_of_a_text_are_read(text: str, wanted: list[list[str]]) -> None:
    found = [(one.value, one.unit, one.bound) for one in read_quantities(text)]
    assert sorted(found) == sorted((Decimal(value), unit, bound) for value, unit, bound in wanted)
