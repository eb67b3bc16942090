"""The event study on the fair: the example of docs/querying.md gives what it says there, and agrees with the truth."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from crawler.sources import load_sources
from crawler.store import register
from db import views
from db.derive import update
from db.ingest import write_batch
from db.rows import CaptureRow, PageRows, PromotionRow
from tests.fair import observer, times, truth
from tests.fair.demo import HERE
from tests.fair.market import FIRST_DAY, Market

SHOPS = {"shopify": "127.0.0.1:8601", "woocommerce": "127.0.0.1:8602", "plain": "127.0.0.1:8603"}
DAYS = truth.days_of(FIRST_DAY, FIRST_DAY + timedelta(9))
QUERYING = Path(__file__).resolve().parent.parent / "docs" / "querying.md"


def zone(market: Market, capture: CaptureRow, day: Any) -> PageRows:
    """The page of the shops' week, as a crawl would read it."""
    promotion = next(p for p in market.promotions if p.code == "shop-week")
    first, last = promotion.dates(market.start)
    members = [truth.key_of(i, SHOPS) for i in market.members(promotion.code, (day - market.start).days)]
    values = {"name": promotion.name, "kind": promotion.kind, "starts_on": first, "ends_on": last}
    return PageRows(
        capture=capture, promotions=[PromotionRow(key=("shop", "shop-week"), observed_on=day, values=values, members=members)]
    )


def fill(engine: Engine, market: Market) -> None:
    register(engine, load_sources(HERE / "sources.toml").values())
    observer.observe(engine, market, SHOPS, [times.observed(day) for day in DAYS])
    for n, day in enumerate(DAYS):
        instant = times.observed(day)
        run = f"{instant.astimezone(UTC):%Y%m%dT%H%M%S}-fair-woocommerce"
        capture = observer.capture_of(run, "fair-woocommerce", day, instant, 900 + n)
        if market.members("shop-week", (day - market.start).days):
            write_batch(engine, [zone(market, capture, day)], code_version="test", now=instant)
    update.update_days(engine, DAYS, now=times.observed(DAYS[-1]), code_version="test")


def example() -> tuple[str, list[str]]:
    """The query of the document, and the rows that stand below it."""
    found = re.search(r"```sql\n([^`]*v_event_study[^`]*)```\n+```\n(.*?)```", QUERYING.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1].strip().rstrip(";"), found[2].strip().splitlines()[1:]


def test_the_example_gives_what_the_document_says_and_agrees_with_the_truth(store_engine: Engine) -> None:
    market = Market()
    fill(store_engine, market)
    query, printed = example()
    with store_engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    assert [" | ".join(f"{float(v):g}" for v in row) for row in rows] == printed
    # Members were bought more of while it lasted, the others were not.
    lift = {treated: [float(row[3]) for row in rows if row[0] == treated] for treated in (0, 1)}
    assert lift[1][1] > 1.2 * lift[1][0]
    assert lift[0][1] < 1.2 * lift[0][0]


def test_views_of_an_older_release_make_way_whatever_they_read(store_engine: Engine) -> None:
    with store_engine.begin() as connection:
        connection.exec_driver_sql("DROP VIEW v_event_study")
        connection.exec_driver_sql("CREATE VIEW v_event_study AS SELECT * FROM v_listing_day")
    with store_engine.begin() as connection:
        views.install(connection)
        assert views.is_current(connection)
        assert connection.execute(text("SELECT treated FROM v_event_study")).all() == []
