"""From what a page says to rows: texts are read where the page gave no value, and what is stored can be stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import (
    Announcement,
    Capture,
    Host,
    Item,
    Listing,
    Livestream,
    PageItem,
    Promotion,
    Reading,
    Shop,
    Unread,
    Variant,
    WalkScope,
)
from db.rows import ListingRow, PageRows
from pipelines import stages
from pipelines.normalize import normalize
from pipelines.sales import read_sales
from tests.examples import examples

AT = datetime(2020, 4, 24, 17, 30, tzinfo=UTC)


def item_page(*items: Item, wall: str | None = None, unread: list[Unread] | None = None, **capture: Any) -> PageItem:
    values: dict[str, Any] = {
        "run_id": "r",
        "source_code": "s",
        "spider": "x",
        "logical_date": date(2020, 4, 25),
        "url": "https://s.taobao.com/search?q=orange&spm=1",
        "method": "GET",
        "request_sha256": "0" * 64,
        "fetched_at": AT,
        "observed_at": AT,
        "status": 200,
        "content_type": "text/html",
        "payload_sha256": "1" * 64,
        "record_id": "<urn:uuid:1>",
        "warc_file": "a.warc.gz",
        "warc_offset": 0,
        "warc_length": 1,
    }
    reading = Reading(site="test", items=list(items), wall=wall, unread=unread or [])
    return PageItem(capture=Capture(**{**values, **capture}), reading=reading)


def listing(**values: Any) -> Listing:
    return Listing(**{"platform": "taobao", "native_id": "1", "url": "https://item.taobao.com/item.htm?id=1", **values})


SPAN = {"price": Decimal(25), "price_max": Decimal(40), "title": "脐橙5斤"}


def sizes(first: str | None, second: str | None) -> list[Variant]:
    """The choices of an offer whose prices span 25 to 40."""
    return [
        Variant(native_id=str(price), name=name, price=Decimal(price))
        for price, name in ((25, first or "小"), (40, second or "大"))
    ]


def row(**values: Any) -> ListingRow:
    return stages.rows_of(item_page(listing(**values))).listings[0]


def test_the_evidence_bears_its_canonical_address_and_the_day_is_the_sources() -> None:
    page = item_page(listing(), walk=WalkScope(kind="search", key="orange"), page_number=2)
    rows = normalize(page)
    assert rows.capture.url == page.capture.url
    assert rows.capture.canonical_url == "https://s.taobao.com/search?q=orange"
    assert (rows.capture.walk, rows.capture.page_number) == (("search", "orange"), 2)
    assert rows.listings[0].observed_on == date(2020, 4, 25)
    page.time_zone = "America/New_York"
    assert normalize(page).listings[0].observed_on == date(2020, 4, 24)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"price": Decimal("29.9"), "currency": "CNY"}, ("29.9000", "29.9000", "CNY", "shelf")),
        ({"price": Decimal("29.9"), "price_max": Decimal(59), "currency": "rmb"}, ("29.9000", "59.0000", "CNY", "shelf")),
        ({"price_text": "券后¥19.9", "currency": "CNY"}, ("19.9000", "19.9000", "CNY", "coupon")),
        ({"price": Decimal("19.9"), "price_text": "券后¥19.9"}, ("19.9000", "19.9000", "CNY", "coupon")),
        ({"price_text": "39.9元起"}, ("39.9000", None, "CNY", "shelf")),
        ({"price": Decimal(0), "currency": "CNY"}, ("0.0000", "0.0000", "CNY", "shelf")),
        ({"price_text": "¥??.9", "currency": "CNY"}, (None, None, None, None)),
        ({"price_text": "满199减100", "currency": "CNY"}, (None, None, None, None)),
        ({}, (None, None, None, None)),
    ],
)
def test_prices(values: dict[str, Any], wanted: tuple[str | None, ...]) -> None:
    got = row(**values)
    amounts = [None if value is None else str(value) for value in (got.price, got.price_max)]
    assert (*amounts, got.currency, got.price_kind) == wanted
    assert got.price_text == values.get("price_text")


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"price": Decimal(25), "title": "脐橙5斤"}, "10.0000"),
        ({"price_text": "¥5.80/斤", "title": "脐橙5斤"}, "11.6000"),
        ({"price_text": "25元/箱", "title": "脐橙5斤"}, "10.0000"),
        ({"price": Decimal(25), "title": "脐橙"}, None),
        ({"title": "脐橙5斤"}, None),
        # One price for a span of weights; the least of several prices, by the one weight that the offer tells, or by its own.
        ({"price": Decimal(25), "title": "脐橙4-6斤"}, "10.0000"),
        ({"price": Decimal(25), "price_max": Decimal(40), "title": "脐橙5斤"}, "10.0000"),
        ({"price": Decimal(25), "price_max": Decimal(40), "title": "脐橙4-6斤"}, None),
        ({"price_text": "¥5.80-6.80/斤", "title": "脐橙3-5斤"}, "11.6000"),
        ({**SPAN, "variants": sizes("3斤", "10斤")}, "16.6667"),
        ({**SPAN, "variants": sizes("10斤", None)}, "5.0000"),
        ({**SPAN, "variants": sizes(None, "10斤")}, None),
        ({**SPAN, "variants": [Variant(native_id="1", name="10斤"), Variant(native_id="2", name="3斤")]}, None),
        ({**SPAN, "variants": [Variant(native_id="1", name="大果5斤"), Variant(native_id="2", name="小果5斤")]}, "10.0000"),
        ({**SPAN, "variants": sizes("红", "绿")}, "10.0000"),
    ],
)
def test_the_price_of_a_kilogram(values: dict[str, Any], wanted: str | None) -> None:
    got = row(currency="CNY", **values).unit_price_per_kg
    assert (None if got is None else str(got)) == wanted


@pytest.mark.parametrize(
    ("text", "platform", "period", "wanted"),
    [
        ("月销1.2万+", "tmall", None, (12000, 12999, "month")),
        ("已售 1,234 件", "shop", None, (1234, 1234, "unknown")),
        ("累计售出2.5万件", "shop", None, (24500, 25999, "total")),
        ("3000+人付款", "taobao", "30d", (3000, None, "30d")),
        ("100+条评价 200+件已售", "taobao", None, (200, 299, "unknown")),
        ("已售500+件 | 2万+条评价", "taobao", "total", (500, 599, "total")),
        ("销量 700+", "platform-without-ladder", "total", (700, None, "total")),
        ("1.2万", "shop", None, (11500, 12999, "unknown")),
        ("2万+条评价", "taobao", None, None),
        ("200人想买", "taobao", "total", None),
        ("成交额 12万元", "1688", "total", None),
        ("回头客3万", "tmall", None, None),
        ("全店已售10万+", "pinduoduo", "total", None),
        ("新品上市", "taobao", "total", None),
    ],
)
def test_sales(text: str, platform: str, period: str | None, wanted: tuple[Any, ...] | None) -> None:
    assert read_sales(text, platform, period) == wanted


def test_a_count_that_is_a_number_is_exact_and_text_that_is_none_of_sales_is_kept() -> None:
    exact = row(sold=7, sold_text="7件", sold_period="total")
    assert (exact.sold_min, exact.sold_max, exact.sold_period) == (7, 7, "total")
    wishes = row(sold_text="200人想买")
    assert (wishes.sold_min, wishes.sold_max, wishes.sold_period, wishes.sold_text) == (None, None, None, "200人想买")


def test_origin_and_weight_come_from_their_own_texts_first() -> None:
    got = row(
        title="秭归脐橙5斤", origin_text="湖北宜昌", ships_from_text="广东 深圳", net_weight_text="净含量：2400g"
    ).description
    assert (got.origin_code, got.ships_from_text, got.commodity_code) == ("420500", "广东 深圳", "navel-orange")
    assert (got.net_weight_g, got.net_weight_basis, got.net_weight_text) == (Decimal("2400.0000"), "net", "净含量：2400g")
    title_only = row(title="秭归脐橙4-5斤", ships_from_text="湖北 宜昌").description
    assert title_only.origin_code is None
    assert (title_only.net_weight_g, title_only.net_weight_max_g) == (Decimal("2000.0000"), Decimal("2500.0000"))
    assert (title_only.net_weight_basis, title_only.net_weight_text) == ("unspecified", "秭归脐橙4-5斤")


def test_sellers_without_an_id_go_by_their_name_and_variants_by_theirs() -> None:
    got = row(shop=Shop(native_id="", name="果园"), variants=[Variant(native_id="a", name="3斤装", price=Decimal("9.9"))])
    assert got.description.shop == ("果园", "果园")
    assert (got.variants[0].net_weight_g, got.variants[0].price) == (Decimal("1500.0000"), Decimal("9.9000"))


def test_what_cannot_be_stored_is_replaced_cut_or_refused_and_told() -> None:
    page = item_page(
        listing(title="橙\x00子\ud800", brand="长" * 5000),
        listing(native_id="9" * 500),
        unread=[Unread(item_type="listing", field="price", reason="masked", raw="¥?\x00")],
    )
    rows = stages.rows_of(page)
    (kept,) = rows.listings
    assert kept.description.title == "橙\N{REPLACEMENT CHARACTER}子\N{REPLACEMENT CHARACTER}"
    assert len(kept.description.brand or "") == 4000
    told = {(r.item_type, r.field) for r in rows.rejections}
    assert told == {("listing", "title"), ("listing", "brand"), ("listing", "native_id"), ("listing", "price")}
    assert not any("\x00" in r.raw for r in rows.rejections)


def test_promotions_and_livestreams() -> None:
    zone = Promotion(
        platform="taobao",
        native_id="z",
        kind="zone",
        region_text="湖北省",
        starts_at=datetime(2020, 4, 23, 18, tzinfo=UTC),
        ends_at=date(2020, 5, 1),
        views_text="1.2万次观看",
        members=[("taobao", "", "1")],
    )
    live = Livestream(
        platform="taobao",
        native_id="l",
        starts_at=datetime(1, 1, 1),  # noqa: DTZ001  # Douyin's zero time, as pages give it
        ends_at=datetime(2020, 4, 24, 22),  # noqa: DTZ001  # without a zone it is told in the source's
        viewers=12,
        promotion="z",
        hosts=[Host(role="official", name="县长"), Host(role="someone")],
    )
    rows = stages.rows_of(item_page(zone, live))
    (promotion,), (stream,) = rows.promotions, rows.livestreams
    assert promotion.values["region_code"] == "420000"
    assert (promotion.values["starts_on"], promotion.values["ends_on"]) == (date(2020, 4, 24), date(2020, 5, 1))
    assert (promotion.observed["views_min"], promotion.observed["views_max"]) == (11500, 12999)
    assert (stream.values["starts_at"], stream.values["held_on"]) == (None, None)
    assert stream.values["ends_at"] == datetime(2020, 4, 24, 14, tzinfo=UTC)
    assert (stream.promotion, stream.observed["viewers_max"]) == (("taobao", "z"), 12)
    assert stream.hosts == [("official", "县长"), ("other", None)]
    assert [r.field for r in rows.rejections] == ["starts_at"]


def test_announcements() -> None:
    page = item_page(
        Announcement(url="https://press.example/1", title="题", text="湖北的脐橙卖得很好。", published_on=date(2020, 4, 20))
    )
    (got,) = stages.rows_of(page).announcements
    assert (got["url"], got["canonical_url"]) == (page.capture.url, "https://press.example/1")
    assert (got["language"], got["published_on"]) == ("zh-Hans", date(2020, 4, 20))
    assert len(got["text_sha256"]) == 64


def test_a_wall_yields_its_evidence() -> None:
    rows = stages.rows_of(item_page(listing(), wall="login"))
    assert (rows.capture.wall, rows.listings) == ("login", [])
    assert [r.item_type for r in rows.rejections] == ["listing"]


def test_a_stage_that_fails_is_told_and_the_evidence_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: PageItem) -> PageRows:
        raise RecursionError("too deep")

    monkeypatch.setattr(stages, "STAGES", (broken,))
    rows = stages.rows_of(item_page(listing()))
    assert rows.capture.url.startswith("https://s.taobao.com/")
    assert [(r.item_type, r.reason) for r in rows.rejections] == [("page", "RecursionError: too deep")]


WILD = (
    st.none()
    | st.text(max_size=40)
    | st.sampled_from(["1e999元", "¥-5", "9" * 400, "\ud800\x00", "5斤" * 30, "１．２万＋人付款"])
)
NUMBERS = st.none() | st.decimals(allow_nan=True, allow_infinity=True)


@settings(max_examples=examples(150))
@given(
    texts=st.fixed_dictionaries(
        dict.fromkeys(("title", "brand", "price_text", "sold_text", "origin_text", "net_weight_text"), WILD)
    ),
    numbers=st.fixed_dictionaries(dict.fromkeys(("price", "price_max", "list_price", "rating", "net_weight_g"), NUMBERS)),
    counts=st.fixed_dictionaries({name: st.none() | st.integers() for name in ("sold", "review_count", "position")}),
    currency=WILD,
)
def test_no_page_breaks_the_stages(
    texts: dict[str, Any], numbers: dict[str, Any], counts: dict[str, Any], currency: str | None
) -> None:
    rows = stages.rows_of(item_page(listing(**texts, **numbers, **counts, currency=currency)))
    assert "page" not in {r.item_type for r in rows.rejections}
    (got,) = rows.listings
    for value in (got.price, got.price_max, got.list_price, got.unit_price_per_kg, got.rating, got.description.net_weight_g):
        assert value is None or (value.is_finite() and 0 <= value < 10**14 and value == round(value, 4))
    assert got.price is None or got.price_max is None or got.price <= got.price_max
    assert got.sold_min is None or 0 <= got.sold_min <= (got.sold_max if got.sold_max is not None else got.sold_min)
    for text in (got.price_text, got.sold_text, got.description.title, *(r.raw for r in rows.rejections)):
        assert text is None or (text.encode() and "\x00" not in text and text)


def test_observed_later_than_published() -> None:
    page = item_page(Announcement(url="https://press.example/1", title="题", text="x", published_on=(AT + timedelta(5)).date()))
    rows = stages.rows_of(page)
    assert rows.announcements[0]["published_on"] is None
    assert [r.field for r in rows.rejections] == ["published_on"]
