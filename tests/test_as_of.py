"""As of a past moment: each derived table's view gives the very rows that stood in the table then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Engine, select, text

from db.ingest import write_batch
from db.models import Base
from db.rows import PromotionRow
from tests import histories
from tests.test_claim_check import article, claim, update_checks
from tests.test_derive_events import on, page, stream
from tests.test_derive_reference import update_all
from tests.test_derive_store import counted

VIEWS = {
    "daily_market": "v_market_as_of",
    "daily_promotion": "v_promotion_as_of",
    "daily_livestream": "v_livestream_as_of",
    "daily_quality": "v_quality_as_of",
    "price_index": "v_index_as_of",
    "discount": "v_discount_as_of",
    "counter_reset": "v_counter_reset_as_of",
    "claim_check": "v_claim_check_as_of",
}
# Since when the row stands is said by the view's own columns; few_listings is listings_known < 5.
APART = {"computed_at", "few_listings"}


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return round(float(value), 8) if isinstance(value, int | float | Decimal) else value


def stood(engine: Engine) -> dict[str, list[Any]]:
    """Copies of all tables, as they are."""
    result = {}
    with engine.connect() as connection:
        for name in VIEWS:
            table = Base.metadata.tables[name]
            columns = [column for column in table.columns if column.name not in APART]
            result[name] = sorted(([plain(v) for v in row] for row in connection.execute(select(*columns))), key=str)
    return result


def as_of(engine: Engine, moment: datetime) -> dict[str, list[Any]]:
    given: Any = moment if engine.dialect.name == "postgresql" else f"{moment:%Y-%m-%d %H:%M:%S.%f}"
    result = {}
    with engine.connect() as connection:
        for name, view in VIEWS.items():
            columns = ", ".join(c.name for c in Base.metadata.tables[name].columns if c.name not in APART)
            query = f"SELECT {columns} FROM {view} WHERE valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)"
            result[name] = sorted(([plain(v) for v in row] for row in connection.execute(text(query), {"at": given})), key=str)
    return result


def test_every_derived_table_as_of_each_moment(store_engine: Engine) -> None:
    histories.prepare(store_engine)
    observations = histories.invented(Random(3), listings=16)
    observations += [counted(f"L{n}", d, 10 * d if d != 9 else 1) for n in (90, 92) for d in range(12)]
    last = histories.last_day(observations)
    figure = claim("units_sold", 5, platform_code="taobao", period_start=on(0), period_end=on(9))
    moments, copies = [datetime(2020, 6, n, tzinfo=UTC) for n in (1, 2, 3, 4)], []
    for n, moment in enumerate(moments):
        histories.store(store_engine, observations[n::4])
        values = {"name": "x", "kind": "activity", "starts_on": on(3), "ends_on": on(5 + n)}
        zone = PromotionRow(key=("taobao", "p"), observed_on=on(n + 2), values=values)
        told = article(f"a{n}", figure)
        live = stream("s", 4, ("announced", "live", "ended", "ended")[n], (100 * n, 200 * n), ("farmer",))
        pages = [page(40 + n, n + 2, announcements=told.announcements, told=told.told, livestreams=[live], promotions=[zone])]
        write_batch(store_engine, pages, code_version="test", now=moment)
        update_all(store_engine, last, now=moment)
        update_checks(store_engine, moment)
        copies.append(stood(store_engine))
    assert [name for name, rows in copies[-1].items() if not rows] == []
    assert [name for name in VIEWS if copies[0][name] == copies[-1][name]] == []
    for moment, copy in zip(moments, copies, strict=True):
        found = as_of(store_engine, moment + timedelta(hours=5))
        for name in VIEWS:
            assert found[name] == copy[name], (name, moment)
