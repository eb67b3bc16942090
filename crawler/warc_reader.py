"""Responses read back from WARC files, ours or anyone's: plain or packed, damaged, cut short, with chunked bodies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from crawler.clock import believable
from crawler.warc import NO_BODY, Headers, Provenance, read_provenance
from crawler.warc_members import Damage
from crawler.warc_places import places
from crawler.warc_records import RawRecord, http_parts, joined
from crawler.warc_requests import Requests, url_of
from crawler.warc_streams import read_place

# Records above this are skipped and named: no page is that large.
MAX_RECORD = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where a revisit record says that its body stands; '' where it does not say."""

    digest: str
    url: str
    date: str
    record_id: str
    file: str
    """File of ours, below the archive, and the record's place in it."""
    offset: int


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
    refers_to: Reference | None = None
    digest: str = ""
    """WARC-Payload-Digest as the record has it."""
    cut: str = ""
    """Why the body is not whole; it must not be read then."""

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
        if not self.refers_to.file:
            raise ValueError(f"the revisit record of {self.url} does not say where its body stands")
        return self.completed(read_at(folder / self.refers_to.file, self.refers_to.file, self.refers_to.offset))

    def completed(self, original: Archived) -> Archived:
        """With the body of the record that this one repeats, and with its headers where this one brought none of its own."""
        bare = self.status in (0, 304)
        return replace(
            self,
            status=self.status or original.status,
            body=original.body,
            headers=original.headers if bare else self.headers,
            payload_sha256=self.payload_sha256 if self.provenance else original.payload_sha256,
            cut=original.cut,
            refers_to=None,
        )


@dataclass(slots=True, kw_only=True)
class Information:
    """A warcinfo or metadata record of ours: what the run says of itself."""

    kind: str
    content: Mapping[str, Any]
    offset: int


Record = Archived | Information | Damage


def read_file(path: Path, name: str) -> Iterator[Record]:
    """All responses, information records and damaged places of a file, in order. `name` is how captures will call the file.

    Of a WACZ file those of all its WARC files, each called by its path below that name.

    Raises:
        ValueError: the file is no WARC.
        OSError: it cannot be opened.

    """
    for place in places(path):
        called = (Path(name) / place.relative_to(path)).as_posix()
        try:
            yield from _read(place, called)
        except ValueError as error:
            if place == path:
                raise
            yield Damage(offset=0, reason=f"{called}: {error}")


def read_at(path: Path, name: str, offset: int) -> Archived:
    """The response record that starts at that offset.

    Raises:
        ValueError: no response record starts there.
        OSError: the file cannot be read.

    """
    raw = next(read_place(path, MAX_RECORD, offset), None)
    found = _found(raw, name, None) if isinstance(raw, RawRecord) else None
    if not isinstance(found, Archived):
        raise ValueError(f"no response record at {offset} of {name}")
    return found


def _read(place: Path, name: str) -> Iterator[Record]:
    requests: Requests | None = None
    for raw in read_place(place, MAX_RECORD):
        if isinstance(raw, Damage):
            yield raw
            continue
        if requests is None and _foreign_response(raw):
            # The whole file is looked through: a request may stand behind its response.
            requests = Requests(one for one in read_place(place, MAX_RECORD) if isinstance(one, RawRecord))
        found = _found(raw, name, requests)
        if found is not None:
            yield found


def _foreign_response(raw: RawRecord) -> bool:
    return raw.fields.get("warc-type", "").lower() in ("response", "revisit") and "jishi-run" not in raw.fields


def _found(raw: RawRecord, name: str, requests: Requests | None) -> Record | None:
    """What a record tells; None for one that is no response and no information."""
    try:
        found = _record(raw, name)
        if isinstance(found, Archived) and requests is not None and _foreign_response(raw):
            found.method, found.request_sha256 = requests.of(raw)
    except (ValueError, KeyError, OverflowError) as error:
        return Damage(offset=raw.offset, reason=f"{type(error).__name__}: {error}")
    return found


def _record(raw: RawRecord, name: str) -> Record | None:
    kind = raw.fields.get("warc-type", "").lower()
    if kind in ("warcinfo", "metadata"):
        return _information(raw, kind)
    url = url_of(raw)
    if kind not in ("response", "revisit", "resource") or not url.lower().startswith(("http://", "https://")):
        return None
    if kind == "resource":
        # As warcit and others keep a page that came without HTTP: it was there.
        return _archived(raw, name, url, (200, [("Content-Type", raw.fields.get("content-type", ""))], raw.block))
    if kind == "revisit" and not raw.block.strip():
        return _archived(raw, name, url, (0, [], b""))
    return _archived(raw, name, url, http_parts(raw.block))


def _archived(raw: RawRecord, name: str, url: str, parts: tuple[int, Headers, bytes]) -> Archived:
    fields, (status, headers, body) = raw.fields, parts
    values = {key.lower(): value for key, value in reversed(headers)}
    is_revisit = fields["warc-type"].lower() == "revisit"
    cut = "" if is_revisit else _cut(fields, values, status, body)
    if not cut and "chunked" in values.get("transfer-encoding", "").lower():
        try:
            body = joined(body)
        except ValueError as error:
            cut = str(error)
    digest = fields.get("warc-payload-digest", "")
    fetched_at = _instant(fields["warc-date"])
    provenance = read_provenance(fields)
    ours = provenance is not None and digest.startswith("sha256:")
    return Archived(
        url=url,
        method=fields.get("jishi-method", "GET"),
        request_sha256=fields.get("jishi-request-sha256", NO_BODY),
        fetched_at=fetched_at,
        observed_at=memento_datetime(values.get("memento-datetime")) or fetched_at,
        status=status,
        headers=headers,
        body=body,
        payload_sha256=digest[7:] if ours else sha256(body).hexdigest(),
        record_id=fields.get("warc-record-id", ""),
        file=name,
        offset=raw.offset,
        length=raw.length,
        provenance=provenance,
        refers_to=_original(fields) if is_revisit else None,
        digest=digest,
        cut=cut,
    )


def _original(fields: Mapping[str, str]) -> Reference:
    place, _, file = fields.get("jishi-refers-to-record", "").partition("@")
    return Reference(
        digest=fields.get("warc-payload-digest", ""),
        url=fields.get("warc-refers-to-target-uri", "").strip("<>"),
        date=fields.get("warc-refers-to-date", ""),
        record_id=fields.get("warc-refers-to", ""),
        file=file,
        offset=int(place) if file else 0,
    )


def _cut(fields: Mapping[str, str], headers: Mapping[str, str], status: int, body: bytes) -> str:
    """Why the body is not whole, as its record tells; '' where nothing says so."""
    if fields.get("warc-truncated"):
        return f"the body was cut when it was archived ({fields['warc-truncated']})"
    stated = headers.get("content-length", "")
    encoded = headers.get("content-encoding") or headers.get("transfer-encoding")
    # A body that its tool has unpacked keeps the length that it had on the way.
    if body and not encoded and stated.isascii() and stated.isdigit() and status != 304 and len(body) < int(stated[:18]):
        return f"the body is cut short: {len(body)} of {stated} bytes"
    return ""


def _information(raw: RawRecord, kind: str) -> Information:
    """What a run of ours says of itself; others write warcinfo too, and nothing of ours stands in it."""
    try:
        read = json.loads(raw.block)
    except ValueError:
        read = {}
    ours = isinstance(read, dict) and ("jishi-record" in raw.fields or str(read.get("software", "")).startswith("Jishi/"))
    return Information(kind=kind, content=read if ours else {}, offset=raw.offset)


def _instant(text: str) -> datetime:
    text = text.strip()
    # Old tools write the fourteen digits of an ARC file.
    instant = datetime.strptime(text, "%Y%m%d%H%M%S") if len(text) == 14 and text.isdigit() else datetime.fromisoformat(text)  # noqa: DTZ007
    return believable(instant)


def memento_datetime(value: str | None) -> datetime | None:
    """The instant of a Memento-Datetime header (RFC 7089), None without a readable one."""
    if not value:
        return None
    try:
        return believable(parsedate_to_datetime(value))
    except (TypeError, ValueError, OverflowError):
        return None
