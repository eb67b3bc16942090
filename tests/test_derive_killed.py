"""`scrapy aggregate` killed half-way, and twice at once: readers see whole days only, and the next run completes."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

from sqlalchemy import Engine, text

from db.models import Base
from tests import histories
from tests.commands import environment, scrapy, start
from tests.dumps import dump
from tests.test_derive_reference import DERIVED, NOW, market

KILLS = 5


def by_day(engine: Engine) -> dict[str, list[str]]:
    """The figures of each day, as text."""
    days: dict[str, list[str]] = {}
    for key, row in sorted(market(engine).items()):
        days.setdefault(str(key[0]), []).append(str({**row, "computed_at": None}))
    return days


def test_killed_at_any_moment(store_engine: Engine, store_url: str, tmp_path: Path) -> None:
    rng = Random(4)
    observations = histories.invented(rng, listings=14)
    histories.prepare(store_engine)
    env = {**environment(tmp_path, store_url), "JISHI_NOW": NOW.isoformat()}
    histories.store(store_engine, observations[::2])
    begun = time.monotonic()
    assert scrapy(env, "aggregate").returncode == 0
    took = time.monotonic() - begun
    old = by_day(store_engine)
    histories.store(store_engine, observations[1::2])
    seen = []
    for n in range(KILLS):
        # From early to late in the run, at moments of chance.
        process = start(env, "aggregate")
        time.sleep(took * (n + rng.random()) / KILLS)
        process.kill()
        process.wait(30)
        seen.append(by_day(store_engine))
    assert scrapy(env, "aggregate").returncode == 0
    new = by_day(store_engine)
    assert new != old
    for days in seen:
        assert [day for day in days if days[day] not in (old.get(day), new.get(day))] == []
    content = {name: dump(store_engine)[name] for name in DERIVED}
    again = scrapy(env, "aggregate", "--all", "--json")
    assert '"added": 0, "changed": 0, "removed": 0' in again.stdout, again.stdout + again.stderr
    assert {name: dump(store_engine)[name] for name in DERIVED} == content


def test_two_commands_at_once(store_engine: Engine, store_url: str, tmp_path: Path) -> None:
    observations = histories.invented(Random(6))
    histories.prepare(store_engine)
    histories.store(store_engine, observations)
    env = {**environment(tmp_path, store_url), "JISHI_NOW": NOW.isoformat()}
    both = [start(env, "aggregate") for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    table = Base.metadata.tables["daily_market"]
    with store_engine.connect() as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar()
        # The second found nothing to change.
        assert connection.execute(text("SELECT count(*) FROM revision WHERE table_name LIKE 'daily%'")).scalar() == 0
    assert "no day had changed" in scrapy(env, "aggregate").stdout
