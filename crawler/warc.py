"""WARC 1.1 records of one exchange: how a request and its response become bytes, one gzip member a record.

Put together by hand: warcio's builder takes four times as long (docs/decisions.md). The tests read every record with warcio and
have it check the digests. Each response record carries run, source, logical date, spider, walk, page number and the request's
digest in headers of our own (`Jishi-*`), so that a file says by itself what its rows need.
"""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote, unquote, urlsplit

from crawler.clock import Clock, believable
from crawler.items import WalkScope

Headers = Sequence[tuple[str, str]]
NO_BODY = sha256(b"").hexdigest()
# What the archived body no longer is: Scrapy has joined the chunks.
_FRAMING = frozenset({"transfer-encoding", "content-length"})


@dataclass(slots=True, kw_only=True)
class Provenance:
    """Which run, walk and page an exchange belongs to."""

    run_id: str
    source_code: str
    spider: str
    logical_date: date
    walk: WalkScope | None = None
    page_number: int | None = None
    mirror: str = ""
    currency: str = ""
    """ISO 4217 hint for this page, where the run learned one that the page itself does not show."""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and the response to it, the body as received, before decompression."""

    url: str
    method: str
    request_headers: Headers
    request_body: bytes
    status: int
    protocol: str
    headers: Headers
    body: bytes
    fetched_at: datetime
    provenance: Provenance


@dataclass(slots=True, kw_only=True)
class Original:
    """An earlier record with the same payload."""

    url: str
    fetched_at: datetime
    record_id: str
    file: str
    offset: int


def warc_date(instant: datetime) -> str:
    """WARC 1.1 date, to the microsecond."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_record_id() -> str:
    """A fresh record id."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def provenance_headers(provenance: Provenance) -> dict[str, str]:
    """Our own record headers; values are percent-encoded where a page could have named them."""
    headers = {
        "Jishi-Run": provenance.run_id,
        "Jishi-Source": provenance.source_code,
        "Jishi-Spider": provenance.spider,
        "Jishi-Logical-Date": provenance.logical_date.isoformat(),
    }
    if provenance.walk is not None:
        headers["Jishi-Walk"] = f"{provenance.walk.kind}:{quote(provenance.walk.key, safe='')}"
    if provenance.page_number is not None:
        headers["Jishi-Page-Number"] = str(provenance.page_number)
    if provenance.mirror:
        headers["Jishi-Mirror"] = provenance.mirror
    if provenance.currency:
        headers["Jishi-Currency"] = provenance.currency
    return headers


def read_provenance(headers: Mapping[str, str]) -> Provenance | None:
    """The reverse of `provenance_headers`, names in lower case; None for a record that is not ours."""
    run, day = headers.get("jishi-run"), headers.get("jishi-logical-date")
    if not run or not day:
        return None
    kind, _, key = headers.get("jishi-walk", "").partition(":")
    number = headers.get("jishi-page-number")
    return Provenance(
        run_id=run,
        source_code=headers.get("jishi-source", "adhoc"),
        spider=headers.get("jishi-spider", ""),
        logical_date=believable(datetime.fromisoformat(day)).date(),
        walk=WalkScope(kind=kind, key=unquote(key)) if kind else None,  # type: ignore[arg-type]  # checked by the table
        page_number=int(number) if number else None,
        mirror=headers.get("jishi-mirror", ""),
        currency=headers.get("jishi-currency", ""),
    )


def response_record(exchange: Exchange, record_id: str, payload_sha256: str, original: Original | None) -> Member:
    """A response record, or a revisit record where an earlier one has the same payload."""
    fields = {
        "WARC-Record-ID": record_id,
        "WARC-Date": warc_date(exchange.fetched_at),
        "WARC-Payload-Digest": f"sha256:{payload_sha256}",
        "Jishi-Request-SHA256": sha256(exchange.request_body).hexdigest() if exchange.request_body else NO_BODY,
        **provenance_headers(exchange.provenance),
    }
    if exchange.method != "GET":
        fields["Jishi-Method"] = exchange.method
    kept = [(name, value) for name, value in exchange.headers if name.lower() not in _FRAMING]
    status = f"{exchange.protocol} {exchange.status} {_reason(exchange.status)}"
    http = _head(status, [*kept, ("Content-Length", str(len(exchange.body)))])
    if original is None:
        encoded = any(name.lower() == "content-encoding" for name, _ in exchange.headers)
        # A body that came compressed does not get smaller; deflating it again would only cost time.
        return _member("response", exchange.url, fields, http, exchange.body, level=0 if encoded else 2)
    unchanged = "server-not-modified" if exchange.status == HTTPStatus.NOT_MODIFIED else "identical-payload-digest"
    fields |= {
        "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{unchanged}",
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": warc_date(original.fetched_at),
        "Jishi-Refers-To-Record": f"{original.offset}@{original.file}",
    }
    return _member("revisit", exchange.url, fields, http, b"", level=2)


def request_record(exchange: Exchange, concurrent_to: str) -> Member:
    """The request record that belongs to a response record."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [("Host", parts.netloc.rpartition("@")[2]), *exchange.request_headers]
    http = _head(f"{exchange.method} {target} HTTP/1.1", headers)
    fields = {
        "WARC-Record-ID": new_record_id(),
        "WARC-Date": warc_date(exchange.fetched_at),
        "WARC-Concurrent-To": concurrent_to,
    }
    return _member("request", exchange.url, fields, http, exchange.request_body, level=2)


def information_record(kind: str, content: bytes, fields: Mapping[str, str]) -> Member:
    """A warcinfo or metadata record with JSON content."""
    headers = {"WARC-Record-ID": new_record_id(), "WARC-Date": warc_date(Clock().now()), **fields}
    return _member(kind, "", headers, b"", content, level=2, content_type="application/json")


@dataclass(slots=True)
class Member:
    """A record on its way into a file: its header so far, its block, and how hard it is to be packed."""

    header: str
    block: bytes
    level: int

    @property
    def is_light(self) -> bool:
        """Whether packing it takes next to no time."""
        return len(self.block) <= (_SMALL if self.level else _LIGHT)

    def packed(self) -> bytes:
        """One gzip member."""
        header = f"{self.header}WARC-Block-Digest: sha256:{sha256(self.block).hexdigest()}\r\n\r\n"
        plain = b"".join((header.encode(), self.block, b"\r\n\r\n"))
        # Most records are small: zlib's usual tables take longer to set up than the text to pack.
        deflate = zlib.compressobj(self.level, zlib.DEFLATED, *((31, 8) if len(plain) > _SMALL else (28, 5)))
        return deflate.compress(plain) + deflate.flush()


def _member(
    kind: str, url: str, fields: dict[str, str], http: bytes, body: bytes, *, level: int, content_type: str = ""
) -> Member:
    lines = ["WARC/1.1", f"WARC-Type: {kind}"]
    if url:
        lines.append(f"WARC-Target-URI: {url}")
    lines += [f"{name}: {value}" for name, value in fields.items()]
    lines += [f"Content-Type: {content_type or _HTTP[kind]}", f"Content-Length: {len(http) + len(body)}", ""]
    return Member("\r\n".join(lines), http + body, level)


def _head(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """The first line and the headers of a message of HTTP."""
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in headers), "", ""]).encode("latin-1", "replace")


_HTTP = {
    "request": "application/http; msgtype=request",
    "response": "application/http; msgtype=response",
    "revisit": "application/http; msgtype=response",
}
_SMALL = 4096
_LIGHT = 256 * 1024


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def text_headers(pairs: Iterable[tuple[bytes, Iterable[bytes]]]) -> list[tuple[str, str]]:
    """Scrapy's headers, copied, as text; line breaks that a server smuggled in become spaces."""
    return [
        (name.decode("latin-1"), value.decode("latin-1").replace("\r", " ").replace("\n", " "))
        for name, values in pairs
        for value in values
    ]
