"""Promotions and livestreams as rows: dates in words, sizes in words, regions by their names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.items import Item, Livestream, Promotion
from db.rows import LivestreamRow, PromotionRow
from pipelines.stages import rows_of
from tests.test_normalize import item_page

SEEN = datetime(2020, 4, 20, 22, tzinfo=UTC)
"""Six in the morning of the 21st in Shanghai."""


def rows(item: Item) -> Any:
    page = rows_of(item_page(item, observed_at=SEEN))
    return (page.promotions or page.livestreams)[0]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("4月10日-7月4日", date(2020, 4, 10), date(2020, 7, 4)),
        ("2020年4月22日-4月24日", date(2020, 4, 22), date(2020, 4, 24)),
        ("2020.11.11 00:00-11.12 23:59", date(2020, 11, 11), date(2020, 11, 12)),
        ("敬请期待", None, None),
        (None, None, None),
    ],
)
def test_days_in_words(words: str | None, first: date | None, last: date | None) -> None:
    row: PromotionRow = rows(Promotion(platform="taobao", native_id="x", dates_text=words))
    assert (row.values["starts_on"], row.values["ends_on"]) == (first, last)


def test_what_the_page_gives_structured_comes_before_its_words() -> None:
    row: PromotionRow = rows(
        Promotion(platform="jd", native_id="x", starts_at=datetime(2020, 5, 1, 20, tzinfo=UTC), dates_text="4月1日-4月2日")
    )
    assert (row.values["starts_on"], row.values["ends_on"]) == (date(2020, 5, 2), None)


def test_a_clock_time_is_told_in_the_zone_of_the_source() -> None:
    row: LivestreamRow = rows(Livestream(platform="taobao-live", native_id="x", dates_text="4月21日晚8点"))
    assert (row.values["starts_at"], row.values["held_on"]) == (datetime(2020, 4, 21, 12, tzinfo=UTC), date(2020, 4, 21))
    assert row.values["ends_at"] is None


def test_a_day_without_a_clock_time_is_no_instant() -> None:
    row: LivestreamRow = rows(Livestream(platform="taobao-live", native_id="x", dates_text="4月21日"))
    assert (row.values["starts_at"], row.values["held_on"]) == (None, date(2020, 4, 21))


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("汇集2万余种湖北农副产品", 20_000, None),
        ("精选500款商品", 500, 500),
        ("20,000+种好货", 20_000, None),
        ("约300种", 270, 330),
    ],
)
def test_the_advertised_size_is_an_interval(words: str, low: int, high: int | None) -> None:
    row: PromotionRow = rows(Promotion(platform="taobao", native_id="x", kind="zone", announced_count_text=words))
    assert (row.observed["announced_count_min"], row.observed["announced_count_max"]) == (low, high)


def test_a_zone_bears_the_code_of_the_region_in_its_name() -> None:
    row: PromotionRow = rows(Promotion(platform="taobao", native_id="x", kind="zone", region_text="湖北特产馆"))
    assert row.values["region_code"] == "420000"
