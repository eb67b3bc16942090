"""A store filled by a perfect observer agrees with the truth of the fair to the last figure; a wrong row in it is caught."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from crawler.sources import load_sources
from crawler.store import register
from db.derive import update
from tests.fair import compare, observer, times, truth
from tests.fair.compare import Checks
from tests.fair.demo import HERE, SOURCES
from tests.fair.market import FIRST_DAY, Market

SHOPS = {"shopify": "127.0.0.1:8601", "woocommerce": "127.0.0.1:8602", "plain": "127.0.0.1:8603"}
DAYS = truth.days_of(FIRST_DAY, FIRST_DAY + timedelta(5))
SMALL = (("taobao", 60), ("tmall", 25), ("shopify", 25), ("woocommerce", 25), ("plain", 25))


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(sizes=SMALL)


def fill(engine: Engine, market: Market, instants: Sequence[datetime]) -> None:
    register(engine, load_sources(HERE / "sources.toml").values())
    observer.observe(engine, market, SHOPS, instants)
    days = [d for d in update.observed_days(engine) if d <= times.local_day(instants[-1])]
    update.update_days(engine, days, now=instants[-1], code_version="test")


def wrong(*checks: Checks) -> list[str]:
    return [line for several in checks for check in several.values() for line in check.wrong]


def test_a_perfect_observer_agrees_with_the_truth(store_engine: Engine, market: Market) -> None:
    fill(store_engine, market, [times.observed(day) for day in DAYS])
    observed = compare.observations(store_engine, market, SHOPS)
    figures = compare.figures(store_engine, market, DAYS)
    assert wrong(observed, figures) == []
    assert observed["price"].total > 800
    assert figures["units"].total >= 4
    assert {"listing", "presence", "price", "list_price", "sold", "net_weight", "commodity"} <= observed.keys()


def test_every_cell_of_the_daily_market_is_exact(store_engine: Engine, market: Market) -> None:
    fill(store_engine, market, [times.observed(day) for day in DAYS])
    query = text("SELECT * FROM daily_market WHERE day = :day")
    for day in (DAYS[0], DAYS[-1]):
        with store_engine.connect() as connection:
            rows = {
                (r["platform_code"], r["region_code"], r["commodity_code"], r["currency"]): r
                for r in connection.execute(query, {"day": day.isoformat()}).mappings()
            }
        expected = truth.expected(market, day, DAYS, truth.cell_of)
        known = {cell: figures for cell, figures in expected.items() if figures.known}
        assert rows.keys() == known.keys()
        for cell, figures in known.items():
            row = rows[cell]  # type: ignore[index]  # groups are hashable, these ones are cells
            counts = (row["listings_known"], row["listings_observed"], row["listings_carried"], row["on_promotion"])
            assert counts == (figures.known, figures.observed, figures.carried, figures.on_promotion), cell
            assert figures.price_median is not None
            assert abs(Decimal(str(row["price_median"])) - figures.price_median) <= Decimal("0.005"), cell


def test_a_wrong_row_is_caught(store_engine: Engine, market: Market) -> None:
    fill(store_engine, market, [times.observed(DAYS[0])])
    with store_engine.begin() as connection:
        connection.execute(text("UPDATE observation SET price = price - 1 WHERE id = (SELECT min(id) FROM observation)"))
        connection.execute(text("UPDATE daily_market SET listings_known = listings_known + 1 WHERE platform_code = 'tmall'"))
    observed = compare.observations(store_engine, market, SHOPS)
    figures = compare.figures(store_engine, market, DAYS[:1])
    assert observed["price"].right == observed["price"].total - 1
    assert figures["listings_known"].right == figures["listings_known"].total - 1


def test_the_register_of_the_fair_is_the_one_that_the_demonstration_crawls() -> None:
    sources = load_sources(HERE / "sources.toml")
    assert {code: source.spider for code, source in sources.items()} == {code: spider for code, (spider, _) in SOURCES.items()}
    keywords = sources["fair-taobao"].arguments["keywords"].split(",")
    for listing in Market().of("taobao", "tmall"):
        assert any(word in listing.title for word in keywords), listing.title
    assert isinstance(DAYS[0], date)
