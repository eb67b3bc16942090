"""The sites of the fair: their pages show the truth, and the server behaves, also where it is told to misbehave."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from tests.fair import truth
from tests.fair.listing import Listing
from tests.fair.market import FIRST_DAY, Market
from tests.fair.ports import PRESS_HOST, Ports
from tests.fair.server import Fair
from tests.fair.taobao_search import PAGE_SIZE, results

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


def test_a_port_that_is_taken_is_an_error(fair: Fair) -> None:
    port = int(fair.mirror_host.partition(":")[2])
    with pytest.raises(OSError, match="in use"):
        Fair(market=fair.market, ports=Ports(port, 0, 0, 0)).opened()
