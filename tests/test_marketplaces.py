"""Each spider of a marketplace crawls an imitation of its site by the real command: on two days, and behind a wall."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.engine import engine_of
from db.models import Base
from tests.commands import environment
from tests.forks import Job, scrapy_all
from tests.marketplaces.cases import CASES, KINDS, NAMES, Case
from tests.marketplaces.goods import COUNT, Ware, wares
from tests.marketplaces.hall import FULL, LIE, LOST, WALL, Hall
from tests.marketplaces.sites import SITES
from tests.once import made_once

DAYS = ("2020-04-24", "2020-04-25", "2020-04-26")


class Visits:
    """What three crawls left behind: of all lists on the first day, of the full one on the second, of a wall on the third."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.codes: dict[str, list[int]] = json.loads((folder / "codes.json").read_text(encoding="utf-8"))

    @classmethod
    def make(cls, folder: Path, template: Path) -> None:
        """Crawl, and leave stores, logs and exit statuses below the folder."""
        codes: dict[str, list[int]] = {name: [] for name in NAMES}
        for name in NAMES:
            (folder / f"{name}.db").write_bytes(template.read_bytes())
        with Hall(SITES) as hall:
            for day in (1, 2, 3):
                hall.day, hall.walled = min(day, 2), day == 3
                jobs = [cls._job(folder, name, case, day, hall) for name, case in zip(NAMES, CASES, strict=True)]
                for name, code in zip(NAMES, scrapy_all(jobs), strict=True):
                    codes[name].append(code)
        (folder / "codes.json").write_text(json.dumps(codes), encoding="utf-8")

    def said(self, name: str) -> list[str]:
        """The end of what each crawl said."""
        return [(self.folder / f"{name}-{day}.log").read_text(encoding="utf-8")[-1500:] for day in (1, 2, 3)]

    @staticmethod
    def _job(folder: Path, name: str, case: Case, day: int, hall: Hall) -> Job:
        env = environment(folder, f"sqlite:///{folder}/{name}.db") | {
            "JISHI_ALLOW_HOSTS": hall.host_port,
            "JISHI_MIRROR": f"http://{hall.host_port}/",
            "JISHI_NOW": f"{DAYS[day - 1]}T02:00:00+00:00",
            "JISHI_ARCHIVE": str(folder / f"archive-{name}"),
            "JISHI_CONTACT": "https://jishi.example/contact",
        }
        given = case.given(case.kinds if day == 1 else (FULL,), folder)
        return Job(env, ["crawl", case.spider, *given], str(folder / f"{name}-{day}.log"))

    def rows(self, name: str, table: str, day: int = 0) -> list[dict[str, Any]]:
        """Rows of a table; of a day, where one is given."""
        found = Base.metadata.tables[table]
        query = select(found)
        if table in ("observation", "promotion_listing", "promotion_observation"):
            query = query.order_by(found.c.observed_on)
            query = query.where(found.c.observed_on == DAYS[day - 1]) if day else query
        engine = engine_of(f"sqlite:///{self.folder}/{name}.db")
        with engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        engine.dispose()
        return rows

    def seen(self, name: str, day: int) -> dict[str, dict[str, Any]]:
        """What was observed of each listing on a day, by its native id: of several observations whatever each of them says."""
        ids = {row["id"]: row for row in self.rows(name, "listing")}
        found: dict[str, dict[str, Any]] = {}
        for row in self.rows(name, "observation", day):
            listing = ids[row["listing_id"]]
            known = found.setdefault(listing["native_id"], {"title": listing["title"], "platform": listing["platform_code"]})
            known.update({key: value for key, value in row.items() if value is not None})
        return found


@pytest.fixture(scope="module")
def visits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Visits:
    return Visits(made_once(request, tmp_path_factory, "marketplaces", partial(Visits.make, template=sqlite_template)))


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
    seen, wrong = visits.seen(name, day), []
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
    absent = {key for key, row in visits.seen(name, 2).items() if row["presence"] == "absent"}
    assert absent == (gone if case.scope == "shop" else set())
    assert not visits.rows(name, "observation", 3)
    assert not [row for row in visits.rows(name, "listing") if row["delisted_on"] is not None]


def test_promotions_hold_their_goods(visits: Visits, named: tuple[str, Case]) -> None:
    name, case = named
    promotions = {row["id"]: row["native_id"] for row in visits.rows(name, "promotion")}
    ours = {key for key, native_id in promotions.items() if case.promotion and native_id.startswith(case.promotion)}
    assert bool(ours) == bool(case.promotion), promotions
    ids = {row["id"]: row["native_id"] for row in visits.rows(name, "listing")}
    for day in (1, 2):
        rows = [row for row in visits.rows(name, "promotion_listing", day) if row["promotion_id"] in ours]
        members = {ids[row["listing_id"]] for row in rows if row["presence"] == "seen"}
        left = {ids[row["listing_id"]] for row in rows if row["presence"] == "absent"}
        if case.promotion:
            assert members >= {str(case.base + ware.number) for ware in wares(day)}
            assert left == ({str(case.base + w.number) for w in wares(1)} - members if day == 2 else set())
