"""A generated market: search pages of several days go in by `scrapy replay`, and the figures equal its truth, or hold it.

Counters exact, rounded, in steps, falling and rolling; days that fail, days that come late, goods that are taken off the shelf,
packs that change. The truth is computed by the slow reference, from the state of the market and not from pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, text

from tests import reference
from tests.commands import environment, scrapy
from tests.reference import Observation
from tests.test_derive_reference import market, update_all
from tests.warcs import fields, http, packed, record

FIRST, DAYS = datetime(2023, 10, 25, 2, tzinfo=UTC), 9
FAILED, LATE = {4}, {2, 6}
LIST = "https://apiv3.yangkeduo.com/v4/operation/13/groups?opt_type=1&offset=0"
SEARCH = "https://s.taobao.com/search?q=%E5%86%9C%E4%BA%A7%E5%93%81"
GOODS = {"navel-orange": "脐橙", "crayfish": "小龙虾"}
Bounds = tuple[int, int | None]


@dataclass
class Offer:
    """A listing as it is."""

    key: str
    platform: str
    commodity: str
    shop: int
    price: int
    """In fen."""
    sold: int
    pace: int
    shown: str
    """How its counter is shown: exact, rounded, steps or rolling."""
    jin: int
    gone: int = DAYS
    reset: int = DAYS
    before: int | None = None
    seen: list[Observation] = field(default_factory=list)
    true: dict[date, int] = field(default_factory=dict)
    """All units that were sold until the last count of a day."""


def offers(rng: Random) -> list[Offer]:
    kinds = ["exact", "exact", "rounded", "steps"] * 3 + ["rolling"] * 6
    made = []
    for n, kind in enumerate(kinds):
        start = rng.randrange(11_000, 89_000) if kind in ("rounded", "steps") else rng.randrange(20, 900)
        made.append(
            Offer(
                str((559_000_000_000 if kind == "rolling" else 37_400_000) + n),
                "taobao" if kind == "rolling" else "pinduoduo",
                rng.choice(list(GOODS)),
                *(n % 4, rng.randrange(1000, 9000), start, rng.randrange(1, 400), kind, rng.choice([2, 5, 10])),
            )
        )
    made[0].reset, made[1].gone, made[4].gone = 5, 5, 3
    return made


def shown(offer: Offer, count: int) -> tuple[str, Bounds]:
    """The words of a counter, and by METHODS what they leave."""
    tens = count // 1000
    if offer.shown == "rounded":
        return f"已拼{tens / 10:.1f}万件", (tens * 1000 - 500, tens * 1000 + 999)
    if offer.shown == "steps":
        return f"已拼{tens / 10:.1f}万+件", (tens * 1000, tens * 1000 + 999)
    # Payers are a lower bound of units.
    return (f"{count}人付款", (count, None)) if offer.shown == "rolling" else (f"已拼{count}件", (count, count))


def lived(rng: Random, made: list[Offer]) -> Iterator[tuple[int, bytes]]:
    """(day, file) of each day; what is true goes into the offers."""
    counts = {one.key: one.sold for one in made}
    for d in range(DAYS):
        at = FIRST + timedelta(days=d)
        lists: dict[str, list[Any]] = {"pinduoduo": [], "taobao": []}
        pages = []
        for one in made:
            units = rng.randrange(one.pace)
            one.sold += units
            counts[one.key] = one.sold if d < one.reset else counts[one.key] + units if d > one.reset else units
            if rng.random() < 0.3:
                one.price = rng.randrange(1000, 9000)
            if rng.random() < 0.3:
                one.before = None if one.before else one.price + rng.randrange(100, 900)
            one.before = one.before and max(one.before, one.price + 100)
            one.jin = rng.choice([2, 5, 10]) if rng.random() < 0.05 else one.jin
            if d in FAILED:
                continue
            if d >= one.gone:
                pages.append((f"https://mobile.yangkeduo.com/goods.html?goods_id={one.key}", off_shelf(one)))
                one.seen.append(Observation(one.key, at, at.date(), seen=False, platform=one.platform))
            elif rng.random() > 0.15:
                lists[one.platform].append(row(one, at, counts[one.key]))
        found = [(LIST, listed(lists["pinduoduo"])), (SEARCH, searched(lists["taobao"])), *pages]
        yield d, packed(b"".join(response(url, body, at, d in FAILED) for url, body in found))


def row(one: Offer, at: datetime, count: int) -> dict[str, Any]:
    """As the list shows it; and what is true of it."""
    words, bounds = shown(one, count)
    title = f"新鲜{GOODS[one.commodity]} {one.jin}斤装 {one.key[-2:]}号"
    weight, price = Decimal(one.jin * 500), Decimal(one.price) / 100
    said = {
        "sold": bounds,
        "period": "30d" if one.shown == "rolling" else "total",
        "commodity": one.commodity,
        "weight": weight,
    }
    before = Decimal(one.before) / 100 if one.before else None
    cost = {"price": price, "price_max": price, "list_price": before, "currency": "CNY"}
    place = {"platform": one.platform, "shop": f"{one.platform}{one.shop}", "weight_max": weight}
    one.seen.append(Observation(one.key, at, at.date(), **said, **cost, **place))  # type: ignore[arg-type]
    one.true[at.date()] = one.sold
    if one.platform == "taobao":
        shown_price = {"view_price": f"{price:.2f}", **({"reserve_price": f"{before:.2f}"} if before else {})}
        link = f"//item.taobao.com/item.htm?id={one.key}"
        seller = {"user_id": str(7000 + one.shop), "nick": f"{one.shop}号", "shopcard": {"isTmall": False}}
        return {
            "nid": one.key,
            "raw_title": title,
            "title": title,
            "detail_url": link,
            "view_sales": words,
            **shown_price,
            **seller,
        }
    group = {"customer_num": 2, "price": one.price}
    counter = {"cnt": count} if one.shown == "exact" else {"sales_tip": words}
    alone = one.before or one.price
    return {
        "goods_id": int(one.key),
        "goods_name": title,
        "normal_price": alone,
        "group": group,
        "mall_id": one.shop + 1,
        **counter,
    }


def listed(rows: list[Any]) -> bytes:
    return json.dumps({"server_time": 1, "goods_list": rows}, ensure_ascii=False).encode()


def searched(rows: list[Any]) -> bytes:
    pager = {"status": "show", "data": {"pageSize": 44, "totalPage": 1, "currentPage": 1, "totalCount": len(rows)}}
    mods = {"itemlist": {"status": "show", "data": {"auctions": rows}}, "pager": pager}
    config = json.dumps({"pageName": "mainsrp", "mods": mods}, ensure_ascii=False)
    return f"<html><body><script>\n    g_page_config = {config};\n    g_srp_loadCss();\n</script></body></html>".encode()


def off_shelf(one: Offer) -> bytes:
    goods = {"goodsID": one.key, "goodsName": GOODS[one.commodity], "isOnSale": False, "status": 2, "quantity": 0}
    said = json.dumps({"store": {"initDataObj": {"goods": goods}}}, ensure_ascii=False)
    return f"<html><body><script>window.rawData={said};</script></body></html>".encode()


def response(url: str, body: bytes, at: datetime, failed: bool) -> bytes:
    block = http(b"<html>busy</html>", status="HTTP/1.1 503 Busy") if failed else http(body)
    what = "Content-Type: application/http; msgtype=response"
    return record("response", block, *fields(url, what, date=f"{at:%Y-%m-%dT%H:%M:%SZ}"))


def test_figures_of_a_generated_market_equal_its_truth(store_engine: Engine, store_url: str, tmp_path: Path) -> None:
    rng = Random(20231025)
    made = offers(rng)
    files: dict[int, Path] = {}
    for d, content in lived(rng, made):
        files[d] = tmp_path / f"day{d}.warc.gz"
        files[d].write_bytes(content)
    last = FIRST.date() + timedelta(DAYS - 1)
    env = environment(tmp_path, store_url)
    for part in (files.keys() - LATE, LATE):
        done = scrapy(env, "replay", "--quiet", *(str(files[d]) for d in sorted(part)))
        assert done.returncode == 0, done.stderr
        update_all(store_engine, last, columns=tmp_path / "columns.duckdb")
    wanted = reference.daily_market([o for one in made for o in one.seen], reference.days_of(FIRST.date(), last + timedelta(3)))
    found = {k: r for k, r in market(store_engine).items() if r["listings_known"] or r["units_sold_min"] is not None}
    assert found.keys() == wanted.keys()
    wrong = [(k, n, found[k][n], v) for k, row in wanted.items() for n, v in row.items() if found[k][n] != v]
    assert wrong == []
    assert sum(row["listings_reset"] for row in found.values()) >= 1
    assert held(store_engine, made) > 40


def held(engine: Engine, made: list[Offer]) -> int:
    """How many periods between two counted days, next to each other and whole, were asked for; each holds the truth."""
    query = text("""SELECT first_day, last_day, units_min, units_max, resets FROM v_units_between u
                      JOIN listing l ON l.id = u.listing_id WHERE l.native_id = :key""")
    asked = 0
    for one in made:
        if one.shown == "rolling":
            continue
        with engine.connect() as connection:
            bounds = {(str(r[0]), str(r[1])): r[2:] for r in connection.execute(query, {"key": one.key})}
        days = sorted(one.true)
        for a, b in [*pairwise(days), (days[0], days[-1])]:
            low, high, resets = bounds[str(a), str(b)]
            true = one.true[b] - one.true[a]
            assert low <= true, (one, a, b)
            assert high is None if resets else true <= high, (one, a, b)
            asked += 1
    return asked
