"""From WARC files to rows: routes each response to the page class that reads it, and stores what it says. Idempotent.

A record of ours carries its run, so that an archive without its database gives the same rows. A foreign record belongs to the
replay itself, whose id is made of the files: replaying them again adds nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import StatementError

from crawler import reading
from crawler.bodies import decoded
from crawler.errors import ConfigurationError
from crawler.items import Capture, PageItem, Reading
from crawler.pages.base import Page
from crawler.resume import capture_of
from crawler.revisits import Revisits
from crawler.sources import ADHOC
from crawler.spiders.base import JishiSpider
from crawler.warc_members import Damage
from crawler.warc_places import FILES
from crawler.warc_reader import Archived, Information, Record, read_file
from db.engine import disk_full, unavailable

logger = logging.getLogger(__name__)

Keep = Callable[[PageItem], Awaitable[None]]
Told = Callable[[Mapping[str, Any]], Awaitable[None]]
Advance = Callable[[int, str], None]


@dataclass(slots=True)
class Tally:
    """What a replay did."""

    responses: int = 0
    items: int = 0
    walls: Counter[str] = field(default_factory=Counter)
    nothing: list[str] = field(default_factory=list)
    """Addresses of pages that yielded nothing."""
    damaged: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.responses} responses, {self.items} items"


def files_of(paths: Iterable[str]) -> list[Path]:
    """The WARC files named, and those below the folders named, in the order of their paths.

    Raises:
        ConfigurationError: there is no such file, or a folder holds none.

    """
    found: list[Path] = []
    for path in map(Path, paths):
        inside = sorted(p for p in path.rglob("*") if p.name.endswith(FILES)) if path.is_dir() else [path]
        if not inside:
            raise ConfigurationError(f"{path}: no WARC file is in this folder, or none that may be read")
        if not inside[0].exists():
            raise ConfigurationError(f"{path}: no such WARC file")
        found += inside
    return found


def replay_id(files: Iterable[Path]) -> str:
    """The id of a replay: of the names, sizes and beginnings of its files."""
    digest = sha256()
    for path in sorted(files, key=lambda p: p.name):
        with path.open("rb") as stream:
            digest.update(f"{path.name} {path.stat().st_size} ".encode() + stream.read(4096))
    return f"replay-{digest.hexdigest()[:16]}"


@dataclass(slots=True, kw_only=True)
class Replay:
    """One replay of some files.

    `keep` stores a page, `told` is given what a run of ours says of itself (its first and last records), before its pages.
    """

    run_id: str
    spiders: Mapping[str, type[JishiSpider]]
    fallback: type[JishiSpider] | None
    folder: Path
    """The archive: revisit records of ours name files below it."""
    time_zone: str
    limit: int
    keep: Keep
    told: Told
    tally: Tally = field(default_factory=Tally)
    _hints: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _revisits: Revisits = field(default_factory=Revisits)

    async def file(self, path: Path, advance: Advance) -> None:
        """Replay one file.

        Raises:
            ConfigurationError: it is no WARC.

        """
        done, size = 0, path.stat().st_size  # noqa: ASYNC240  # one look at a local file
        for record in _records(path, self._name(path)):
            if isinstance(record, Damage):
                self.tally.damaged.append(f"{path}: {record.reason} at byte {record.offset}")
            elif isinstance(record, Information):
                await self._information(record, path)
            else:
                await self._response(record)
                # Of a file that was packed as a whole the places stand in what it holds.
                advance(max(0, min(record.offset + record.length, size) - done), str(self.tally))
                done = max(done, min(record.offset + record.length, size))
        advance(size - done, str(self.tally))

    async def revisits(self, paths: Iterable[Path]) -> None:
        """Read the revisit records of others, now that all files are known: the records that they repeat are looked for."""
        for path in paths if self._revisits else ():
            for record in _records(path, self._name(path)):
                if isinstance(record, Archived):
                    for found in self._revisits.of(record):
                        await self._page(found)
        for archived in self._revisits.left():
            self.tally.damaged.append(f"{archived.url}: the record that it repeats is in none of the files")
            await self.keep(self._item(archived))

    def _name(self, path: Path) -> str:
        """How captures call the file: below the archive where it stands there, else by its name."""
        resolved = path.resolve()
        return resolved.relative_to(self.folder).as_posix() if resolved.is_relative_to(self.folder) else path.name

    async def _information(self, record: Information, path: Path) -> None:
        if not record.content:
            return
        try:
            await self.told(record.content)
        except (KeyError, TypeError, ValueError, StatementError) as error:
            if unavailable(error) or disk_full(error):
                raise
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self.tally.damaged.append(f"{path}: what a run says of itself is wrong ({reason}) at byte {record.offset}")
        else:
            if "id" in record.content and "spider" in record.content:
                self._hints[str(record.content["id"])] = record.content

    async def _response(self, archived: Archived) -> None:
        self.tally.responses += 1
        reference = archived.refers_to
        at_hand = reference is None or (reference.file and (self.folder / reference.file).exists())
        if not at_hand and _may_be_read(archived):
            self._revisits.wait(archived)
        else:
            await self._page(archived)

    async def _introduce(self, archived: Archived) -> None:
        """Tell of a run of ours whose first record is damaged or missing what its pages say of it."""
        origin = archived.provenance
        if origin is not None and origin.run_id not in self._hints:
            run = {"id": origin.run_id, "source_code": origin.source_code or ADHOC, "spider": origin.spider, "arguments": {}}
            day, began = origin.logical_date.isoformat(), archived.fetched_at.isoformat()
            self._hints[origin.run_id] = run
            await self.told({**run, "logical_date": day, "trigger": "replay", "started_at": began, "software": "Jishi/"})

    async def _page(self, archived: Archived) -> None:
        await self._introduce(archived)
        page = self._item(archived)
        if _may_be_read(archived):
            page.reading = await self._read(archived)
        await self.keep(page)

    def _item(self, archived: Archived) -> PageItem:
        capture = capture_of(archived) or self._foreign(archived)
        hints = self._hints.get(capture.run_id, {})
        return PageItem(
            capture=capture,
            reading=Reading(site="archive"),
            currency=(archived.provenance.currency if archived.provenance else "") or None,
            place_prior=hints.get("place_prior"),
            time_zone=hints.get("time_zone") or self.time_zone,
        )

    async def _read(self, archived: Archived) -> Reading:
        cls, url = reading.reader_of(archived, dict(self.spiders), self.fallback)
        try:
            whole = archived.whole(self.folder)
            body = decoded(whole, self.limit)
        except (OSError, ValueError) as error:
            self.tally.damaged.append(f"{archived.url}: {error}")
            return Reading(site=cls.site)
        second = reading.second_reader(archived, dict(self.spiders), self.fallback)
        read = await _in_thread(cls, reading.read_archived, whole, body, cls, url, second)
        self.tally.items += len(read.items)
        if read.wall:
            self.tally.walls[read.wall] += 1
        elif not read.items:
            self.tally.nothing.append(archived.url)
        return read

    def _foreign(self, archived: Archived) -> Capture:
        day: datetime = archived.observed_at.astimezone(ZoneInfo(self.time_zone))
        return Capture(
            run_id=self.run_id,
            source_code=ADHOC,
            spider="",
            logical_date=day.date(),
            url=archived.url,
            method=archived.method,
            request_sha256=archived.request_sha256,
            fetched_at=archived.fetched_at,
            observed_at=archived.observed_at,
            status=archived.status,
            content_type=archived.header("content-type"),
            payload_sha256=archived.payload_sha256,
            record_id=archived.record_id,
            warc_file=archived.file,
            warc_offset=archived.offset,
            warc_length=archived.length,
        )


def _records(path: Path, name: str) -> Iterator[Record]:
    """The records of a file.

    Raises:
        ConfigurationError: it is no WARC, or cannot be read.

    """
    records = read_file(path, name)
    while True:
        try:
            record = next(records, None)
        except (ValueError, OSError) as error:
            raise ConfigurationError(f"{path}: {error}") from error
        if record is None:
            return
        yield record


def _may_be_read(archived: Archived) -> bool:
    if archived.method in ("HEAD", "OPTIONS", "TRACE", "CONNECT"):
        return False
    return (200 <= archived.status < 300 or archived.status in (0, 304)) and not archived.url.endswith("/robots.txt")


async def _in_thread(cls: type[Page], function: Callable[..., Reading], *args: Any) -> Reading:
    """Slow pages are read in a thread, so that the store's batches go on."""
    return await asyncio.to_thread(function, *args) if cls.slow else function(*args)
