"""The schema: migrated equals models on both databases; upgrades are whole, repeatable and one at a time."""

from __future__ import annotations

import threading

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import OperationalError

from db import schema
from db.engine import StoreError, engine_of, unavailable


@pytest.fixture
def empty(empty_url: str) -> Engine:
    return engine_of(empty_url)


def test_the_migrated_schema_equals_the_models(store_engine: Engine) -> None:
    assert schema.revision(store_engine) == schema.head()
    assert schema.check(store_engine) == []


def test_a_difference_is_found(store_engine: Engine) -> None:
    with store_engine.begin() as connection:
        connection.execute(text("CREATE TABLE extra (a INTEGER CHECK (a > 0))"))
        connection.execute(text("DROP INDEX ix_capture_run_id"))
    found = schema.check(store_engine)
    assert any("extra" in line for line in found)
    assert any("ix_capture_run_id" in line for line in found)


def test_a_view_that_is_missing_or_another_is_found_and_mended(store_engine: Engine) -> None:
    with store_engine.begin() as connection:
        connection.execute(text("DROP VIEW v_market_total"))
        connection.execute(text("CREATE VIEW v_other AS SELECT 1 AS one"))
    found = schema.check(store_engine)
    assert any("missing: view v_market_total" in line for line in found)
    assert any("not in the models: view v_other" in line for line in found)
    assert schema.upgrade(store_engine) == (schema.head(), schema.head())
    assert schema.check(store_engine) == []


def test_the_revisions_are_those_of_alembics_chain() -> None:
    config = Config()
    config.set_main_option("script_location", "db/migrations")
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert (schema._revisions(), schema.head()) == (chain[::-1], chain[0])


def test_up_twice_and_down_again(empty: Engine) -> None:
    assert schema.upgrade(empty) == (None, schema.head())
    assert schema.upgrade(empty) == (schema.head(), schema.head())
    schema.downgrade(empty, "base")
    assert schema.is_empty(empty)
    schema.upgrade(empty)
    assert schema.check(empty) == []
    empty.dispose()


def test_two_upgrades_at_once(empty_url: str) -> None:
    done: list[object] = []

    def upgrade() -> None:
        engine = engine_of(empty_url)
        try:
            done.append(schema.upgrade(engine))
        except Exception as error:
            done.append(error)
        engine.dispose()

    threads = [threading.Thread(target=upgrade) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(str, done)) == sorted(map(str, [(None, schema.head()), (schema.head(), schema.head())]))


def test_half_a_migration_is_not_kept(empty: Engine) -> None:
    schema.upgrade(empty)
    schema.downgrade(empty, "0007")
    with empty.begin() as connection:
        # A table in the way makes a later migration than the next one fail.
        connection.execute(text("CREATE TABLE product_match (a INTEGER)"))
    with pytest.raises(Exception, match="product_match"):
        schema.upgrade(empty)
    assert schema.revision(empty) == "0007"
    with empty.begin() as connection:
        connection.execute(text("DROP TABLE product_match"))
    schema.upgrade(empty)
    assert schema.check(empty) == []
    empty.dispose()


def test_an_older_or_newer_store_is_refused_with_the_remedy(store_engine: Engine) -> None:
    schema.require_current(store_engine)
    for revision, remedy in (("0003", "scrapy database upgrade"), ("9999", "install the newer release")):
        with store_engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
        with pytest.raises(schema.SchemaError, match=remedy) as told:
            schema.require_current(store_engine)
        assert revision in str(told.value)
        assert any(revision in line for line in schema.check(store_engine)), "however its tables look"


def test_tables_of_others_are_left_alone(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (a INTEGER)"))
    with pytest.raises(StoreError, match="not ours"):
        schema.require_current(empty)
    with pytest.raises(StoreError, match="not ours"):
        schema.upgrade(empty)
    empty.dispose()


@pytest.mark.parametrize("part", ["database", "role"])
def test_a_wrong_name_is_not_waited_for(postgres_url: str, part: str) -> None:
    address = make_url(postgres_url)
    wrong = address.set(database="nosuch") if part == "database" else address.set(username="nosuch")
    engine = engine_of(wrong.render_as_string(hide_password=False))
    with pytest.raises(OperationalError, match="does not exist") as told, engine.connect():
        pass
    assert not unavailable(told.value)
    engine.dispose()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite:////proc/nowhere/x.db", "sqlite://", "sqlite:///:memory:"])
def test_addresses_that_cannot_be_used(url: str) -> None:
    with pytest.raises(StoreError):
        engine_of(url)
