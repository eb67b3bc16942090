"""Unfinished runs of the archive: which they are, and what they captured. Needs no database.

A run is finished when the last record of its last file says so. One that was killed, interrupted or lost its database is
continued by the next run with the same spider, source, arguments, slot and logical date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from crawler.items import Capture
from crawler.warc_members import cut_tail
from crawler.warc_reader import MAX_RECORD, Archived, Information, read_at, read_file

_SAME = ("spider", "source_code", "arguments", "slot", "logical_date")


@dataclass(slots=True)
class Resumable:
    """What unfinished runs captured: the place of each answer by its request."""

    folder: Path
    run_ids: list[str] = field(default_factory=list)
    """Oldest first."""
    places: dict[bytes, tuple[str, int]] = field(default_factory=dict)

    def find(self, method: str, url: str, request_sha256: str) -> Archived | None:
        """The archived answer to a request, None where there is none."""
        place = self.places.get(_key(method, url, request_sha256))
        return read_at(self.folder / place[0], *place) if place else None


def capture_of(archived: Archived, source_code: str = "adhoc", spider: str = "") -> Capture | None:
    """The capture that a record of ours describes; None for a record without provenance."""
    origin = archived.provenance
    if origin is None:
        return None
    return Capture(
        run_id=origin.run_id,
        source_code=origin.source_code or source_code,
        spider=origin.spider or spider,
        logical_date=origin.logical_date,
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
        walk=origin.walk,
        page_number=origin.page_number,
    )


def unfinished(folder: Path, information: Mapping[str, Any]) -> Resumable:
    """The unfinished runs that a run with this information continues, their files mended and indexed."""
    found = Resumable(folder)
    day = folder / str(information["source_code"]) / str(information["logical_date"])
    for files in reversed(_runs(day)):
        opening = _first(files[0])
        if opening is None or any(str(opening.get(key)) != str(information[key]) for key in _SAME):
            continue
        if not _index(found, files):
            break
        found.run_ids.insert(0, str(opening["id"]))
    return found


def _runs(day: Path) -> list[list[Path]]:
    """Files of each run of a day, runs and files in order."""
    runs: dict[str, list[Path]] = {}
    for path in sorted(day.glob("*.warc.gz")):
        runs.setdefault(path.name.rpartition("-")[0], []).append(path)
    return [runs[name] for name in sorted(runs)]


def _first(path: Path) -> Mapping[str, Any] | None:
    record = next(iter(read_file(path, path.name)), None) if path.stat().st_size else None
    return record.content if isinstance(record, Information) else None


def _index(found: Resumable, files: Iterable[Path]) -> bool:
    """Add what a run captured; False, and nothing added, where the run had finished."""
    places: dict[bytes, tuple[str, int]] = {}
    for path in files:
        cut_tail(path, MAX_RECORD)
        name = path.relative_to(found.folder).as_posix()
        for record in read_file(path, name):
            if isinstance(record, Information) and record.content.get("resumable") is False:
                return False
            if isinstance(record, Archived) and 200 <= record.status < 400 and not record.url.endswith("/robots.txt"):
                places[_key(record.method, record.url, record.request_sha256)] = (name, record.offset)
    found.places = {**places, **found.places}
    return True


def _key(method: str, url: str, request_sha256: str) -> bytes:
    return sha256(f"{method} {url} {request_sha256}".encode()).digest()[:16]
