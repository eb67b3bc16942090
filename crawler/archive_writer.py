"""The archive's writer: exchanges become WARC records, which one thread commits in groups, one fsync a group.

Whoever hands in an exchange waits until its record is on the disk: nothing is parsed whose record could be lost. A write error
reaches every waiter, and the file is cut back to its last whole record.

Records are put together in the event loop, which takes a fraction of the time that a page takes; the thread packs what is
large, writes and waits for the disk, all of it without Python's lock. A thread that needs the lock for each small step stops
the crawl at each of them.
"""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from crawler import warc
from crawler.archive_files import RunFiles, Written
from crawler.archive_index import ArchiveIndex, Held
from crawler.errors import DiskFullError
from crawler.items import Capture
from crawler.warc import Exchange, Member, Original
from crawler.warc_reader import memento_datetime

logger = logging.getLogger(__name__)

# As many records as one fsync may carry; more only delays the first of them.
GROUP = 64
# New payloads go into the index so many at a time, or after so many seconds: each alone would cost a transaction.
_REMEMBER, _SECONDS = 200, 1.0

Fresh = dict[str, tuple[str, Held]]
"""Digest -> (address, response) of payloads that the index does not hold yet."""


@dataclass(slots=True)
class _Entry:
    exchange: Exchange
    known: Held | None
    """On a 304: the response whose body stands for this one."""
    waiter: asyncio.Future[Capture]
    digest: str = ""
    record_id: str = ""
    original: Original | None = None


@dataclass(slots=True)
class _Group:
    """Exchanges that are committed together."""

    entries: list[_Entry] = field(default_factory=list)
    records: list[bytes | Member] = field(default_factory=list)
    """The response's and the request's record of each entry."""
    remember: Fresh = field(default_factory=dict)
    """Payloads of earlier groups that are to go into the index."""


class ArchiveWriter:
    """Writes the files of one run: `<folder>/<source>/<logical date>/<run>-<n>.warc.gz`.

    Args:
        folder: the archive.
        prefix: path of the run's files below it, POSIX, without number and suffix.
        information: what the first record of each file says of the run.
        roll_bytes: size at which a new file is begun.
        index: path of the source's index.

    """

    def __init__(self, folder: Path, prefix: str, information: Mapping[str, Any], roll_bytes: int, index: Path) -> None:
        self._files = RunFiles(folder, prefix, json.dumps(information, ensure_ascii=False, default=str).encode(), roll_bytes)
        self._folder, self._index_path, self._index = folder, index, ArchiveIndex(index)
        self._waiting: deque[_Entry] = deque()
        self._fresh: Fresh = {}
        self._remembering: Fresh = {}
        self._remembered_at = time.monotonic()
        self._is_busy = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._loop = asyncio.get_running_loop()
        self._groups: queue.SimpleQueue[_Group | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()

    async def write(self, exchange: Exchange, known: Held | None = None) -> Capture:
        """Archive one exchange; returns when it is on the disk.

        Raises:
            DiskFullError: no space left.
            OSError: any other write error.

        """
        waiter: asyncio.Future[Capture] = self._loop.create_future()
        self._waiting.append(_Entry(exchange, known, waiter))
        if not self._is_busy:
            self._is_busy = True
            self._idle.clear()
            # Not at once: what came in with the same turn of the event loop goes to the disk together.
            self._loop.call_soon(self._commit)
        return await waiter

    async def close(self, ending: Mapping[str, Any]) -> None:
        """Write what is waiting and a last record that says how the run ended; release the files."""
        await self._idle.wait()
        self._groups.put(_Group(remember=self._fresh))
        self._groups.put(None)
        await asyncio.to_thread(self._thread.join)
        self._index.close()
        content = json.dumps(ending, ensure_ascii=False, default=str).encode()
        await asyncio.to_thread(self._files.end, content)

    def _commit(self) -> None:
        """Hand the next group to the thread, or rest."""
        group, known = _Group(), set[str]()
        while self._waiting and len(group.entries) < GROUP:
            entry = self._waiting[0]
            try:
                if not self._prepare(entry, group, known):
                    break
            except Exception as error:
                # No exchange may leave its waiter waiting, or cost the others of its group their records.
                logger.exception("%s could not be archived", entry.exchange.url)
                _deliver(entry.waiter, error)
            self._waiting.popleft()
        if not group.entries:
            self._is_busy = False
            self._idle.set()
            return
        # The thread has done with what went along with the last group.
        self._remembering = {}
        if len(self._fresh) >= _REMEMBER or time.monotonic() > self._remembered_at + _SECONDS:
            self._remembering, self._fresh, self._remembered_at = self._fresh, {}, time.monotonic()
        group.remember = self._remembering
        self._groups.put(group)

    def _prepare(self, entry: _Entry, group: _Group, new: set[str]) -> bool:
        """Add an entry to a group; False where it must wait for the next: it repeats a body whose place is not known yet."""
        exchange, known = entry.exchange, entry.known
        entry.digest = known.sha256 if known else sha256(exchange.body).hexdigest()
        if entry.digest in new:
            return False
        entry.original = known.original if known else self._earlier(entry.digest, exchange)
        entry.record_id = warc.new_record_id()
        records = (
            warc.response_record(exchange, entry.record_id, entry.digest, entry.original),
            warc.request_record(exchange, entry.record_id),
        )
        group.records += [record.packed() if record.is_light else record for record in records]
        group.entries.append(entry)
        if entry.original is None and exchange.body:
            new.add(entry.digest)
        return True

    def _earlier(self, digest: str, exchange: Exchange) -> Original | None:
        if not exchange.body:
            return None
        held = self._fresh.get(digest) or self._remembering.get(digest)
        return held[1].original if held else self._index.original(digest)

    def _run(self) -> None:
        """The thread: groups to the disk, one after the other."""
        index = ArchiveIndex(self._index_path)
        while (group := self._groups.get()) is not None:
            # First, so that whoever hears of a group finds in the index what went along with it.
            if group.remember:
                index.add(group.remember.values())
            if group.entries:
                result: Written | Exception
                try:
                    result = self._files.write(group.records)
                except OSError as error:
                    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
                    result = DiskFullError(f"no space left for the archive at {self._folder}") if full else error
                except Exception as error:
                    logger.exception("A group of records could not be archived")
                    result = error
                self._loop.call_soon_threadsafe(self._written, group, result)
        index.close()

    def _written(self, group: _Group, result: Written | Exception) -> None:
        """Tell the waiters; then the next group."""
        for n, entry in enumerate(group.entries):
            if isinstance(result, Exception):
                _deliver(entry.waiter, result)
                continue
            start, end = result.places[2 * n : 2 * n + 2]
            capture = _capture(entry, result.name, start, end - start)
            if entry.original is None and entry.exchange.status == 200 and entry.exchange.body:
                self._fresh[entry.digest] = (entry.exchange.url, _held(entry.exchange, capture))
            _deliver(entry.waiter, capture)
        self._commit()


def _deliver(waiter: asyncio.Future[Capture], result: Capture | Exception) -> None:
    # A waiter that was cancelled at the end of a run has its record all the same.
    if waiter.done():
        return
    if isinstance(result, Exception):
        waiter.set_exception(result)
    else:
        waiter.set_result(result)


def _held(exchange: Exchange, capture: Capture) -> Held:
    headers = {name.lower(): value for name, value in exchange.headers}
    original = Original(
        url=capture.url,
        fetched_at=capture.fetched_at,
        record_id=capture.record_id,
        file=capture.warc_file,
        offset=capture.warc_offset,
    )
    validated = exchange.method == "GET"
    return Held(
        sha256=capture.payload_sha256,
        original=original,
        etag=headers.get("etag", "") if validated else "",
        last_modified=headers.get("last-modified", "") if validated else "",
    )


def _capture(entry: _Entry, name: str, offset: int, length: int) -> Capture:
    exchange = entry.exchange
    headers = {key.lower(): value for key, value in exchange.headers}
    origin = exchange.provenance
    return Capture(
        run_id=origin.run_id,
        source_code=origin.source_code,
        spider=origin.spider,
        logical_date=origin.logical_date,
        url=exchange.url,
        method=exchange.method,
        request_sha256=sha256(exchange.request_body).hexdigest() if exchange.request_body else warc.NO_BODY,
        fetched_at=exchange.fetched_at,
        observed_at=memento_datetime(headers.get("memento-datetime")) or exchange.fetched_at,
        status=exchange.status,
        content_type=headers.get("content-type", ""),
        payload_sha256=entry.digest,
        record_id=entry.record_id,
        warc_file=name,
        warc_offset=offset,
        warc_length=length,
        walk=origin.walk,
        page_number=origin.page_number,
    )
