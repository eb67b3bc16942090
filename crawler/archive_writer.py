"""The archive's writer: one thread that turns exchanges into WARC records and commits them in groups, one fsync a group.

Whoever hands in an exchange waits until its record is on the disk: nothing is parsed whose record could be lost. A write error
reaches every waiter, and the file is cut back to its last whole record.
"""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from crawler import warc
from crawler.archive_index import ArchiveIndex, Held
from crawler.errors import DiskFullError
from crawler.items import Capture
from crawler.warc import Exchange, Original
from crawler.warc_reader import memento_datetime

logger = logging.getLogger(__name__)

# As many records as one fsync may carry; more only delays the first of them.
GROUP = 64


@dataclass(slots=True)
class _Entry:
    exchange: Exchange
    known: Held | None
    """On a 304: the response whose body stands for this one."""
    waiter: asyncio.Future[Capture]


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
        self._folder, self._prefix, self._roll = folder, prefix, roll_bytes
        self._information = json.dumps(information, ensure_ascii=False, default=str).encode()
        self._index_path = index
        self._queue: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._file: BinaryIO | None = None
        self._name, self._number = "", 0
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()

    async def write(self, exchange: Exchange, known: Held | None = None) -> Capture:
        """Archive one exchange; returns when it is on the disk.

        Raises:
            DiskFullError: no space left.
            OSError: any other write error.

        """
        waiter: asyncio.Future[Capture] = self._loop.create_future()
        self._queue.put(_Entry(exchange, known, waiter))
        return await waiter

    async def close(self, ending: Mapping[str, Any]) -> None:
        """Write what is waiting and a last record that says how the run ended; release the files."""
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        if self._file is None:
            self._open()
        content = json.dumps(ending, ensure_ascii=False, default=str).encode()
        await asyncio.to_thread(self._append, [warc.information_record("metadata", content, {"Jishi-Record": "run-end"})])
        if self._file is not None:
            self._file.close()

    def _run(self) -> None:
        index = ArchiveIndex(self._index_path)
        ending = False
        while not ending:
            group: list[_Entry] = []
            entry = self._queue.get()
            while entry is not None:
                group.append(entry)
                if len(group) >= GROUP or self._queue.empty():
                    break
                entry = self._queue.get()
            ending = entry is None
            if group:
                self._commit(group, index)
        index.close()

    def _commit(self, group: list[_Entry], index: ArchiveIndex) -> None:
        results: list[Capture | Exception]
        try:
            results = [*self._store(group, index)]
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            results = [DiskFullError(f"no space left for the archive at {self._folder}") if full else error] * len(group)
        except Exception as error:
            # No exchange may leave its waiter waiting, or cost the others of its group their records.
            if len(group) > 1:
                for entry in group:
                    self._commit([entry], index)
                return
            logger.exception("%s could not be archived", group[0].exchange.url)
            results = [error]
        self._loop.call_soon_threadsafe(_deliver, [e.waiter for e in group], results)

    def _store(self, group: list[_Entry], index: ArchiveIndex) -> list[Capture]:
        if self._file is None or self._file.tell() >= self._roll:
            self._open()
        assert self._file is not None
        blocks: list[bytes] = []
        captures: list[Capture] = []
        fresh: dict[str, tuple[str, Held]] = {}
        offset = self._file.tell()
        for entry in group:
            exchange = entry.exchange
            digest = entry.known.sha256 if entry.known else sha256(exchange.body).hexdigest()
            original = entry.known.original if entry.known else self._earlier(digest, exchange, fresh, index)
            record_id = warc.new_record_id()
            record = warc.response_record(exchange, record_id, digest, original)
            capture = _capture(exchange, digest, record_id, self._name, offset, len(record))
            captures.append(capture)
            if original is None and exchange.status == 200 and exchange.body:
                fresh[digest] = (exchange.url, _held(exchange, capture))
            request = warc.request_record(exchange, record_id)
            blocks += [record, request]
            offset += len(record) + len(request)
        self._append(blocks)
        if fresh:
            index.add(fresh.values())
        return captures

    def _earlier(
        self, digest: str, exchange: Exchange, fresh: Mapping[str, tuple[str, Held]], index: ArchiveIndex
    ) -> Original | None:
        if not exchange.body:
            return None
        return fresh[digest][1].original if digest in fresh else index.original(digest)

    def _append(self, blocks: list[bytes]) -> None:
        """Write and fsync; on an error the file is cut back, so that it ends with a whole record."""
        assert self._file is not None
        start = self._file.tell()
        try:
            left = memoryview(b"".join(blocks))
            while left:
                # Unbuffered: a short write tells how much the disk took.
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(start)
            self._file.seek(start)
            raise

    def _open(self) -> None:
        """Begin the next file with its warcinfo record."""
        if self._file is not None:
            self._file.close()
        self._name = f"{self._prefix}-{self._number:03d}.warc.gz"
        self._number += 1
        path = self._folder / self._name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("xb", buffering=0)
        self._append([warc.information_record("warcinfo", self._information, {"WARC-Filename": path.name})])


def _deliver(waiters: list[asyncio.Future[Capture]], results: list[Capture | Exception]) -> None:
    for waiter, result in zip(waiters, results, strict=True):
        # A waiter that was cancelled at the end of a run has its record all the same.
        if waiter.done():
            continue
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


def _capture(exchange: Exchange, digest: str, record_id: str, name: str, offset: int, length: int) -> Capture:
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
        payload_sha256=digest,
        record_id=record_id,
        warc_file=name,
        warc_offset=offset,
        warc_length=length,
        walk=origin.walk,
        page_number=origin.page_number,
    )
