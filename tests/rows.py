"""Rows as the pipeline hands them over, made by hand; a store with what they refer to; what the store then holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, insert, select

from db import ingest
from db.models import Base
from db.rows import CaptureRow, DescriptionRow, ListingRow, PageRows

AT = datetime(2020, 4, 24, 2, tzinfo=UTC)
NOW = datetime(2020, 5, 1, tzinfo=UTC)
TABLES = Base.metadata.tables


def prepare(engine: Engine) -> None:
    """The source and the run that pages refer to."""
    with engine.begin() as connection:
        connection.execute(insert(TABLES["source"]).values(code="s", arguments={}, time_zone="Asia/Shanghai", enabled=True))
        run = {
            "id": "r1",
            "source_code": "s",
            "spider": "x",
            "arguments": {},
            "logical_date": date(2020, 4, 24),
            "trigger": "manual",
        }
        connection.execute(insert(TABLES["run"]).values(**run, started_at=AT, code_version="1"))


def page(name: str, *listings: ListingRow, at: datetime = AT, **more: Any) -> PageRows:
    url = f"https://s.taobao.com/search?q={name}"
    capture = CaptureRow(
        run_id="r1",
        source_code="s",
        logical_date=date(2020, 4, 24),
        url=url,
        canonical_url=url,
        url_sha256=sha256(url.encode()).hexdigest(),
        method="GET",
        request_sha256="0" * 64,
        fetched_at=at,
        observed_at=at,
        status=200,
        content_type="text/html",
        payload_sha256=sha256(repr(at).encode()).hexdigest(),
        record_id=f"<urn:uuid:{name}>",
        warc_file="s/2020-04-24/r1-000.warc.gz",
        warc_offset=0,
        warc_length=10,
        page_number=1,
        walk=("search", "orange"),
    )
    return PageRows(capture=capture, listings=list(listings), **more)


def listing(native_id: str = "1", price: str | None = "29.9", at: datetime = AT, **more: Any) -> ListingRow:
    facts = {name: more.pop(name) for name in list(more) if name in DescriptionRow.__dataclass_fields__}
    return ListingRow(
        key=("taobao", "", native_id),
        observed_on=(at + timedelta(hours=8)).date(),
        description=DescriptionRow(**facts),
        price=None if price is None else Decimal(price).quantize(Decimal("0.0001")),
        **{"currency": None if price is None else "CNY", **more},
    )


def write(engine: Engine, *pages: PageRows) -> ingest.Counts:
    return ingest.write_batch(engine, pages, code_version="2", now=NOW)


def rows(engine: Engine, table: str) -> Sequence[Any]:
    with engine.connect() as connection:
        return connection.execute(select(TABLES[table])).mappings().all()
