"""Announcements of the fair beside its own listings: pages through reader, stages and store, against known truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from crawler.items import Capture, PageItem
from crawler.pages.press import PressArticle
from crawler.sources import load_sources
from crawler.store import register
from db.derive import update
from db.ingest import write_batch
from pipelines.stages import rows_of
from tests.fair import observer, times, truth
from tests.fair.demo import HERE
from tests.fair.market import FIRST_DAY, Market
from tests.test_claim_check import update_checks

SHOPS = {"shopify": "127.0.0.1:8601", "woocommerce": "127.0.0.1:8602", "plain": "127.0.0.1:8603"}
DAYS = truth.days_of(FIRST_DAY, FIRST_DAY + timedelta(9))
FIRST, LAST = DAYS[1], DAYS[-1]
PAGE = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title>
<meta property="article:published_time" content="{day}T08:30:00+08:00"></head>
<body><h1>{title}</h1><div class="content">{body}</div></body></html>"""


# What makes articles of sentences, each its own, and states nothing.
RESTS = (
    "记者在当地看到，合作社的院子里一片忙碌，村民们分拣、装箱、贴单，快递车就等在门口。大家说，收成不错，心里也踏实。",
    "山路修通以后，货车可以一直开到果园边上。年轻人陆续回到村里，学着拍照片、写文案，老人们则负责挑选和包装。",
    "负责人介绍，为了把好质量关，每一批货出门前都要抽检，不合格的一律退回。包装也换成了更结实的纸箱。",
    "清晨的雾还没有散，采收的人已经下了地。中午前后，装满筐子的三轮车一辆接着一辆驶向村口的集货点。",
    "镇上的老街重新热闹起来，茶馆、铁匠铺、竹器店挨着开门，外地来的客人喜欢在这里坐一坐，听老板讲过去的事。",
)


def told(engine: Engine, number: int, published: date, *paragraphs: str) -> None:
    """An article as a crawl would store it."""
    at = datetime(published.year, published.month, published.day, 3, tzinfo=UTC) + timedelta(1)
    url = f"http://press.example/{published:%Y-%m/%d}/content_{number}.htm"
    html = PAGE.format(
        title=f"第{number}篇",
        day=published.isoformat(),
        body="".join(f"<p>{one}</p>" for one in (*paragraphs, RESTS[number % len(RESTS)])),
    )
    reading = PressArticle(url, html.encode(), at, "text/html").read()
    run = f"{times.observed(DAYS[-1]).astimezone(UTC):%Y%m%dT%H%M%S}-fair-taobao"
    row = observer.capture_of(run, "fair-taobao", published, at, number)
    rows = rows_of(
        PageItem(
            capture=Capture(url=url, spider="press_announcements", **{n: getattr(row, n) for n in _SHARED}), reading=reading
        )
    )
    assert len(rows.announcements) == 1
    rows.capture = row
    write_batch(engine, [rows], code_version="test", now=at)


_SHARED = [
    *(
        "run_id",
        "source_code",
        "logical_date",
        "method",
        "request_sha256",
        "fetched_at",
        "observed_at",
        "status",
        "content_type",
    ),
    *("payload_sha256", "record_id", "warc_file", "warc_offset", "warc_length"),
]


def sold(market: Market, region: str, commodity: str) -> int:
    """What the fair truly sold of a cell on the days of the claim, of the listings whose counters can be followed."""
    cell = ("shop", region, commodity)
    of_cell = [truth.expected(market, day, DAYS, lambda i: truth.cell_of(i)[:3]).get(cell) for day in DAYS[1:]]
    return sum(figures.units for figures in of_cell if figures is not None)


@pytest.fixture
def filled(store_engine: Engine) -> Iterator[tuple[Engine, Market]]:
    market = Market()
    register(store_engine, load_sources(HERE / "sources.toml").values())
    observer.observe(store_engine, market, SHOPS, [times.observed(day) for day in DAYS])
    yield store_engine, market


def verdicts(engine: Engine) -> list[tuple[Any, ...]]:
    query = text(
        "SELECT a.title, c.metric, c.quote, k.verdict FROM claim c JOIN announcement a ON a.id = c.announcement_id"
        " JOIN claim_check k ON k.claim_id = c.id AND k.kind = 'observation' ORDER BY a.title, c.ordinal"
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_what_was_announced_beside_what_the_fair_sold(filled: tuple[Engine, Market]) -> None:
    engine, market = filled
    days = f"{FIRST.month}月{FIRST.day}日至{LAST.month}月{LAST.day}日"
    true = sold(market, "420325", "honey")
    published = LAST + timedelta(2)
    told(engine, 1, published, f"{days}，竹山、竹溪等地的特产在网上热销，其中房县蜂蜜网上卖出{true}瓶。")
    told(engine, 2, published, f"{days}，房县蜂蜜网上卖出{true * 12}瓶，销售火爆。")
    told(engine, 3, published, f"预计明年房县蜂蜜网上销售将突破{true * 50}瓶。")
    update.update_days(engine, DAYS, now=times.observed(LAST), code_version="test")
    update_checks(engine, times.observed(LAST) + timedelta(3))
    assert verdicts(engine) == [
        ("第1篇", "units_sold", f"{true}瓶", "consistent"),
        ("第2篇", "units_sold", f"{true * 12}瓶", "higher"),
        ("第3篇", "units_sold", f"突破{true * 50}瓶", "not_comparable"),
    ]


def test_what_was_planned_is_held_or_overdue(filled: tuple[Engine, Market]) -> None:
    engine, _ = filled
    day = f"{DAYS[3].month}月{DAYS[3].day}日至{DAYS[5].month}月{DAYS[5].day}日"
    later = f"{LAST.month}月{LAST.day}日至{(LAST + timedelta(20)).month}月{(LAST + timedelta(20)).day}日"
    told(engine, 4, DAYS[0], f"淘宝将于{day}开展“荆楚好物”促销活动。", "据介绍，该活动由商家自愿参加。")
    told(engine, 5, DAYS[0], f"快手将于{later}举办“云上茶会”促销活动。")
    update.update_days(engine, DAYS, now=times.observed(LAST), code_version="test")
    query = text("SELECT platform_code, name, starts_on, ends_on, state FROM v_planned_and_held ORDER BY name")
    with engine.connect() as connection:
        found = [(row[0], row[1], str(row[2])[:10], str(row[3])[:10], row[4]) for row in connection.execute(query)]
    assert found == [
        ("kuaishou", "云上茶会", str(LAST), str(LAST + timedelta(20)), "running"),
        ("taobao", "荆楚好物", str(DAYS[3]), str(DAYS[5]), "overdue"),
    ]
