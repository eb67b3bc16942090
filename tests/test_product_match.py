"""The same goods on several platforms: what is matched, and what looks alike and is not."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, text

from db import ingest
from db.derive import product_match
from db.derive.goods import Goods, Match, matches, same_goods
from db.rows import DescriptionRow, ListingRow
from tests.rows import AT, NOW, page, prepare

FIRST: dict[str, Any] = {
    "listing_id": 1,
    "place": ("taobao", ""),
    "title": "峡江湖北秭归新鲜水果脐橙5斤装特产包邮",
    "brand": "峡江",
    "commodity": "navel-orange",
    "origin": "420527",
    "grams": Decimal(2500),
    "grams_max": Decimal(2500),
    "basis": "net",
}


def goods(**more: Any) -> Goods:
    other = {"listing_id": 2, "place": ("jd", ""), "title": "峡江 秭归脐橙 新鲜水果 5斤"}
    return Goods(**{**FIRST, **other, **more})


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"brand": "峡江（XIAJIANG）"},
        {"brand": None, "title": "峡江秭归新鲜水果脐橙 5斤"},
        {"origin": "420000"},
        {"origin": None, "title": "峡江湖北秭归新鲜水果脐橙5斤"},
        {"grams": Decimal("2510"), "grams_max": Decimal("2510")},
        {"place": ("shop", "fruit.example")},
    ],
    ids=["plain", "both names of the brand", "brand in the title", "the province", "no origin", "a little heavier", "a shop"],
)
def test_the_same_goods(more: dict[str, Any]) -> None:
    match = same_goods(Goods(**FIRST), goods(**more))
    assert match is not None
    assert match.method == "title"
    assert 0.7 <= match.score <= 1
    assert same_goods(goods(**more), Goods(**FIRST)) == match


@pytest.mark.parametrize(
    "more",
    [
        {"grams": Decimal(5000), "grams_max": Decimal(5000), "title": "峡江 秭归脐橙 新鲜水果 10斤"},
        {"grams_max": Decimal(5000), "title": "峡江 秭归脐橙 新鲜水果 5-10斤"},
        {"grams": Decimal(2250), "grams_max": Decimal(2250), "title": "峡江 秭归脐橙 新鲜水果 4.5斤"},
        {"grams": None, "grams_max": None},
        {"basis": "gross"},
        {"brand": "果鲜", "title": "果鲜 秭归脐橙 新鲜水果 5斤"},
        {"origin": "360722", "title": "峡江 信丰脐橙 新鲜水果 5斤"},
        {"commodity": "mandarin", "title": "峡江 秭归柑橘 新鲜水果 5斤"},
        {"commodity": None},
        {"place": ("taobao", "")},
        {"brand": None, "title": "新鲜水果 5斤 脐橙"},
    ],
    ids=[
        "10 jin",
        "5 to 10 jin",
        "4.5 jin",
        "no weight",
        "gross",
        "another brand",
        "another county",
        "other goods",
        "no commodity",
        "the same platform",
        "no brand",
    ],
)
def test_goods_that_look_alike(more: dict[str, Any]) -> None:
    assert same_goods(Goods(**FIRST), goods(**more)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("潜江小龙虾麻辣4-6钱", "潜江小龙虾蒜蓉4-6钱"),
        ("恩施玉露绿茶特级", "恩施玉露绿茶一级"),
        ("随县香菇礼盒", "随县香菇散装"),
        ("鸭脖12袋", "鸭脖6袋"),
        ("恩施玉露2019新茶", "恩施玉露2020新茶"),
        ("Enshi tea dried leaves", "Enshi tea fresh leaves"),
        ("洪湖莲子去芯", "洪湖莲子带芯"),
    ],
)
def test_contrasting_words(one: str, other: str) -> None:
    assert same_goods(Goods(**{**FIRST, "title": one}), goods(title=other)) is None
    assert same_goods(Goods(**{**FIRST, "title": one}), goods(title=one)) is not None


def test_a_trade_number_settles_it_unless_the_weight_contradicts() -> None:
    number = {"gtin": "6901234567892", "brand": None}
    one = Goods(**{**FIRST, **number, "title": "脐橙"})
    assert same_goods(one, goods(gtin="06901234567892", title="Navel oranges", commodity=None)) == Match("gtin", 1.0)
    assert same_goods(one, goods(gtin="6901234567892", grams=Decimal(5000), grams_max=Decimal(5000))) is None
    assert same_goods(one, goods(gtin="6901234567908")) is None


def test_only_pairs_of_one_commodity_or_number_are_compared() -> None:
    many = [goods(listing_id=n, place=("jd" if n % 2 else "taobao", ""), grams=Decimal(500 * n)) for n in range(1, 40)]
    assert matches(many) == {}
    assert matches([Goods(**FIRST), goods(), goods(listing_id=3, place=("tmall", ""))]).keys() == {(1, 2), (1, 3), (2, 3)}


def listing(platform: str, native_id: str, title: str, grams: int, price: str) -> ListingRow:
    description = DescriptionRow(
        title=title,
        brand="峡江",
        commodity_code="navel-orange",
        origin_code="420527",
        net_weight_g=Decimal(grams),
        net_weight_max_g=Decimal(grams),
        net_weight_basis="net",
    )
    row = ListingRow(key=(platform, "", native_id), observed_on=AT.date(), description=description, price=Decimal(price))
    row.currency, row.price_max = "CNY", Decimal(price)
    return row


def fill(engine: Engine) -> None:
    prepare(engine)
    rows = [
        listing("taobao", "1", "峡江秭归新鲜脐橙5斤", 2500, "29.9"),
        listing("jd", "2", "峡江 秭归新鲜脐橙 5斤", 2500, "33"),
        listing("jd", "3", "峡江 秭归新鲜脐橙 10斤", 5000, "55"),
    ]
    ingest.write_batch(engine, [page("a", *rows)], code_version="1", now=NOW)


def seen(engine: Engine) -> list[tuple[Any, ...]]:
    query = text("SELECT native_id, other_native_id, price, other_price FROM v_product_match ORDER BY native_id")
    with engine.connect() as connection:
        return [(a, b, Decimal(str(p)), Decimal(str(q))) for a, b, p, q in connection.execute(query)]


def test_matches_stand_in_the_store_and_can_be_taken_back(store_engine: Engine) -> None:
    fill(store_engine)
    done = product_match.update_matches(store_engine, now=NOW, code_version="1")
    assert (done.added, done.changed, done.removed) == (1, 0, 0)
    assert seen(store_engine) == [("1", "2", Decimal("29.9"), Decimal(33)), ("2", "1", Decimal(33), Decimal("29.9"))]
    again = product_match.update_matches(store_engine, now=datetime(2021, 1, 1, tzinfo=UTC), code_version="2")
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    with store_engine.connect() as connection:
        pair = connection.execute(text("SELECT listing_id, other_listing_id FROM product_match")).one()
    assert product_match.undo(store_engine, pair[1], pair[0], now=NOW, code_version="1")
    assert not product_match.undo(store_engine, *pair, now=NOW, code_version="1")
    assert seen(store_engine) == []
    product_match.update_matches(store_engine, now=NOW, code_version="1")
    assert seen(store_engine) == []
    with store_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM revision WHERE table_name = 'product_match'")).scalar_one() == 1


def test_a_match_goes_with_what_it_rested_on(store_engine: Engine) -> None:
    fill(store_engine)
    product_match.update_matches(store_engine, now=NOW, code_version="1")
    with store_engine.begin() as connection:
        connection.execute(text("UPDATE listing SET brand = 'another' WHERE native_id = '2'"))
    done = product_match.update_matches(store_engine, now=NOW, code_version="1")
    assert (done.added, done.removed) == (0, 1)
    assert seen(store_engine) == []
