"""Connections to the store: SQLite in one file, or PostgreSQL by DATABASE_URL. Ingest and migrations name dialects too."""

from __future__ import annotations

import errno
import fcntl
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

BUSY_SECONDS = 10
# PostgreSQL's SQLSTATE classes of a server that is away, starting, stopping or full.
_AWAY = ("08", "57P", "53300")
_REFUSED = ("does not exist", "authentication failed", "no pg_hba.conf entry", "is not permitted to log in")
_ADDRESSES = "use sqlite:///FILE or postgresql://USER@HOST/NAME"


class StoreError(Exception):
    """The address of the store is wrong, or its place cannot be used; the message says what to do."""


def engine_of(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://user@host/name`. Nothing is contacted yet.

    Raises:
        StoreError: the address cannot be understood, or the folder of the file cannot be made.

    """
    try:
        address = make_url(url.replace("postgres://", "postgresql://", 1))
        if address.get_backend_name() == "sqlite":
            return _sqlite(address)
        if address.get_backend_name() == "postgresql":
            return _postgresql(address)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(f"DATABASE_URL {url.partition('@')[0].partition(':')[0]}...: {error}; {_ADDRESSES}") from error
    raise StoreError(f"DATABASE_URL: {address.get_backend_name()} is not supported; {_ADDRESSES}")


def is_sqlite(engine: Engine) -> bool:
    """Whether the store is a SQLite file."""
    return engine.dialect.name == "sqlite"


def plain_address(engine: Engine) -> str:
    """The address of a PostgreSQL store as libpq takes it, its password included."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def alone(engine: Engine, what: str) -> Iterator[None]:
    """Let one process at a time do something with a store; who comes later waits. A process that dies lets go."""
    if not is_sqlite(engine):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            key = {"key": zlib.crc32(what.encode())}
            connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
        return
    # The file stays: to remove it under a waiting process would let two in.
    with Path(f"{engine.url.database}.{what}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def one_at_a_time(connection: Connection, what: str) -> None:
    """Let one transaction at a time do something until it ends. SQLite's own lock does so where it begins IMMEDIATE."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": zlib.crc32(what.encode())})


def unavailable(error: BaseException) -> bool:
    """Whether an error means that the database is away, locked or restarting, so that waiting may help."""
    if not isinstance(error, DBAPIError):
        return False
    if disk_full(error):
        return False
    if error.connection_invalidated:
        return True
    origin = error.orig
    if isinstance(origin, sqlite3.OperationalError):
        return any(word in str(origin) for word in ("locked", "busy"))
    state = getattr(origin, "sqlstate", None)
    if state is None:
        # psycopg gives no state where no connection came about. Who is refused by name is not helped by waiting.
        refused = any(words in str(origin) for words in _REFUSED)
        return isinstance(error, OperationalError | InterfaceError) and not refused
    return str(state).startswith(_AWAY)


def disk_full(error: BaseException) -> bool:
    """Whether an error means that no space is left for the store."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    origin = getattr(error, "orig", None)
    # SHMSIZE: no room for the file beside a WAL, without which no connection begins.
    names = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
    return getattr(origin, "sqlstate", None) == "53100" or getattr(origin, "sqlite_errorname", None) in names


def forbidden(error: BaseException) -> bool:
    """Whether an error means that the store may be read but not written: a file without the right, a role without it."""
    origin = getattr(error, "orig", None)
    # PostgreSQL: insufficient_privilege, read_only_sql_transaction.
    state, name = getattr(origin, "sqlstate", None), getattr(origin, "sqlite_errorname", None)
    return state in ("42501", "25006") or str(name).startswith("SQLITE_READONLY")


def _sqlite(address: URL) -> Engine:
    if not address.database or address.database == ":memory:":
        raise StoreError(f"DATABASE_URL {address}: a store in memory ends with its command; {_ADDRESSES}")
    folder = Path(address.database).resolve().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder of {address.database} cannot be made: {error}") from error
    # Python 3.11's own transaction handling begins none before DDL; ours does, so that half a migration is rolled back.
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False})
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _pragmas(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = FULL",
        "cache_size = -32000",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def keep_little(engine: Engine, megabytes: int) -> None:
    """Bound what a connection keeps of a SQLite file in memory: less than the default, where the process has other work."""
    if engine.dialect.name != "sqlite":
        return

    def bound(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA cache_size = {-1000 * megabytes}").close()

    event.listen(engine, "connect", bound)
    # Connections made so far go, those to come are bounded.
    engine.dispose()


def _begin(connection: Any) -> None:
    # IMMEDIATE where a writer asks for it: a transaction that turns from reading to writing cannot wait for another writer.
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _postgresql(address: URL) -> Engine:
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=4,
        connect_args={"connect_timeout": 5, "application_name": "jishi"},
    )
