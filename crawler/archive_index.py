"""What the archive of a source holds: payloads by digest (for revisit records), validators (for conditional requests).

A cache in SQLite beside the files; it may be deleted at any time, then identical bodies are stored once more. Rows are written
after the records they name have reached the disk.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.warc import Original

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
    """The index of one source. One connection a thread: make one for the writer and one for the event loop."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        # A cache need not outlive a power cut: no fsync of its own.
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + _TABLES)

    def original(self, sha256: str) -> Original | None:
        """The earliest record with that payload."""
        row = self._db.execute("SELECT * FROM payload WHERE sha256 = ?", (bytes.fromhex(sha256),)).fetchone()
        if row is None:
            return None
        return Original(url=row[1], fetched_at=datetime.fromisoformat(row[2]), record_id=row[3], file=row[4], offset=row[5])

    def validators(self, url: str) -> Held | None:
        """What the last whole answer of an address said for conditional requests, with the record that holds its body."""
        row = self._db.execute("SELECT etag, last_modified, sha256 FROM validator WHERE url = ?", (url,)).fetchone()
        original = self.original(row[2].hex()) if row else None
        return Held(sha256=row[2].hex(), original=original, etag=row[0], last_modified=row[1]) if original else None

    def has_validators(self) -> bool:
        """Whether any address could be asked for conditionally."""
        return self._db.execute("SELECT 1 FROM validator LIMIT 1").fetchone() is not None

    def forget(self, sha256: str) -> None:
        """Drop a payload whose record is gone from the disk."""
        self._db.execute("DELETE FROM payload WHERE sha256 = ?", (bytes.fromhex(sha256),))

    def add(self, held: Iterable[tuple[str, Held]]) -> None:
        """Remember (address, response) pairs, in one transaction."""
        rows = list(held)
        payloads = [
            (bytes.fromhex(h.sha256), o.url, o.fetched_at.isoformat(), o.record_id, o.file, o.offset)
            for _, h in rows
            for o in (h.original,)
        ]
        checks = [(url, h.etag, h.last_modified, bytes.fromhex(h.sha256)) for url, h in rows if h.etag or h.last_modified]
        with contextlib.closing(self._db.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany("INSERT OR IGNORE INTO payload VALUES (?, ?, ?, ?, ?, ?)", payloads)
            cursor.executemany("INSERT OR REPLACE INTO validator VALUES (?, ?, ?, ?)", checks)
            cursor.execute("COMMIT")

    def close(self) -> None:
        """Release the file."""
        self._db.close()
