"""The schema of the store: migrations, its revision, and whether it equals the models, CHECKs and defaults included.

Every command asks for the revision, few migrate: Alembic is imported by those that do.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from db.engine import StoreError, is_sqlite
from db.models import Base
from db.reflection import described
from db.views import install, is_current, remove

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 7_241_920_424
_MIGRATIONS = Path(__file__).parent / "migrations"
_NOT_OURS = "the database holds tables that are not ours: use an empty one, or set DATABASE_URL"


class SchemaError(StoreError):
    """The store's schema is not the one that this code works with."""


def head() -> str:
    """The newest revision that this code knows."""
    return _revisions()[-1]


def revision(engine: Engine) -> str | None:
    """The revision of the store; None for a store without tables."""
    with engine.connect() as connection:
        return _revision(connection)


def is_empty(engine: Engine) -> bool:
    """Whether the store has no table at all."""
    with engine.connect() as connection:
        return _is_empty(connection)


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Migrate to the newest revision, install the views; (revision before, revision after). Of two at once one waits.

    Raises:
        SchemaError: the store is newer than this code.

    """
    with _alone(engine), engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        if not is_sqlite(engine):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = _revision(connection)
        _known(before)
        if before is None and not _is_empty(connection):
            raise SchemaError(_NOT_OURS)
        if before != head():
            from alembic import command

            # Tables that a view reads cannot be altered under it.
            remove(connection)
            command.upgrade(_config(connection), "head")
        if not is_current(connection):
            install(connection)
        return before, head()


def downgrade(engine: Engine, target: str) -> None:
    """Migrate back to a revision, or to `base`."""
    with _alone(engine), engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        from alembic import command

        # The views are those of the newest schema: they come back with the next upgrade.
        remove(connection)
        command.downgrade(_config(connection), target)


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
        raise SchemaError(_NOT_OURS)
    _known(at)
    if at != head():
        raise SchemaError(f"the database is at revision {at}, this code needs {head()}: run `scrapy database upgrade`")


def check(engine: Engine) -> list[str]:
    """How the store's schema differs from the models: tables, columns, types, constraints, defaults, comments, indexes.

    A store of another revision differs, however its tables look.
    """
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        at = _revision(connection)
        found = [] if at == head() else [f"the database is at revision {at or 'none'}, this code needs {head()}"]
        found += [str(difference) for difference in compare_metadata(context, Base.metadata)]
        return found + _compared(connection)


def _is_empty(connection: Connection) -> bool:
    return not set(inspect(connection).get_table_names()) - {"alembic_version"}


def _compared(connection: Connection) -> list[str]:
    """What Alembic's comparison leaves out: against a schema made from the models, described in the same words."""
    want, have = described(connection, from_models=True), described(connection, from_models=False)
    return [f"missing: {line}" for line in sorted(want - have)] + [f"not in the models: {line}" for line in sorted(have - want)]


def _known(at: str | None) -> None:
    if at is not None and at not in _revisions():
        raise SchemaError(f"the database is at revision {at}, this code knows up to {head()}: install the newer release")


def _revisions() -> list[str]:
    """The revisions in their order: a migration's file begins with its own, and they are one chain."""
    return sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    at: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return at


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """SQLite's own lock does not cover reading the revision: a lock file beside the database does."""
    if not is_sqlite(engine):
        yield
        return
    with Path(f"{engine.url.database}.migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            Path(file.name).unlink(missing_ok=True)
