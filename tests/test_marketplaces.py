"""Each spider of a marketplace crawls an imitation of its site by the real command: on two days, and behind a wall."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db.models import Base
from tests.marketplaces.cases import CASES, KINDS, NAMES, Case
from tests.marketplaces.goods import COUNT, Ware, wares
from tests.marketplaces.hall import FULL, LIE, LOST, WALL
from tests.marketplaces.visits import DAYS, Visits


def _given(name: str, day: int, folder: Path) -> list[str]:
    """All lists on the first day, the full one on the others."""
    case = CASES[NAMES.index(name)]
    return [case.spider, *case.given(case.kinds if day == 1 else (FULL,), folder)]


@pytest.fixture(scope="module")
def visits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Visits:
    return Visits.once(request, tmp_path_factory, sqlite_template, ("marketplaces", NAMES, _given, "02:00:00"))


def _on(visits: Visits, name: str, table: str, day: int) -> list[dict[str, Any]]:
    """Rows of a day."""
    return visits.rows(name, table, Base.metadata.tables[table].c.observed_on == DAYS[day - 1])


def _seen(visits: Visits, name: str, day: int) -> dict[str, dict[str, Any]]:
    """What was observed of each listing on a day, by its native id: of several observations whatever each of them says."""
    ids = {row["id"]: row for row in visits.rows(name, "listing")}
    found: dict[str, dict[str, Any]] = {}
    for row in _on(visits, name, "observation", day):
        listing = ids[row["listing_id"]]
        known = found.setdefault(listing["native_id"], {"title": listing["title"], "platform": listing["platform_code"]})
        known.update({key: value for key, value in row.items() if value is not None})
    return found


@pytest.fixture(params=list(zip(NAMES, CASES, strict=True)), ids=NAMES)
def named(request: pytest.FixtureRequest) -> tuple[str, Case]:
    found: tuple[str, Case] = request.param
    return found


def test_outcomes_tell_the_truth(visits: Visits, named: tuple[str, Case]) -> None:
    name, _ = named
    assert visits.codes[name] == [12, 0, 18], visits.said(name)
    outcomes = [run["outcome"] for run in sorted(visits.rows(name, "run"), key=lambda run: run["started_at"])]
    assert outcomes == ["degraded", "ok", "blocked"]


def test_walks_tell_what_they_saw(visits: Visits, named: tuple[str, Case]) -> None:
    name, case = named
    runs = {row["id"]: row["logical_date"].isoformat() for row in visits.rows(name, "run")}
    walks = {
        (runs[walk["run_id"]], walk["scope_key"]): (walk["scope_kind"], walk["enumerated"], walk["complete"])
        for walk in visits.rows(name, "walk")
    }
    keys = {kind: case.address.format(kind) or kind for kind in KINDS}
    assert walks[DAYS[0], keys[FULL]] == (case.scope, case.reach, case.ends)
    assert walks[DAYS[1], keys[FULL]] == (case.scope, min(case.reach, len(wares(2))), case.ends)
    assert walks[DAYS[0], keys[LOST]] == (case.scope, 0, False)
    assert walks[DAYS[2], keys[FULL]] == (case.scope, 0, False)
    if case.per_page:
        cut = min(2 * case.per_page, case.reach)
        assert walks[DAYS[0], keys[LIE]] == (case.scope, cut, False)
        assert walks[DAYS[0], keys[WALL]][2] is False


@pytest.mark.parametrize("day", [1, 2])
def test_every_listing_is_stored_as_it_stands(visits: Visits, named: tuple[str, Case], day: int) -> None:
    name, case = named
    seen, wrong = _seen(visits, name, day), []
    for ware in wares(day)[: case.reach]:
        row = seen.get(str(case.base + ware.number))
        if row is None:
            wrong.append(f"{ware.number}: missing")
            continue
        wrong += [
            f"{ware.number}: {key} {row.get(key)!r}, not {want!r}"
            for key, want in _true(case, ware).items()
            if row.get(key) != want
        ]
    assert not wrong, wrong[:8]
    assert len(seen) <= COUNT


def _true(case: Case, ware: Ware) -> dict[str, Any]:
    true: dict[str, Any] = {"title": ware.title, "platform": case.platform, "presence": "seen"}
    true["price"] = ware.price
    true["currency"] = "USD" if case.platform == "aliexpress" else "CNY"
    if "list_price" in case.shows:
        true["list_price"] = ware.before
    if "sold" in case.shows:
        true["sold_min"] = ware.sold
    if "stock" in case.shows:
        true["availability"] = "in_stock" if ware.stock else "out_of_stock"
    if case.sponsors and ware.is_sponsored:
        true["sponsored"] = True
    return true


def test_what_is_gone_is_absent_only_from_what_was_walked_whole(visits: Visits, named: tuple[str, Case]) -> None:
    name, case = named
    gone = {str(case.base + w.number) for w in wares(1)} - {str(case.base + w.number) for w in wares(2)}
    absent = {key for key, row in _seen(visits, name, 2).items() if row["presence"] == "absent"}
    if case.scope == "zone" and case.ends:
        # What another list showed too has left the zone and no more.
        assert absent == gone - _beside(visits, name, case)
    else:
        assert absent == (gone if case.scope == "shop" else set())
    assert not _on(visits, name, "observation", 3)
    assert not [row for row in visits.rows(name, "listing") if row["delisted_on"] is not None]


def _beside(visits: Visits, name: str, case: Case) -> set[str]:
    """Ids of the listings that pages of another walk than that of the full list showed on the first day."""
    full = {walk["id"] for walk in visits.rows(name, "walk") if walk["scope_key"] == (case.address.format(FULL) or FULL)}
    others = {capture["id"] for capture in visits.rows(name, "capture") if capture["walk_id"] not in full}
    ids = {row["id"]: row["native_id"] for row in visits.rows(name, "listing")}
    return {ids[row["listing_id"]] for row in _on(visits, name, "observation", 1) if row["capture_id"] in others}


def test_promotions_hold_their_goods(visits: Visits, named: tuple[str, Case]) -> None:
    name, case = named
    promotions = {row["id"]: row["native_id"] for row in visits.rows(name, "promotion")}
    ours = {key for key, native_id in promotions.items() if case.promotion and native_id.startswith(case.promotion)}
    assert bool(ours) == bool(case.promotion), promotions
    ids = {row["id"]: row["native_id"] for row in visits.rows(name, "listing")}
    for day in (1, 2):
        rows = [row for row in _on(visits, name, "promotion_listing", day) if row["promotion_id"] in ours]
        members = {ids[row["listing_id"]] for row in rows if row["presence"] == "seen"}
        left = {ids[row["listing_id"]] for row in rows if row["presence"] == "absent"}
        if case.promotion:
            assert members >= {str(case.base + ware.number) for ware in wares(day)}
            assert left == ({str(case.base + w.number) for w in wares(1)} - members if day == 2 else set())
