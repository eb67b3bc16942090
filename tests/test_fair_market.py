"""The market of the fair: built twice it is the same to the byte, and its truth hangs together."""

from __future__ import annotations

import json
import statistics
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.fair import shown, times, truth
from tests.fair.__main__ import main as command
from tests.fair.export import export
from tests.fair.listing import DAYS, HISTORY
from tests.fair.market import FIRST_DAY, SIZES, Market
from tests.fair.taobao_search import TaobaoSearch
from tests.fair.view import Moment

DAY = FIRST_DAY + timedelta(4)
HOSTS = {"shopify": "127.0.0.1:1", "woocommerce": "127.0.0.1:2", "plain": "127.0.0.1:3"}


@pytest.fixture(scope="module")
def market() -> Market:
    return Market()


def test_two_builds_give_the_same_bytes() -> None:
    pages = []
    for _ in range(2):
        moment = Moment(Market(seed=7), times.observed(DAY))
        page = TaobaoSearch().answer(moment, "/search", {"q": "小龙虾"})
        assert page is not None
        pages.append((page.body, json.dumps(export(moment.market, HOSTS, DAY, DAY))))
    assert pages[0] == pages[1]
    other = Moment(Market(seed=8), times.observed(DAY))
    page = TaobaoSearch().answer(other, "/search", {"q": "小龙虾"})
    assert page is not None
    assert page.body != pages[0][0]


def test_a_state_does_not_depend_on_what_was_asked_before(market: Market) -> None:
    fresh = Market()
    late = [listing.at(times.observed(DAY)) for listing in reversed(fresh.listings)]
    assert late[::-1] == [listing.at(times.observed(DAY)) for listing in market.listings]


@pytest.mark.parametrize(
    ("count", "text", "low", "high"),
    [
        (0, "0", 0, 0),
        (999, "999", 999, 999),
        (1000, "1000+", 1000, 1999),
        (3740, "3000+", 3000, 3999),
        (9999, "9000+", 9000, 9999),
        (12_999, "1.2万+", 12_000, 12_999),
        (20_000, "2.0万+", 20_000, 20_999),
        (158_000, "15万+", 150_000, 159_999),
    ],
)
def test_rounding(count: int, text: str, low: int, high: int) -> None:
    assert shown.rounded(count) == (text, low, high)


def test_every_shown_count_contains_the_true_one(market: Market) -> None:
    rows = [r for r in truth.listing_days(market, HOSTS, [DAY, DAY + timedelta(40)]) if r["counter_period"]]
    assert all(r["sold_min"] <= r["counter"] <= r["sold_max"] for r in rows)
    assert sum("万+" in r["sold_text"] for r in rows) >= 1
    assert sum("000+" in r["sold_text"] for r in rows) > 30


def test_units_are_the_difference_of_the_counter_unless_it_was_reset(market: Market) -> None:
    resets = 0
    for listing in market.of("woocommerce"):
        for day in truth.days_of(FIRST_DAY, FIRST_DAY + timedelta(20)):
            before, after = listing.at(times.observed(day - timedelta(1))), listing.at(times.observed(day))
            if listing.reset is not None and truth.market_day(listing, listing.reset) == day:
                resets += 1
                assert after.sold == 0
            else:
                assert after.sold - before.sold == listing.units(day)
        assert truth.units_between(listing, FIRST_DAY, DAY) == sum(listing.units(FIRST_DAY + timedelta(n)) for n in range(1, 5))
    assert resets >= 3


def test_payers_roll_over_thirty_days(market: Market) -> None:
    listing = max(market.of("taobao"), key=lambda i: i.at(times.observed(DAY)).payers)
    at = listing.index(DAY)
    paid = listing.sales.paid
    assert listing.at(times.observed(DAY)).payers == paid[at] - paid[at - 30] <= sum(listing.sales.units[at - 29 : at + 1])


def test_a_day_passes_without_a_counter_falling(market: Market) -> None:
    listing = max(market.of("woocommerce"), key=lambda i: i.units(DAY) if i.reset is None else -1)
    noon = times.observed(DAY - timedelta(1)) + timedelta(hours=2)
    counts = [listing.at(noon + timedelta(hours=n)).sold for n in range(23)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] == listing.at(times.observed(DAY)).sold


def test_times_of_the_market_day() -> None:
    assert times.place_of(times.observed(DAY)) == (DAY, 0.0)
    early = datetime(2020, 4, 24, 9, 59, 59, tzinfo=times.ZONE)
    day, share = times.place_of(early)
    assert (day, times.local_day(early)) == (date(2020, 4, 23), date(2020, 4, 24))
    assert 0.99 < share < 1


def test_sales_are_overdispersed(market: Market) -> None:
    ratios = []
    for listing in market.listings:
        units = [u for u in listing.sales.units[HISTORY - 18 : HISTORY] if u]
        if len(units) > 12 and statistics.mean(units) > 5:
            ratios.append(statistics.variance(units) / statistics.mean(units))
    assert len(ratios) > 100
    assert statistics.median(ratios) > 1.5


def test_discounts_keep_their_dates_and_some_prices_creep_before(market: Market) -> None:
    campaign = next(p for p in market.promotions if p.code == "buy-hubei")
    first, last = campaign.dates(FIRST_DAY)
    crept = 0
    members = [
        i for i in market.members("buy-hubei", campaign.first) if any(s.depth and s.promotion == "buy-hubei" for s in i.spells)
    ]
    assert len(members) > 50
    for listing in members:
        during = [listing.at(times.observed(d)) for d in truth.days_of(first, last)]
        assert all(s.list_price is not None and s.price < s.list_price and s.promotion == "buy-hubei" for s in during)
        assert len({s.list_price for s in during}) == 1
        before = [listing.at(times.observed(first - timedelta(n))) for n in (1, 14)]
        assert before[0].list_price is None
        crept += before[0].price > before[1].price * 1.05
    assert 10 < crept < len(members) * 0.7


def test_listings_come_and_go_and_sell_out(market: Market) -> None:
    week = range(6)
    assert {s: len(market.of(s)) for s in SIZES} == SIZES
    assert sum(i.first in week and i.first > 0 for i in market.listings) >= 8
    assert sum(i.gone in week for i in market.listings) >= 8
    assert sum(any(d in gap for gap in i.sold_out for d in week) for i in market.listings) >= 8
    assert len({i.region.code for i in market.listings if i.region.province == "湖北"}) >= 12
    assert len({i.commodity.code for i in market.listings}) >= 20


def test_days_without_a_truth_are_refused(market: Market) -> None:
    with pytest.raises(ValueError, match="knows 150 days before"):
        market.listings[0].units(FIRST_DAY + timedelta(len(DAYS)))


def test_the_command_writes_the_truth_and_serves(tmp_path: Path) -> None:
    assert command(["--truth", str(tmp_path / "truth.json"), "--days", "2", "--day", "2020-04-22"]) == 0
    written = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert {row["day"] for row in written["listing_days"]} == {"2020-04-22", "2020-04-23"}
    assert len(written["listing_days"]) > 700
    assert len(written["articles"]) == 6
    campaign = next(row for row in written["promotions"] if row["code"] == "buy-hubei")
    assert (campaign["starts_on"], campaign["ends_on"]) == ("2020-04-22", "2020-04-24")
    assert len(campaign["members"]["2020-04-22"]) > 80


def test_expected_figures_follow_the_methods(market: Market) -> None:
    crawled = truth.days_of(FIRST_DAY, FIRST_DAY + timedelta(5))
    figures = truth.expected(market, crawled[-1], crawled, lambda i: i.site or "marketplace")
    for side, cell in figures.items():
        assert cell.known == cell.observed + cell.carried + cell.lapsed, side
        assert cell.observed <= cell.known
        assert len(cell.prices) == cell.observed + cell.carried
    rows = truth.listing_days(market, HOSTS, [crawled[-1]])
    woo = [r for r in rows if r["site"] == HOSTS["woocommerce"]]
    assert figures["woocommerce"].observed == len(woo)
    assert figures["woocommerce"].units == sum(r["units"] for r in woo) > 100
    by_day = [truth.expected(market, day, crawled, lambda i: i.site or "marketplace") for day in crawled]
    assert [bool(of_day["woocommerce"].absent) for of_day in by_day].count(True) == 2
    assert figures["marketplace"].observed == sum(r["findable"] for r in rows if r["platform"] != "shop")
    assert figures["marketplace"].absent == 0
    only = truth.expected(market, DAY, [DAY], lambda i: i.platform)
    assert all(cell.coverage == 1 and cell.new == cell.known for cell in only.values())
