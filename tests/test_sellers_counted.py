"""`shops` counts sellers: of a shop whose pages name none the site is it, of a marketplace's listing nobody."""

from __future__ import annotations

from sqlalchemy import Engine, select

from db import ingest
from db.derive import update
from db.rows import DescriptionRow, ListingRow
from tests.rows import AT, NOW, TABLES, page, prepare

SEEN = (
    ("shop", "a.example", None),
    ("shop", "a.example", None),
    ("shop", "b.example", None),
    ("shop", "c.example", ("tea house", "Tea House")),
    ("shop", "c.example", ("tea house", "Tea House")),
    ("taobao", "", None),
    ("taobao", "", ("7", None)),
)


def test_a_site_is_its_own_seller_where_none_is_named(store_engine: Engine) -> None:
    prepare(store_engine)
    rows = [
        ListingRow(
            key=(platform, site, str(n)),
            observed_on=AT.date(),
            description=DescriptionRow(title="Gyokuro", commodity_code="green-tea", shop=shop),
        )
        for n, (platform, site, shop) in enumerate(SEEN)
    ]
    ingest.write_batch(store_engine, [page("list", *rows)], code_version="1", now=NOW)
    update.update_days(store_engine, [AT.date()], now=NOW, code_version="1")
    table = TABLES["daily_market"]
    with store_engine.connect() as connection:
        found = {row[0]: row[1] for row in connection.execute(select(table.c.platform_code, table.c.shops))}
    assert found == {"shop": 3, "taobao": 1}
