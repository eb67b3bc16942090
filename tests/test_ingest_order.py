"""Whatever pages say of a listing, and in whatever order and batches they arrive: the store holds the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from db.engine import engine_of
from db.rows import DescriptionRow, ListingRow, PageRows, VariantRow
from tests.dumps import dump
from tests.examples import examples
from tests.rows import AT, TABLES, listing, page, prepare, write

WRITTEN = (
    *("variant_observation", "observation", "listing_version", "description", "variant", "listing", "shop", "rejection"),
    *("capture", "walk", "revision"),
)
WEIGHTS = st.sampled_from([(None, None), ("net", "2400"), ("unspecified", "2500"), ("gross", "2700")])
TITLES = st.sampled_from([None, "橙", "新橙", "橙 5斤"])


@pytest.fixture(scope="module")
def engine(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("order") / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = engine_of(f"sqlite:///{path}")
    prepare(engine)
    yield engine
    engine.dispose()


@st.composite
def shown(draw: st.DrawFn) -> ListingRow:
    basis, grams = draw(WEIGHTS)
    exact = None if grams is None else Decimal(grams).quantize(Decimal("0.0001"))
    facts: dict[str, Any] = {
        "title": draw(TITLES),
        "brand": draw(st.sampled_from([None, None, "屈姑", "九月红"])),
        "shop": draw(st.sampled_from([None, ("1", None), ("1", "果园"), ("1", "老果园"), ("2", "别家")])),
    }
    if exact is not None:
        facts |= {"net_weight_g": exact, "net_weight_max_g": exact, "net_weight_basis": basis, "net_weight_text": grams}
    presence = draw(st.sampled_from(["seen", "seen", "seen", "absent"]))
    names = draw(st.lists(st.sampled_from(["a", "b"]), unique=True, max_size=2))
    return listing(
        native_id=draw(st.sampled_from(["1", "2"])),
        price=draw(st.sampled_from([None, "9.9", "19.9"])),
        presence=presence,
        position=draw(st.sampled_from([None, 1, 2])),
        variants=[VariantRow(native_id=name, name=draw(TITLES)) for name in names],
        **(facts if presence == "seen" else {name: None for name in DescriptionRow.__dataclass_fields__ if name in facts}),
    )


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[PageRows], list[int], int]:
    """Pages, an order of arrival, and the size of a batch. Two pages may show the same instant."""
    pages = []
    for n in range(draw(st.integers(1, 6))):
        at = AT + timedelta(hours=draw(st.integers(0, 4)))
        found = draw(st.lists(shown(), max_size=3, unique_by=lambda row: row.key))
        for row in found:
            row.observed_on = (at + timedelta(hours=8)).date()
        pages.append(page(f"p{n}", *found, at=at))
    return pages, draw(st.permutations(range(len(pages)))), draw(st.integers(1, 6))


def empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in WRITTEN:
            connection.execute(TABLES[table].delete())


def held(engine: Engine) -> dict[str, list[str]]:
    # The reference tables are large and no page changes them.
    return dump(engine, leave_out=["revision", "region", "region_name", "platform", "commodity"])


@settings(max_examples=examples(120))
@given(story=stories())
def test_order_and_batches_do_not_matter(engine: Engine, story: tuple[list[PageRows], list[int], int]) -> None:
    pages, order, size = story
    empty(engine)
    for one in sorted(pages, key=lambda p: p.capture.observed_at):
        write(engine, one)
    wanted = held(engine)
    empty(engine)
    arriving = [pages[n] for n in order]
    for at in range(0, len(arriving), size):
        write(engine, *arriving[at : at + size])
    assert held(engine) == wanted
    counts = write(engine, *pages)
    assert (counts.new_captures, counts.revisions) == (0, 0)
    assert held(engine) == wanted


# What no page shows any more keeps its own row (a listing, a seller, a variant) and has no observation: only readings compare.
READINGS = (
    """SELECT l.native_id, c.url, o.presence, o.observed_on, o.price, o.position, d.title, d.brand, d.net_weight_g, s.native_id
         FROM observation o JOIN listing l ON l.id = o.listing_id JOIN capture c ON c.id = o.capture_id
         LEFT JOIN description d ON d.id = o.description_id LEFT JOIN shop s ON s.id = d.shop_id""",
    """SELECT l.native_id, v.native_id, c.url, o.price
         FROM variant_observation o JOIN variant v ON v.id = o.variant_id
         JOIN listing l ON l.id = v.listing_id JOIN capture c ON c.id = o.capture_id""",
    """SELECT l.native_id, v.valid_from, c.url, v.title, v.brand, v.net_weight_g, v.net_weight_basis, v.net_weight_text
         FROM listing_version v JOIN listing l ON l.id = v.listing_id JOIN capture c ON c.id = v.capture_id""",
    """SELECT l.native_id, l.title, l.brand, s.native_id, l.net_weight_g, l.first_seen_on, l.last_seen_on, l.last_observed_at
         FROM listing l LEFT JOIN shop s ON s.id = l.shop_id WHERE l.last_observed_at IS NOT NULL""",
)


def said(engine: Engine) -> list[list[str]]:
    with engine.connect() as connection:
        return [sorted(repr(tuple(row)) for row in connection.execute(text(query))) for query in READINGS]


@settings(max_examples=examples(80))
@given(before=stories(), after=stories())
def test_what_is_read_again_ends_as_if_it_had_been_read_so_at_once(
    engine: Engine, before: tuple[list[PageRows], list[int], int], after: tuple[list[PageRows], list[int], int]
) -> None:
    """The captures of the first reading, with the listings of the second."""
    pages = before[0]
    readings = [page.listings for page in after[0]]
    again = [
        PageRows(capture=page.capture, listings=readings[n % len(readings)] if n < len(readings) else page.listings)
        for n, page in enumerate(pages)
    ]
    for page_rows in again:
        for row in page_rows.listings:
            row.observed_on = (page_rows.capture.observed_at + timedelta(hours=8)).date()
    empty(engine)
    for one in again:
        write(engine, one)
    wanted = said(engine)
    empty(engine)
    write(engine, *pages)
    write(engine, *again)
    assert said(engine) == wanted
