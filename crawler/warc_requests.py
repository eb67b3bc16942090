"""Which request belongs to a response of other tools: its method, and the digest of its body.

Tools tie the two records together in three ways: the request names the response (WARC-Concurrent-To), the response the request,
or neither, and both bear the same address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from crawler.warc import NO_BODY
from crawler.warc_records import RawRecord, header_lines, joined

_LINE = re.compile(rb"([A-Za-z][A-Za-z_-]{0,19}) ")
_HEAD = re.compile(rb"\r?\n\r?\n")

Sent = tuple[str, str]
"""(method, SHA-256 of the body, hex)."""
GET: Sent = ("GET", NO_BODY)


@dataclass(slots=True)
class _Told:
    """What stands under one address, for responses that no record id ties to a request."""

    requests: list[tuple[str, Sent]] = field(default_factory=list)
    """(WARC-Date, what was sent), in the order of the file."""
    responses: int = 0


class Requests:
    """The requests of one file."""

    def __init__(self, records: Iterable[RawRecord]) -> None:
        self._by_id: dict[str, Sent] = {}
        self._by_url: dict[str, _Told] = {}
        self._answered: Counter[str] = Counter()
        only_get = True
        for raw in records:
            kind, url = raw.fields.get("warc-type", "").lower(), url_of(raw)
            if kind == "request":
                sent = _sent(raw.block)
                only_get = only_get and sent == GET
                self._keep(raw, url, sent)
            elif kind in ("response", "revisit"):
                self._by_url.setdefault(url, _Told()).responses += 1
        if only_get:
            self._by_id, self._by_url = {}, {}

    def _keep(self, raw: RawRecord, url: str, sent: Sent) -> None:
        self._by_id |= dict.fromkeys(_ids(raw), sent)
        self._by_url.setdefault(url, _Told()).requests.append((raw.fields.get("warc-date", ""), sent))

    def of(self, raw: RawRecord) -> Sent:
        """What was sent for a response; asked for once a response, in the order of the file. GET where nothing tells."""
        url = url_of(raw)
        number = self._answered[url]
        if url in self._by_url:
            self._answered[url] += 1
        named = next((self._by_id[one] for one in _ids(raw) if one in self._by_id), None)
        return named or self._by_address(url, raw.fields.get("warc-date", ""), number)

    def _by_address(self, url: str, date: str, number: int) -> Sent:
        told = self._by_url.get(url)
        if told is None:
            return GET
        for some in ({sent for at, sent in told.requests if at == date}, {sent for _, sent in told.requests}):
            if len(some) == 1:
                return some.pop()
        # Several things were sent to it: the first request for the first response, where none is missing.
        return told.requests[number][1] if len(told.requests) == told.responses else GET


def url_of(raw: RawRecord) -> str:
    """The address that a record is about, '' without one."""
    return raw.fields.get("warc-target-uri", "").strip("<>").strip()


def _ids(raw: RawRecord) -> list[str]:
    """Its own id, and those of the records that it names as of the same exchange."""
    listed = f"{raw.fields.get('warc-record-id', '')} {raw.fields.get('warc-concurrent-to', '')}"
    return [one.strip("<>") for one in listed.split()]


def _sent(block: bytes) -> Sent:
    """What a request record sent; GET where its block is no HTTP request."""
    line = _LINE.match(block)
    if line is None:
        return GET
    end = _HEAD.search(block)
    body = block[end.end() :] if end else b""
    headers = {name.lower(): value for name, value in header_lines(block[: end.end() if end else len(block)])}
    if "chunked" in headers.get("transfer-encoding", "").lower():
        # A body that is not whole is still another one than none.
        with suppress(ValueError):
            body = joined(body)
    return line[1].decode("ascii").upper(), sha256(body).hexdigest()
