"""Ingest: idempotent, in any order of arrival, the same on both databases; what is read again leaves its former values."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from db import ingest
from db.models import Base
from db.rows import CaptureRow, DescriptionRow, ListingRow, PageRows, RejectionRow, VariantRow
from tests.dumps import dump

AT = datetime(2020, 4, 24, 2, tzinfo=UTC)
NOW = datetime(2020, 5, 1, tzinfo=UTC)
TABLES = Base.metadata.tables


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    with store_engine.begin() as connection:
        for code in ("taobao", "tmall", "shop"):
            if not connection.execute(select(TABLES["platform"].c.code).where(TABLES["platform"].c.code == code)).first():
                connection.execute(insert(TABLES["platform"]).values(code=code, name_en=code, kind="marketplace"))
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
    return store_engine


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


def test_a_page_becomes_rows_and_twice_is_once(engine: Engine) -> None:
    variant = VariantRow(native_id="a", name="5斤", price=Decimal("29.9000"), net_weight_g=Decimal("2500.0000"))
    first = page(
        "a",
        listing(
            title="秭归脐橙 5斤", shop=("9", "果园"), sold_min=12000, sold_max=12999, sold_period="total", variants=[variant]
        ),
        listing("2", title="热干面", sponsored=True, read_from={"price": "json-ld"}),
        rejections=[RejectionRow(item_type="listing", field="price", reason="masked", raw="¥??.9")],
    )
    write(engine, first)
    before = dump(engine)
    assert [len(before[t]) for t in ("capture", "listing", "shop", "observation", "listing_version", "walk")] == [
        1,
        2,
        1,
        2,
        2,
        1,
    ]
    (orange,) = (r for r in rows(engine, "observation") if r["sold_min"])
    assert (orange["price"], orange["sold_max"], orange["observed_at"]) == (Decimal("29.9000"), 12999, AT)
    assert rows(engine, "rejection")[0]["raw"] == "¥??.9"
    counts = write(engine, first)
    assert (counts.new_captures, counts.revisions) == (0, 0)
    assert dump(engine) == before


def test_a_listing_twice_on_a_page_has_its_lowest_position(engine: Engine) -> None:
    write(engine, page("a", listing(position=7), listing(position=3), listing(position=None)))
    assert [r["position"] for r in rows(engine, "observation")] == [3]


def test_a_page_that_shows_less_erases_nothing(engine: Engine) -> None:
    later = AT + timedelta(hours=1)
    write(engine, page("item", listing(title="橙", brand="屈姑", origin_text="湖北秭归")))
    write(engine, page("search", listing(title="橙 5斤", at=later), at=later))
    (known,) = rows(engine, "listing")
    assert (known["title"], known["brand"], known["origin_text"]) == ("橙 5斤", "屈姑", "湖北秭归")
    assert [r["title"] for r in rows(engine, "listing_version")] == ["橙", "橙 5斤"]


def story() -> list[PageRows]:
    hours = [AT + timedelta(hours=h) for h in range(5)]
    return [
        page("p", listing(title="橙", at=hours[0]), at=hours[0]),
        page("p", listing(title="橙", brand="屈姑", shop=("9", "果园"), at=hours[1]), at=hours[1]),
        page("p", listing(title="新橙", at=hours[2]), at=hours[2]),
        page(
            "p",
            listing(title="橙", net_weight_g=Decimal("2500.0000"), net_weight_max_g=Decimal("2500.0000"), at=hours[3]),
            at=hours[3],
        ),
        page("p", listing(presence="absent", price=None, at=hours[4]), listing("2", title="面", at=hours[4]), at=hours[4]),
    ]


def test_the_order_of_arrival_does_not_matter(engine: Engine) -> None:
    wanted = None
    for order in itertools.islice(itertools.permutations(story()), 0, 120, 17):
        with engine.begin() as connection:
            for table in ("observation", "listing_version", "description", "listing", "shop", "capture", "walk", "revision"):
                connection.execute(TABLES[table].delete())
        for one in order:
            write(engine, one)
        got = dump(engine, leave_out=["revision", "description", "description_id"])
        wanted = wanted or got
        assert got == wanted
    assert wanted is not None
    assert len(wanted["listing_version"]) == 5


def test_a_second_reading_changes_rows_in_place_and_keeps_the_former(engine: Engine) -> None:
    write(engine, page("a", listing(title="橙", price="29.9"), listing("2", title="banner")))
    write(engine, page("a", listing(title="脐橙", price="19.9")))
    (now,) = rows(engine, "observation")
    assert now["price"] == Decimal("19.9000")
    assert [v["title"] for v in rows(engine, "listing_version")] == ["脐橙"]
    former = {(r["table_name"], r["former"].get("price")) for r in rows(engine, "revision") if r["table_name"] == "observation"}
    assert former == {("observation", "29.9000")}
    assert len([r for r in rows(engine, "revision") if r["table_name"] == "observation"]) == 2
    assert {r["valid_to"] for r in rows(engine, "revision")} == {NOW}


def test_both_databases_refuse_the_same(engine: Engine) -> None:
    for wrong in ({"rating": Decimal(7)}, {"currency": "yuan"}, {"sold_min": 5, "sold_max": 4}, {"availability": "perhaps"}):
        with pytest.raises(Exception, match=r"(?i)check"):
            write(engine, page("a", listing(price=None, **wrong)))
    assert not rows(engine, "observation")
