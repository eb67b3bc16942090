"""Responses read back from WARC files, ours or anyone's: plain or gzipped, damaged, cut short, with chunked bodies."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from crawler.warc import NO_BODY, Headers, Provenance, read_provenance
from crawler.warc_members import Damage, members

# Records above this are skipped and named: no page is that large.
MAX_RECORD = 64 * 1024 * 1024


@dataclass(slots=True, kw_only=True)
class Archived:
    """One response as it stands in a WARC file. `refers_to` is set on a revisit record, whose body stands elsewhere."""

    url: str
    method: str
    request_sha256: str
    fetched_at: datetime
    observed_at: datetime
    status: int
    headers: Headers
    body: bytes
    payload_sha256: str
    record_id: str
    file: str
    offset: int
    length: int
    provenance: Provenance | None = None
    refers_to: tuple[str, str, str] | None = None
    """(payload digest, target address, offset@file of ours or '')."""

    def header(self, name: str) -> str:
        """The first value of a response header, '' without it."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    def whole(self, folder: Path) -> Archived:
        """With the body of the record that a revisit refers to; after a 304 with its headers too.

        Raises:
            ValueError: the record names no place of ours, or nothing stands there.
            OSError: the file is gone.

        """
        if self.refers_to is None:
            return self
        offset, _, name = self.refers_to[2].partition("@")
        if not name:
            raise ValueError(f"the revisit record of {self.url} does not say where its body stands")
        old = read_at(folder / name, name, int(offset))
        return replace(self, body=old.body, headers=old.headers if self.status == 304 else self.headers)


@dataclass(slots=True, kw_only=True)
class Information:
    """A warcinfo or metadata record of ours: what the run says of itself."""

    kind: str
    content: Mapping[str, Any]
    offset: int


Record = Archived | Information | Damage


def read_file(path: Path, name: str) -> Iterator[Record]:
    """All responses, information records and damaged places of a file, in order. `name` is how captures will call the file.

    Raises:
        ValueError: the file is no WARC.
        OSError: it cannot be opened.

    """
    with path.open("rb") as stream:
        start = stream.read(5)
        stream.seek(0)
        if start.startswith(b"\x1f\x8b"):
            yield from _gzipped(stream, name)
        elif start == b"WARC/":
            yield from _records(stream, name, None)
        else:
            raise ValueError("neither a WARC file nor a gzipped one")


def read_at(path: Path, name: str, offset: int) -> Archived:
    """The response record that starts at that offset.

    Raises:
        ValueError: no response record starts there.
        OSError: the file cannot be read.

    """
    with path.open("rb") as stream:
        stream.seek(offset)
        found = next(_gzipped(stream, name), None)
    if not isinstance(found, Archived):
        raise ValueError(f"no response record at {offset} of {name}")
    return found


def _gzipped(stream: BinaryIO, name: str) -> Iterator[Record]:
    first = True
    for offset, length, content in members(stream, MAX_RECORD):
        if isinstance(content, Damage):
            yield content
            continue
        if first and not content.startswith(b"WARC/"):
            raise ValueError("a gzipped file that holds no WARC records")
        first = False
        yield from _records(io.BytesIO(content), name, (offset, length))


def _records(stream: BinaryIO, name: str, member: tuple[int, int] | None) -> Iterator[Record]:
    """Records of a plain WARC stream; `member` is the place of the gzip member that held it."""
    iterator = ArchiveIterator(stream, no_record_parse=False)
    try:
        for record in iterator:
            if record.rec_type in ("response", "revisit") and record.http_headers is not None:
                found: Record = _response(record, name)
            elif record.rec_type in ("warcinfo", "metadata"):
                found = _information(record)
            else:
                continue
            place = member or (iterator.get_record_offset(), iterator.get_record_length())
            found.offset = place[0]
            if isinstance(found, Archived):
                found.length = place[1]
            yield found
    except (ArchiveLoadFailed, ValueError, EOFError, zlib.error) as error:
        yield Damage(offset=member[0] if member else stream.tell(), reason=f"{type(error).__name__}: {error}")


def _response(record: Any, name: str) -> Archived:
    fields: dict[str, str] = dict(record.rec_headers.headers)
    headers = list(record.http_headers.headers)
    raw = record.raw_stream.read(MAX_RECORD)
    if "chunked" in (record.http_headers.get_header("Transfer-Encoding") or "").lower():
        raw = ChunkedDataReader(io.BytesIO(raw)).read()
    digest = fields.get("WARC-Payload-Digest", "")
    refers_to = None
    if record.rec_type == "revisit":
        refers_to = (digest, fields.get("WARC-Refers-To-Target-URI", ""), fields.get("Jishi-Refers-To-Record", ""))
    fetched_at = _instant(fields["WARC-Date"])
    provenance = read_provenance(fields)
    ours = provenance is not None and digest.startswith("sha256:")
    return Archived(
        url=fields.get("WARC-Target-URI", "").strip("<>"),
        method=fields.get("Jishi-Method", "GET"),
        request_sha256=fields.get("Jishi-Request-SHA256", NO_BODY),
        fetched_at=fetched_at,
        observed_at=memento_datetime(record.http_headers.get_header("Memento-Datetime")) or fetched_at,
        status=int(record.http_headers.get_statuscode() or 0),
        headers=headers,
        body=raw,
        payload_sha256=digest[7:] if ours else sha256(raw).hexdigest(),
        record_id=fields.get("WARC-Record-ID", ""),
        file=name,
        offset=0,
        length=0,
        provenance=provenance,
        refers_to=refers_to,
    )


def _information(record: Any) -> Information:
    content = record.content_stream().read(MAX_RECORD)
    try:
        read = json.loads(content)
    except ValueError:
        # Others write warcinfo as lines of "name: value"; nothing of ours stands in them.
        read = {}
    return Information(kind=record.rec_type, content=read if isinstance(read, dict) else {}, offset=0)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def memento_datetime(value: str | None) -> datetime | None:
    """The instant of a Memento-Datetime header (RFC 7089), None without a readable one."""
    if not value:
        return None
    try:
        instant = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
