"""Ingest: idempotent, in any order of arrival, the same on both databases; what is read again leaves its former values."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from db import ingest
from db.engine import is_sqlite
from db.rows import PageRows, RejectionRow, VariantRow
from tests.dumps import dump
from tests.rows import AT, NOW, TABLES, listing, page, prepare, rows, write


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    prepare(store_engine)
    return store_engine


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


def test_a_page_that_changes_nothing_touches_no_row(engine: Engine) -> None:
    pages = [*story(), page("v", listing("3", shop=("9", "果园"), variants=[VariantRow(native_id="a", name="5斤")]))]
    for one in pages:
        write(engine, one)
    before = versions_of_rows(engine)
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        counter = connection.connection.driver_connection
        changes = getattr(counter, "total_changes", 0)
        ingest.write(connection, pages, code_version="2", now=NOW)
        assert getattr(counter, "total_changes", 0) == changes
    assert versions_of_rows(engine) == before


def versions_of_rows(engine: Engine) -> dict[str, list[str]]:
    """Where each row stands and which transaction wrote it, which only PostgreSQL tells."""
    if engine.dialect.name == "sqlite":
        return {}
    with engine.connect() as connection:
        return {
            name: sorted(connection.execute(text(f"SELECT ctid::text || xmin::text FROM {name}")).scalars()) for name in TABLES
        }


def test_a_variant_is_described_by_the_latest_page_and_goes_with_its_reading(engine: Engine) -> None:
    later = AT + timedelta(hours=1)
    known = [VariantRow(native_id="a", name="5斤", price=Decimal("9.9000")), VariantRow(native_id="b", name="3斤")]
    write(engine, page("v", listing(variants=[VariantRow(native_id="a", name="新5斤")], at=later), at=later))
    write(engine, page("v", listing(variants=known)))
    assert {r["native_id"]: r["name"] for r in rows(engine, "variant")} == {"a": "新5斤", "b": "3斤"}
    write(engine, page("v", listing(variants=known[:1])))
    assert len(rows(engine, "variant_observation")) == 2
    assert [r["table_name"] for r in rows(engine, "revision")] == ["variant_observation"]


def test_the_weight_on_the_label_stands_against_one_from_the_title(engine: Engine) -> None:
    grams: dict[str, Any] = {"net_weight_g": Decimal("2400.0000"), "net_weight_max_g": Decimal("2400.0000")}
    hour = timedelta(hours=1)
    write(engine, page("item", listing(title="橙5斤", net_weight_basis="net", net_weight_text="净含量2.4kg", **grams)))
    title: dict[str, Any] = dict.fromkeys(grams, Decimal("2500.0000")) | {
        "net_weight_basis": "unspecified",
        "net_weight_text": "5斤",
    }
    write(engine, page("search", listing(title="橙5斤", at=AT + hour, **title), at=AT + hour))
    (known,) = rows(engine, "listing")
    assert (known["net_weight_g"], known["net_weight_text"]) == (Decimal("2400.0000"), "净含量2.4kg")
    assert len(rows(engine, "listing_version")) == 1


def test_a_wall_keeps_the_evidence_and_nothing_else(engine: Engine) -> None:
    write(engine, page("a", listing(title="橙")))
    wall = page("a")
    wall.capture.wall = "login"
    write(engine, wall)
    assert [r["wall"] for r in rows(engine, "capture")] == ["login"]
    assert not rows(engine, "observation")
    assert not rows(engine, "listing_version")
    assert [r["table_name"] for r in rows(engine, "revision")] == ["capture", "observation", "listing_version"]


def test_a_batch_is_all_or_nothing(engine: Engine) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        write(engine, page("a", listing(title="橙")), page("b", listing("2", commodity_code="no-such-thing")))
    assert not rows(engine, "capture")


def test_an_instant_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="has no zone"):
        write(engine, page("a", at=AT.replace(tzinfo=None)))


def test_texts_and_ids_of_any_characters_are_found_again_and_kept_as_they_are(engine: Engine) -> None:
    hostile = ["a\tb", "a\nb", "a\r\nb", "\\N", "\\.", "\\", 'say "x"', "{a,b}", "NULL", "'", "\x1f", "😀", "null", "%s"]
    shown = [listing(text, title=text, shop=(text, text), url=f"https://x/{n}") for n, text in enumerate(hostile)]
    write(engine, page("a", *shown, listing("plain"), listing("weighed", price=None, net_weight_g=Decimal("1.0000"))))
    before = dump(engine)
    assert [row["title"] for row in rows(engine, "listing") if row["title"]] == [
        row["native_id"] for row in rows(engine, "listing") if row["title"]
    ]
    assert sorted(row["native_id"] for row in rows(engine, "listing")) == sorted([*hostile, "plain", "weighed"])
    assert sorted(row["name"] for row in rows(engine, "shop")) == sorted(hostile)
    write(engine, page("a", *shown, listing("plain"), listing("weighed", price=None, net_weight_g=Decimal("1.0000"))))
    assert dump(engine) == before
    later = AT + timedelta(days=1)
    write(engine, page("a", *(replace(one, observed_on=later.date()) for one in shown), at=later))
    assert len(rows(engine, "listing")) == len(hostile) + 2
    assert len(rows(engine, "description")) == len(hostile) + 1


def test_a_batch_refused_in_flight_leaves_no_trace_and_the_next_one_is_written(engine: Engine) -> None:
    many = [listing(str(n), title="橙", shop=(str(n), None)) for n in range(2500)]
    with pytest.raises(DBAPIError) as refused:
        write(engine, page("a", *many, listing("bad", commodity_code="no-such-thing")))
    assert "commodity" in str(refused.value) or is_sqlite(engine)
    assert not rows(engine, "capture")
    write(engine, page("a", *many))
    ids = [row["id"] for row in rows(engine, "observation")]
    assert (len(ids), max(ids) - min(ids)) == (2500, 2499)
    assert len(rows(engine, "shop")) == 2500


def test_what_can_be_made_meanwhile_is_made_while_postgresql_checks_rows(engine: Engine) -> None:
    asked: list[int] = []
    batch = ingest.prepare(
        [page("a", listing(title="橙", shop=("9", "果园"))), page("a", listing(title="橙子", shop=("9", "园")))]
    )
    for _ in range(2):
        ingest.write_batch(engine, batch, code_version="2", now=NOW, meanwhile=lambda: asked.append(1))
    assert len(asked) == (0 if is_sqlite(engine) else 2)
    assert [row["title"] for row in rows(engine, "listing")] == ["橙子"]
    assert not rows(engine, "revision")
