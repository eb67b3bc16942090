"""What the archive of a source holds: payloads by digest (for revisit records), validators (for conditional requests).

A cache in SQLite beside the files; it may be deleted at any time, then identical bodies are stored once more. Rows are written
after the records they name have reached the disk.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.warc import Original

logger = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE IF NOT EXISTS payload
    (sha256 BLOB PRIMARY KEY, url TEXT, fetched_at TEXT, record_id TEXT, file TEXT, start INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS validator (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, sha256 BLOB) WITHOUT ROWID;
"""


@dataclass(slots=True, kw_only=True)
class Held:
    """A whole response that the archive holds, as the index keeps it."""

    sha256: str
    original: Original
    etag: str = ""
    last_modified: str = ""


class ArchiveIndex:
    """The index of one source. One connection a thread: make one for the writer and one for the event loop.

    Total: an index that cannot be used is told once, and answers as an empty one.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._told = False
        self._db: sqlite3.Connection | None = None
        try:
            self._db = _opened(path)
        except sqlite3.OperationalError as error:
            self._tell(error)
        except sqlite3.DatabaseError as error:
            logger.warning("%s is damaged (%s): it is made anew", path, error)
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
            self._db = _opened(path)

    def original(self, sha256: str) -> Original | None:
        """The earliest record with that payload."""
        row = self._row("SELECT * FROM payload WHERE sha256 = ?", bytes.fromhex(sha256))
        if row is None:
            return None
        return Original(url=row[1], fetched_at=datetime.fromisoformat(row[2]), record_id=row[3], file=row[4], offset=row[5])

    def validators(self, url: str) -> Held | None:
        """What the last whole answer of an address said for conditional requests, with the record that holds its body."""
        row = self._row("SELECT etag, last_modified, sha256 FROM validator WHERE url = ?", url)
        original = self.original(row[2].hex()) if row else None
        return Held(sha256=row[2].hex(), original=original, etag=row[0], last_modified=row[1]) if row and original else None

    def has_validators(self) -> bool:
        """Whether any address could be asked for conditionally."""
        return self._row("SELECT 1 FROM validator LIMIT 1") is not None

    def forget(self, sha256: str) -> None:
        """Drop a payload whose record is gone from the disk."""
        self._write([("DELETE FROM payload WHERE sha256 = ?", [(bytes.fromhex(sha256),)])])

    def add(self, held: Iterable[tuple[str, Held]]) -> None:
        """Remember (address, response) pairs, in one transaction."""
        rows = list(held)
        payloads = [
            (bytes.fromhex(h.sha256), o.url, o.fetched_at.isoformat(), o.record_id, o.file, o.offset)
            for _, h in rows
            for o in (h.original,)
        ]
        checks = [(url, h.etag, h.last_modified, bytes.fromhex(h.sha256)) for url, h in rows if h.etag or h.last_modified]
        self._write(
            [
                ("INSERT OR IGNORE INTO payload VALUES (?, ?, ?, ?, ?, ?)", payloads),
                ("INSERT OR REPLACE INTO validator VALUES (?, ?, ?, ?)", checks),
            ]
        )

    def close(self) -> None:
        """Release the file."""
        if self._db is not None:
            self._db.close()

    def _row(self, query: str, *values: object) -> Any:
        try:
            return self._db.execute(query, values).fetchone() if self._db else None
        except sqlite3.Error as error:
            return self._tell(error)

    def _write(self, statements: Iterable[tuple[str, list[Any]]]) -> None:
        if self._db is None:
            return
        try:
            # Its transaction is rolled back where one of them fails.
            with self._db, contextlib.closing(self._db.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                for statement, rows in statements:
                    cursor.executemany(statement, rows)
        except sqlite3.Error as error:
            self._tell(error)

    def _tell(self, error: sqlite3.Error) -> None:
        if not self._told:
            self._told = True
            logger.warning(
                "The index of the archive cannot be used (%s): bodies are kept whole, nothing is asked on conditions", error
            )


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    try:
        # A cache need not outlive a power cut: no fsync of its own.
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + _TABLES)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
