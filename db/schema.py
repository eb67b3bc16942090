"""The schema of the store: migrations, its revision, and whether it equals the models, CHECKs and defaults included."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from db.engine import StoreError, is_sqlite
from db.models import Base
from db.reflection import described
from db.views import install, is_current, remove

_LOCK = 7_241_920_424


class SchemaError(StoreError):
    """The store's schema is not the one that this code works with."""


def head() -> str:
    """The newest revision that this code knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def revision(engine: Engine) -> str | None:
    """The revision of the store; None for a store without tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_empty(engine: Engine) -> bool:
    """Whether the store has no table at all."""
    return not set(inspect(engine).get_table_names()) - {"alembic_version"}


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Migrate to the newest revision, install the views; (revision before, revision after). Of two at once one waits.

    Raises:
        SchemaError: the store is newer than this code.

    """
    with _alone(engine), engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        if not is_sqlite(engine):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = MigrationContext.configure(connection).get_current_revision()
        _known(before)
        config = _config()
        config.attributes["connection"] = connection
        if before != head():
            # Tables that a view reads cannot be altered under it.
            remove(connection)
            command.upgrade(config, "head")
        if not is_current(connection):
            install(connection)
        return before, head()


def downgrade(engine: Engine, target: str) -> None:
    """Migrate back to a revision, or to `base`."""
    with _alone(engine), engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        # The views are those of the newest schema: they come back with the next upgrade.
        remove(connection)
        command.downgrade(config, target)


def require_current(engine: Engine) -> None:
    """Refuse a store that is not at this code's revision; one without tables is set up.

    Raises:
        SchemaError: it is older or newer; the message names both revisions and the remedy.

    """
    at = revision(engine)
    if at is None and is_empty(engine):
        upgrade(engine)
        return
    if at is None:
        raise SchemaError("the database holds tables that are not ours: use an empty one, or set DATABASE_URL")
    _known(at)
    if at != head():
        raise SchemaError(f"the database is at revision {at}, this code needs {head()}: run `scrapy database upgrade`")


def check(engine: Engine) -> list[str]:
    """How the store's schema differs from the models: tables, columns, types, constraints, defaults, comments, indexes."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found = [str(difference) for difference in compare_metadata(context, Base.metadata)]
        return found + _compared(connection)


def _compared(connection: Connection) -> list[str]:
    """What Alembic's comparison leaves out: against a schema made from the models, described in the same words."""
    want, have = described(connection, from_models=True), described(connection, from_models=False)
    return [f"missing: {line}" for line in sorted(want - have)] + [f"not in the models: {line}" for line in sorted(have - want)]


def _known(at: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if at is not None and at not in known:
        raise SchemaError(f"the database is at revision {at}, this code knows up to {head()}: install the newer release")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """SQLite's own lock does not cover reading the revision: a lock file beside the database does."""
    if not is_sqlite(engine) or not engine.url.database or engine.url.database == ":memory:":
        yield
        return
    with Path(f"{engine.url.database}.migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            Path(file.name).unlink(missing_ok=True)
