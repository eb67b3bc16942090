"""Daily figures by the command: idempotent, the same on both databases, a late day recomputed with its former values kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from crawler.sources import load_sources
from crawler.store import register
from db.derive import update
from db.models import Base
from tests.commands import environment, scrapy
from tests.dumps import dump
from tests.fair import observer, times, truth
from tests.fair.demo import HERE
from tests.fair.market import FIRST_DAY, Market

SHOPS = {"shopify": "127.0.0.1:8601", "woocommerce": "127.0.0.1:8602", "plain": "127.0.0.1:8603"}
DAYS = truth.days_of(FIRST_DAY, FIRST_DAY + timedelta(3))
NOW = times.observed(DAYS[-1])


def fill(engine: Engine, days: list[int]) -> None:
    register(engine, load_sources(HERE / "sources.toml").values())
    market = Market(sizes=(("taobao", 40), ("woocommerce", 30)))
    observer.observe(engine, market, SHOPS, [times.observed(DAYS[n]) for n in days])


def derived(engine: Engine) -> dict[str, list[str]]:
    content = dump(engine)
    return {name: content[name] for name in ("daily_market", "daily_quality")}


def test_the_command_computes_what_is_dirty_and_nothing_twice(store_engine: Engine, store_url: str, tmp_path: Path) -> None:
    fill(store_engine, [0, 1, 2, 3])
    env = {**environment(tmp_path, store_url), "JISHI_NOW": NOW.isoformat()}
    first = scrapy(env, "aggregate")
    assert first.returncode == 0, first.stderr
    assert f"{DAYS[0]} to {DAYS[-1]}" in first.stdout
    rows = derived(store_engine)
    assert rows["daily_market"]
    assert "no day had changed" in scrapy(env, "aggregate").stdout
    turned = scrapy(env, "aggregate", "--from", "2020-05-02", "--to", "2020-05-01")
    assert (turned.returncode, turned.stderr) == (2, "jishi: --from 2020-05-02 lies behind --to 2020-05-01\n")
    again = scrapy(env, "aggregate", "--all", "--json")
    assert '"added": 0, "changed": 0, "removed": 0' in again.stdout
    assert derived(store_engine) == rows


def test_a_late_day_changes_its_figures_and_keeps_the_former(store_engine: Engine) -> None:
    fill(store_engine, [0, 2, 3])
    update.update_days(store_engine, DAYS, now=NOW, code_version="1")
    before = derived(store_engine)
    fill(store_engine, [1])
    dirty = [day for day in update.dirty_days(store_engine) if day <= DAYS[-1]]
    assert DAYS[1] in dirty
    changes = update.update_days(store_engine, dirty, now=NOW, code_version="2")
    assert changes.changed
    late = derived(store_engine)
    assert late != before
    revision = Base.metadata.tables["revision"]
    with store_engine.connect() as connection:
        kept = connection.execute(select(revision).where(revision.c.table_name == "daily_market")).mappings().all()
    assert kept
    assert {row["code_version"] for row in kept} == {"2"}
    # The same figures as had all days come in order.
    update.update_days(store_engine, DAYS, now=NOW, code_version="2")
    assert derived(store_engine) == late
