"""What is impossible is set to null and told with its raw text; the rest of the page goes on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.rows import LivestreamRow, PromotionRow, VariantRow
from pipelines.validate import LISTING_CHECKS, VARIANT_CHECKS, validate
from tests.rows import AT, listing, page

DAY = date(2020, 4, 24)
IMPOSSIBLE: dict[str, Any] = {
    "presence": "perhaps",
    "price": Decimal(-1),
    "price_max": Decimal(10) ** 10,
    "list_price": Decimal("-0.01"),
    "unit_price_per_kg": Decimal("Infinity"),
    "currency": "YUN",
    "price_kind": "cheap",
    "sold_min": -1,
    "sold_max": 10**13,
    "sold_period": "year",
    "review_count": -3,
    "availability": "maybe",
    "rating": Decimal("5.1"),
    "position": 0,
}


def test_every_check_has_a_case() -> None:
    assert IMPOSSIBLE.keys() == LISTING_CHECKS.keys()


@pytest.mark.parametrize("name", sorted(IMPOSSIBLE.keys() - {"presence"}))
def test_an_impossible_field_is_null_and_told(name: str) -> None:
    rows = page("a", listing("bad", **{"sold_min": 1, name: IMPOSSIBLE[name]}), listing("good"))
    bad, good = validate(rows).listings
    assert getattr(bad, name) is None
    assert good.price == Decimal("29.9000")
    (rejection,) = rows.rejections
    assert (rejection.item_type, rejection.field) == ("listing", name)
    assert rejection.reason
    assert str(IMPOSSIBLE[name]) in rejection.raw
    assert "bad" in rejection.raw


def test_a_listing_of_which_it_is_not_told_whether_it_is_there_says_nothing() -> None:
    rows = validate(page("a", listing(presence="perhaps")))
    assert (rows.listings, [r.field for r in rows.rejections]) == ([], ["presence"])


@pytest.mark.parametrize(
    ("key", "field"),
    [
        (("", "", "1"), "native_id"),
        (("taobao", "", ""), "native_id"),
        (("shop", "", "1"), "site"),
        (("taobao", "shop.example", "1"), "site"),
    ],
)
def test_an_item_that_cannot_be_named_is_left_out(key: tuple[str, str, str], field: str) -> None:
    lost = listing()
    lost.key = key
    rows = validate(page("a", lost, listing("2")))
    assert [row.key[2] for row in rows.listings] == ["2"]
    assert [(r.item_type, r.field) for r in rows.rejections] == [("listing", field)]


def test_bounds_in_the_wrong_order_open_the_upper_one() -> None:
    rows = validate(page("a", listing(price_max=Decimal(5), sold_min=9, sold_max=3, sold_period="total")))
    (row,) = rows.listings
    assert (row.price, row.price_max, row.sold_min, row.sold_max) == (Decimal("29.9"), None, 9, None)
    assert {r.field for r in rows.rejections} == {"price_max", "sold_max"}


def test_what_hangs_on_a_price_goes_with_it() -> None:
    odd = listing(price="-1", price_max=Decimal(3), price_kind="coupon", unit_price_per_kg=Decimal(2), sold_period="total")
    (row,) = validate(page("a", odd)).listings
    assert (row.price_max, row.price_kind, row.unit_price_per_kg, row.currency, row.sold_period) == (None,) * 5


def test_one_rule_of_rounding() -> None:
    values: dict[str, Any] = {"price_max": Decimal("29.90005"), "list_price": Decimal("29.90015"), "rating": Decimal("4.99999")}
    (row,) = validate(page("a", listing(**values))).listings
    assert (str(row.price_max), str(row.list_price), str(row.rating)) == ("29.9000", "29.9002", "5.0000")


@pytest.mark.parametrize("grams", ["0", "-5", "2e9"])
def test_an_impossible_weight_leaves_the_rest(grams: str) -> None:
    weight: dict[str, Any] = {"net_weight_g": Decimal(grams), "net_weight_max_g": Decimal(grams), "net_weight_basis": "net"}
    rows = validate(page("a", listing("1", None, net_weight_text="x", title="橙", **weight)))
    known = rows.listings[0].description
    assert (known.net_weight_g, known.net_weight_basis, known.net_weight_text, known.title) == (None, None, "x", "橙")
    assert [r.field for r in rows.rejections] == ["net_weight"]


def test_variants() -> None:
    odd = [
        VariantRow(native_id=""),
        VariantRow(native_id="a", price=Decimal(-1), list_price=Decimal("NaN"), availability="so", net_weight_g=Decimal(0)),
    ]
    rows = validate(page("a", listing(variants=odd)))
    (kept,) = rows.listings[0].variants
    assert [getattr(kept, name) for name in VARIANT_CHECKS] == [None] * len(VARIANT_CHECKS)
    assert [r.field for r in rows.rejections] == ["native_id", *VARIANT_CHECKS]


def test_promotions_and_livestreams() -> None:
    zone = PromotionRow(
        key=("taobao", "z"),
        observed_on=DAY,
        values={"kind": "sale", "starts_on": DAY, "ends_on": DAY - timedelta(1), "announced_count": -4},
        observed={"views_min": -1},
        members=[("taobao", "", "1"), ("taobao", "", "")],
    )
    live = LivestreamRow(
        key=("taobao", "l"),
        values={"status": "over", "starts_at": AT, "ends_at": AT - timedelta(hours=1)},
        observed={"status": "over", "viewers_min": 10**12},
        hosts=[("mayor", None)],
    )
    nameless = PromotionRow(key=("taobao", ""), observed_on=DAY, values={})
    rows = validate(page("a", promotions=[zone, nameless], livestreams=[live]))
    assert [row.key[1] for row in rows.promotions] == ["z"]
    assert {name: value for name, value in zone.values.items() if value} == {"starts_on": DAY}
    assert (zone.observed["views_min"], zone.members) == (None, [("taobao", "", "1")])
    assert {name: value for name, value in live.values.items() if value} == {"starts_at": AT}
    assert (live.observed, live.hosts) == ({"status": None, "viewers_min": None}, [("other", None)])
    assert len(rows.rejections) == 10


def test_an_announcement_without_words_says_nothing() -> None:
    silent = {"url": "https://a.example/", "text": "", "title": None, "published_on": None}
    rows = validate(page("a", announcements=[silent]))
    assert (rows.announcements, [r.item_type for r in rows.rejections]) == ([], ["announcement"])
