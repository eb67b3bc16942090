"""A store whose pages another version of the code read: an operator who upgrades is told, with what reads them anew."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from sqlalchemy import Engine, update

from crawler.version import code_version
from db import ledger
from db.models import Base
from tests import histories
from tests.commands import environment, scrapy


def test_pages_that_another_version_read_are_told_until_they_are_read_anew(
    store_engine: Engine, store_url: str, tmp_path: Path
) -> None:
    env = environment(tmp_path, store_url)
    histories.prepare(store_engine)
    observations = histories.invented(Random(1), listings=1)
    histories.store(store_engine, observations)
    assert ledger.read_otherwise(store_engine, "test") == 0
    for verb in ("upgrade", "info"):
        said = scrapy(env, "database", verb)
        assert said.returncode == 0, said.stderr
        last = said.stdout.strip().splitlines()[-1]
        assert last.startswith(f"{len(observations)} pages were read by another version")
        assert f"`scrapy replay {env['JISHI_ARCHIVE']}`" in last and "`scrapy aggregate --all`" in last
    assert json.loads(scrapy(env, "database", "upgrade", "--json").stdout)["read_otherwise"] == len(observations)
    with store_engine.begin() as connection:
        connection.execute(update(Base.metadata.tables["capture"]).values(read_with=code_version()))
    assert "another version" not in scrapy(env, "database", "upgrade").stdout
