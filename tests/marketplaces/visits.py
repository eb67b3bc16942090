"""Three crawls of each of some spiders against the imitations, by the real command: two days, and a third behind a wall."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select

from db.engine import engine_of
from db.models import Base
from tests.commands import environment
from tests.forks import Job, scrapy_all
from tests.marketplaces.hall import Hall
from tests.marketplaces.sites import SITES
from tests.once import made_once

DAYS = ("2020-04-24", "2020-04-25", "2020-04-26")
Given = Callable[[str, int, Path], list[str]]
"""(name, day from 1, folder) -> what stands behind `scrapy crawl`."""


class Visits:
    """What the crawls left behind: a store a name, what each crawl said, and its exit status."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.codes: dict[str, list[int]] = json.loads((folder / "codes.json").read_text(encoding="utf-8"))

    @classmethod
    def once(
        cls,
        request: pytest.FixtureRequest,
        factory: pytest.TempPathFactory,
        template: Path,
        plan: tuple[str, Sequence[str], Given, str],
    ) -> Visits:
        """The crawls of a plan (its name, the crawls' names, their arguments, the time of day), made once in a test run."""
        return cls(made_once(request, factory, plan[0], partial(_crawl, template=template, plan=plan)))

    def said(self, name: str) -> list[str]:
        """The end of what each crawl said."""
        return [(self.folder / f"{name}-{day}.log").read_text(encoding="utf-8")[-1500:] for day in (1, 2, 3)]

    def rows(self, name: str, table: str, where: ColumnElement[bool] | None = None) -> list[dict[str, Any]]:
        """Rows of a table of a name's store."""
        query = select(Base.metadata.tables[table])
        engine = engine_of(f"sqlite:///{self.folder}/{name}.db")
        with engine.connect() as connection:
            found = connection.execute(query if where is None else query.where(where)).mappings()
            rows = [dict(row) for row in found]
        engine.dispose()
        return rows


def _crawl(folder: Path, template: Path, plan: tuple[str, Sequence[str], Given, str]) -> None:
    """Crawl, and leave stores, logs and exit statuses below the folder."""
    _, names, given, clock = plan
    codes: dict[str, list[int]] = {name: [] for name in names}
    for name in names:
        (folder / f"{name}.db").write_bytes(template.read_bytes())
    with Hall(SITES) as hall:
        for day in (1, 2, 3):
            hall.day, hall.walled = min(day, 2), day == 3
            now = f"{DAYS[day - 1]}T{clock}+00:00"
            jobs = [_job(folder, name, day, ["crawl", *given(name, day, folder)], _guided(hall, now)) for name in names]
            for name, code in zip(names, scrapy_all(jobs), strict=True):
                codes[name].append(code)
    (folder / "codes.json").write_text(json.dumps(codes), encoding="utf-8")


def _guided(hall: Hall, now: str) -> dict[str, str]:
    return {
        "JISHI_ALLOW_HOSTS": hall.host_port,
        "JISHI_MIRROR": f"http://{hall.host_port}/",
        "JISHI_NOW": now,
        "JISHI_CONTACT": "https://jishi.example/contact",
    }


def _job(folder: Path, name: str, day: int, arguments: list[str], guided: dict[str, str]) -> Job:
    env = environment(folder, f"sqlite:///{folder}/{name}.db") | guided
    return Job(env | {"JISHI_ARCHIVE": str(folder / f"archive-{name}")}, arguments, str(folder / f"{name}-{day}.log"))
