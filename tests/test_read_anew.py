"""Pages read anew, in any order and batches, end as if read so at once: promotions, streams, articles, absences."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from db.engine import engine_of
from db.rows import PageRows
from tests import test_absences
from tests.dumps import dump
from tests.examples import examples
from tests.rows import AT, listing, page, prepare, write
from tests.test_shown_by_several import DAY, article, empty, showing, stream, without, zone


@pytest.fixture(scope="module")
def quick(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One store for all examples of a test."""
    path = tmp_path_factory.mktemp("several") / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = engine_of(f"sqlite:///{path}")
    prepare(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_the_texts_of_an_address_the_one_shown_last_is_in_force(quick: Engine, order: tuple[int, ...]) -> None:
    """Also where it had been there before the other."""
    pages = [showing(n, **article(body, "题")) for n, body in enumerate("甲乙甲")]
    empty(quick)
    for n in order:
        write(quick, pages[n])
    assert former_texts(quick) == [("乙", "甲")]
    write(quick, without(pages[2]))
    assert former_texts(quick) == [("甲", "乙")]


def former_texts(engine: Engine) -> list[tuple[str, str]]:
    """Texts that point to another, with that."""
    pairs = text("SELECT a.text, b.text FROM announcement a JOIN announcement b ON b.id = a.duplicate_of ORDER BY 1, 2")
    with engine.connect() as connection:
        return [(one, other) for one, other in connection.execute(pairs)]


CONTENT = st.fixed_dictionaries(
    {
        "promotions": st.lists(st.sampled_from([zone(), zone("1"), zone("1", "2")]), max_size=1),
        "livestreams": st.lists(
            st.sampled_from([stream(), stream("1", hosts=[("farmer", None)]), stream("1", "2")]), max_size=1
        ),
        "article": st.sampled_from([None, ("甲", "题", 0), ("甲", "新", 1), ("乙", "题", 0), ("乙", "题", 1)]),
    }
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[PageRows], list[list[PageRows]]]:
    """Pages as they are read at last, and batches in which earlier readings of them, and then the last, arrive."""
    number = draw(st.integers(1, 4))
    hours = draw(st.lists(st.integers(0, 2), min_size=number, max_size=number))
    content = [_content(draw(CONTENT)) for _ in range(number)]
    last = [page(f"p{n}", listing("1"), at=AT + timedelta(hours=hours[n]), **content[n]) for n in range(number)]
    arriving = [replace(last[n], **_content(draw(CONTENT))) for n in draw(st.lists(st.integers(0, number - 1), max_size=4))]
    arriving += [last[n] for n in draw(st.permutations(range(number)))]
    size = draw(st.integers(1, 3))
    return last, [arriving[at : at + size] for at in range(0, len(arriving), size)]


def _content(drawn: dict[str, Any]) -> dict[str, Any]:
    told = drawn["article"]
    more = article(told[0], told[1], DAY + timedelta(told[2])) if told else {}
    return {"promotions": drawn["promotions"], "livestreams": drawn["livestreams"], "announcements": [], "told": {}, **more}


def held(engine: Engine) -> dict[str, list[str]]:
    """What readings say. What no page shows any more keeps its own row (a promotion, a livestream, a listing)."""
    with engine.begin() as connection:
        for name in ("promotion", "livestream"):
            shown = f"SELECT {name}_id FROM {name}_observation"
            connection.execute(text(f"DELETE FROM {name} WHERE announcement_id IS NULL AND id NOT IN ({shown})"))
        named = "SELECT listing_id FROM promotion_listing UNION SELECT listing_id FROM livestream_listing"
        connection.execute(text(f"DELETE FROM listing WHERE native_id <> '1' AND id NOT IN ({named})"))
    # The reference tables are large and no page changes them.
    left_out = ["reread", "revision", "region", "region_name", "platform", "commodity", "duplicate_of"]
    return {**dump(engine, leave_out=left_out), "former texts": list(map(repr, former_texts(engine)))}


@settings(max_examples=examples(20))
@given(story=stories())
def test_what_is_read_anew_ends_as_if_read_so_at_once(
    quick: Engine, story: tuple[list[PageRows], list[list[PageRows]]]
) -> None:
    last, batches = story
    found = []
    for arriving in ([[one] for one in last], batches):
        empty(quick)
        for batch in arriving:
            write(quick, *batch)
        found.append(held(quick))
    assert {name: (found[0][name], found[1][name]) for name in found[0] if found[0][name] != found[1][name]} == {}


def test_what_a_page_read_anew_shows_no_more_is_missed_by_walks_of_other_runs(store_engine: Engine) -> None:
    prepare(store_engine)
    gone = [test_absences.Visit(day, scope="none", gone=[3]) for day in (1, 3)]
    search = test_absences.Visit(2, [2, 3], "search")
    for one in test_absences.story(
        test_absences.Visit(0, [3], "search"), test_absences.Visit(1, [1, 2]), test_absences.Visit(2, [1]), *gone, search
    ):
        test_absences.arrive(store_engine, one)
    assert test_absences.said(store_engine) == (set(), {})
    search.seen = []
    test_absences.arrive(store_engine, search)
    assert test_absences.said(store_engine) == ({("2", 2), ("3", 3)}, {})
    with store_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM reread")).scalar_one() == 0


@settings(max_examples=examples(25))
@given(
    story=test_absences.stories(), first=st.lists(test_absences.SOME, min_size=9, max_size=9), again=st.sets(st.integers(0, 8))
)
def test_they_follow_from_what_pages_show_when_read_anew(
    quick: Engine, story: tuple[list[test_absences.Visit], list[int]], first: list[list[int]], again: set[int]
) -> None:
    """Each run's pages by themselves, as a replay of one file brings them."""
    visits, order = story
    test_absences.empty(quick)
    for n in order:
        test_absences.arrive(
            quick, replace(visits[n], seen=first[n]) if n in again and visits[n].scope != "none" else visits[n]
        )
    for n in order:
        if n in again:
            test_absences.arrive(quick, visits[n])
    assert test_absences.said(quick) == test_absences.expected(visits)
