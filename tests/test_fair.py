"""The fair: built twice it is the same to the byte, its pages show its truth, and its server behaves."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import statistics
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.fair import shown, times, truth
from tests.fair.__main__ import main as command
from tests.fair.listing import DAYS, HISTORY, Listing
from tests.fair.market import FIRST_DAY, SIZES, Market
from tests.fair.ports import PRESS_HOST, Ports
from tests.fair.server import Fair
from tests.fair.taobao_search import PAGE_SIZE, TaobaoSearch, results
from tests.fair.view import Moment

DAY = FIRST_DAY + timedelta(4)
HOSTS = {"shopify": "127.0.0.1:1", "woocommerce": "127.0.0.1:2", "plain": "127.0.0.1:3"}


@pytest.fixture(scope="module")
def market() -> Market:
    return Market()


@pytest.fixture(scope="module")
def served(market: Market) -> Iterator[Fair]:
    with Fair(market=market) as fair:
        yield fair


@pytest.fixture
def fair(served: Fair) -> Fair:
    served.faults.mend()
    served.on(DAY)
    served.log.clear()
    return served


def get(host: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        body = response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, body
    finally:
        connection.close()


def search(fair: Fair, words: str, offset: int = 0) -> dict[str, Any]:
    start = f"&s={offset}" if offset else ""
    body = get(fair.mirror_host, f"/https://s.taobao.com/search?q={quote(words)}{start}")[2].decode()
    config, _ = json.JSONDecoder().raw_decode(body, body.index("g_page_config = ") + len("g_page_config = "))
    mods: dict[str, Any] = config["mods"]
    return mods


def test_two_builds_give_the_same_bytes() -> None:
    pages = []
    for _ in range(2):
        moment = Moment(Market(seed=7), times.observed(DAY))
        page = TaobaoSearch().answer(moment, "/search", {"q": "小龙虾"})
        assert page is not None
        pages.append((page.body, json.dumps(truth.export(moment.market, HOSTS, DAY, DAY))))
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


def test_a_search_shows_the_truth_page_by_page(fair: Fair) -> None:
    want = {i.native_id: s for i, s in fair.moment.states.items() if i.platform != "shop" and s.in_stock and "湖北" in i.title}
    found: dict[str, Any] = {}
    offset, total, sponsored = 0, 1, 0
    while offset < total:
        mods = search(fair, "湖北", offset)
        total = mods["pager"]["data"]["totalCount"]
        tiles = mods["itemlist"]["data"]["auctions"]
        sponsored += sum(tile.get("p4p", 0) for tile in tiles)
        assert len([t for t in tiles if "p4p" not in t]) == min(PAGE_SIZE, total - offset)
        found |= {tile["nid"]: tile for tile in tiles}
        offset += PAGE_SIZE
    assert sponsored == 2
    assert len(found) == total == len(results(fair.moment, "湖北"))
    assert want.keys() <= found.keys()
    rows = {r["native_id"]: r for r in truth.listing_days(fair.market, fair.shops, [DAY]) if r["platform"] != "shop"}
    for nid, tile in found.items():
        assert Decimal(tile["view_price"]) == Decimal(rows[nid]["price"])
        assert tile["view_sales"] == rows[nid]["sold_text"]
        assert ("reserve_price" in tile) == (rows[nid]["list_price"] is not None)
        assert re.sub("<[^>]*>", "", tile["title"]) == rows[nid]["title"]
        assert tile["shopcard"]["isTmall"] == (rows[nid]["platform"] == "tmall")
    assert search(fair, "湖北", total + PAGE_SIZE)["itemlist"] == {"status": "hide"}


def item(fair: Fair, listing: Listing) -> str:
    host = "detail.tmall.com" if listing.platform == "tmall" else "item.taobao.com"
    status, headers, body = get(fair.mirror_host, f"/https://{host}/item.htm?id={listing.native_id}")
    assert (status, headers["content-type"]) == (200, "text/html; charset=gbk")
    return body.decode("gbk")


def test_item_pages_show_what_was_sold_where_it_comes_from_and_when_it_is_gone(fair: Fair) -> None:
    for side in ("taobao", "tmall"):
        listed = [i for i in fair.market.of(side) if i in fair.moment.states]
        for listing in listed[:25]:
            page, state = item(fair, listing), fair.moment.states[listing]
            assert f"{state.price // 100}.{state.price % 100:02d}" in page
            assert listing.origin_text in page
            assert f">{listing.sold_text(state).removesuffix('人付款')}</s" in page.replace("</strong>", "</s").replace(
                "</span>", "</s"
            )
        gone = [item(fair, i) for i in fair.market.of(side) if i.gone is not None and i.gone <= 4]
        assert len(gone) >= 2
        assert all("很抱歉，您查看的商品找不到了" in page or "已下架" in page for page in gone)


def test_shops_state_their_listings_once(fair: Fair) -> None:
    present = {side: [i for i in fair.market.of(side) if i in fair.moment.states] for side in HOSTS}
    products = json.loads(get(fair.shops["shopify"], "/products.json?limit=250&page=1")[2])["products"]
    assert [p["title"] for p in products] == [i.title for i in present["shopify"]]
    assert json.loads(get(fair.shops["shopify"], "/products.json?limit=250&page=2")[2]) == {"products": []}
    _, headers, body = get(fair.shops["woocommerce"], "/wp-json/wc/store/v1/products?per_page=20&page=2")
    assert headers["x-wp-total"] == str(len(present["woocommerce"]))
    for row, listing in zip(json.loads(body), present["woocommerce"][20:], strict=True):
        state = fair.moment.states[listing]
        assert (row["prices"]["price"], row["total_sales"]) == (str(state.price), state.sold)
        assert row["is_in_stock"] == state.in_stock
    plain = get(fair.shops["plain"], "/sitemap.xml")[2].decode()
    assert plain.count("/item/") == len(present["plain"])
    for host, path in [(fair.shops["plain"], "/item/none.html"), (fair.shops["shopify"], "/products/none")]:
        assert get(host, path)[0] == 404


def test_facets_never_end_and_canonical_links_bound_them(fair: Fair) -> None:
    host, path = fair.shops["plain"], "/category/all"
    lengths = []
    for _ in range(6):
        body = get(host, path)[2].decode()
        assert f'<link rel="canonical" href="http://{host}/category/all">' in body
        path = re.findall(r'href="([^"]*color=[^"]*gold-)"', body)[0].replace("&amp;", "&")
        lengths.append(len(path))
    assert lengths == sorted(set(lengths))


def test_the_press_prints_articles_on_their_day(fair: Fair) -> None:
    def headlines(day: date) -> int:
        fair.on(day)
        bodies = [get(fair.mirror_host, f"/https://{PRESS_HOST}/news/{page}")[2].decode() for page in ("", "index_2.htm")]
        return sum(body.count("/content_") for body in bodies)

    assert (headlines(FIRST_DAY), headlines(FIRST_DAY + timedelta(20))) == (2, 6)


def test_the_mirror_logs_and_compresses_and_knows_etags(fair: Fair) -> None:
    path = f"/https://s.taobao.com/search?q={quote('脐橙')}"
    plain = get(fair.mirror_host, path)
    packed = get(fair.mirror_host, path, accept_encoding="gzip")
    assert gzip.decompress(packed[2]) == plain[2]
    assert get(fair.mirror_host, path, if_none_match=plain[1]["etag"])[::2] == (304, b"")
    assert get(fair.mirror_host, "/robots.txt")[2] == b"User-agent: *\nAllow: /\n"
    assert [(s.host, s.path, s.status) for s in fair.requests("s.taobao.com")] == [
        ("s.taobao.com", f"/search?q={quote('脐橙')}", status) for status in (200, 200, 304)
    ]
    assert fair.twice() == [("s.taobao.com", f"/search?q={quote('脐橙')}")]
    assert get(fair.mirror_host, "/https://nowhere.example/")[0] == 404


def test_faults_on_request(fair: Fair) -> None:
    paths = [f"/https://item.taobao.com/item.htm?id={i.native_id}" for i in fair.market.of("taobao")]
    fair.faults.fail("item.taobao.com", 429, share=0.3, headers={"Retry-After": "5"})
    answers = [get(fair.mirror_host, path) for path in paths]
    failed = [headers for status, headers, _ in answers if status == 429]
    assert 0.2 < len(failed) / len(paths) < 0.4
    assert all(headers["retry-after"] == "5" for headers in failed)
    assert [status for status, _, _ in answers] == [get(fair.mirror_host, path)[0] for path in paths]
    fair.faults.fail("item.taobao.com", 503, times=1)
    assert [get(fair.mirror_host, paths[0])[0] for _ in range(2)] == [503, 200]
    fair.faults.deny("s.taobao.com")
    fair.faults.deny(fair.shops["plain"])
    assert b"Disallow: /https://s.taobao.com/" in get(fair.mirror_host, "/robots.txt")[2]
    assert b"Disallow: /\n" in get(fair.shops["plain"], "/robots.txt")[2]
    fair.faults.slow("s.taobao.com", 0.3)
    begun = time.monotonic()
    assert get(fair.mirror_host, "/https://s.taobao.com/search?q=x")[0] == 200
    assert time.monotonic() - begun >= 0.3


def test_the_command_writes_the_truth_and_serves(tmp_path: Path) -> None:
    assert command(["--truth", str(tmp_path / "truth.json"), "--days", "2", "--day", "2020-04-22"]) == 0
    written = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert {row["day"] for row in written["listing_days"]} == {"2020-04-22", "2020-04-23"}
    assert len(written["listing_days"]) > 700
    assert len(written["articles"]) == 6
    campaign = next(row for row in written["promotions"] if row["code"] == "buy-hubei")
    assert (campaign["starts_on"], campaign["ends_on"]) == ("2020-04-22", "2020-04-24")
    assert len(campaign["members"]["2020-04-22"]) > 80


def test_a_port_that_is_taken_is_an_error(fair: Fair) -> None:
    port = int(fair.mirror_host.partition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Fair(market=fair.market, ports=Ports(port, 0, 0, 0)).opened()


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
    assert figures["woocommerce"].absent >= 1
    assert figures["marketplace"].observed == sum(r["findable"] for r in rows if r["platform"] != "shop")
    assert figures["marketplace"].absent == 0
    only = truth.expected(market, DAY, [DAY], lambda i: i.platform)
    assert all(cell.coverage == 1 and cell.new == cell.known for cell in only.values())
