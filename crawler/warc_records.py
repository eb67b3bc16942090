"""Records of a WARC stream, one by one: their header fields and their block, with the way over damaged places.

Read by hand and totally: other tools write records that WARC libraries stop at; one of them must not cost the rest of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from crawler.warc import Headers
from crawler.warc_members import Damage

_CHUNK = 256 * 1024
_LONGEST_HEAD = 512 * 1024
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_SEVERAL = "warc-concurrent-to"
_NEXT = re.compile(rb"\nWARC/[01]\.")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?![^ \r\n])", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")


class Readable(Protocol):
    """What is read forward only."""

    def read(self, size: int, /) -> bytes:
        """About so many bytes; b'' at the end."""
        ...


@dataclass(slots=True)
class RawRecord:
    """One record: its fields by lower-case name, its block, its place in the stream."""

    fields: dict[str, str]
    block: bytes
    offset: int
    length: int


class _Window:
    """The part of a stream that is looked at; `base` is the place of its first byte."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.data, self.base, self.at_end = bytearray(), 0, False

    def grow(self) -> bool:
        """Read on; False at the end of the stream."""
        chunk = b"" if self.at_end else self._stream.read(_CHUNK)
        self.at_end = not chunk
        self.data += chunk
        return not self.at_end

    def drop(self, length: int) -> None:
        del self.data[:length]
        self.base += length

    def skip_blank(self) -> None:
        """Drop the line ends between records."""
        while True:
            rest = self.data.lstrip(b"\r\n")
            self.drop(len(self.data) - len(rest))
            if self.data or not self.grow():
                return

    def head(self) -> bytes:
        """The record's header with its blank line.

        Raises:
            ValueError: no record stands here.

        """
        searched = 0
        while len(self.data) < 5 and self.grow():
            pass
        if not self.data.startswith(b"WARC/"):
            raise ValueError("no record begins here")
        while not (found := _BLANK_LINE.search(self.data, searched)):
            searched = max(0, len(self.data) - 3)
            if len(self.data) > _LONGEST_HEAD or not self.grow():
                raise ValueError("a record header without end")
        return bytes(self.data[: found.end()])

    def block(self, start: int, size: int) -> bytes:
        """The bytes behind the header.

        Raises:
            ValueError: the stream ends before.

        """
        while len(self.data) < start + size:
            if not self.grow():
                raise ValueError(f"cut short: {len(self.data) - start} of {size} bytes")
        return bytes(self.data[start : start + size])

    def seek_next(self) -> None:
        """Go to the next place that looks like the beginning of a record."""
        self.drop(1)
        while not (found := _NEXT.search(self.data)):
            self.drop(max(0, len(self.data) - 8))
            if not self.grow():
                self.drop(len(self.data))
                return
        self.drop(found.start() + 1)


def records(stream: Readable, limit: int) -> Iterator[RawRecord | Damage]:
    """All records of a stream that is read forward only; a place that cannot be read yields a `Damage`, and reading goes on."""
    window = _Window(stream)
    while True:
        window.skip_blank()
        if not window.data:
            return
        start = window.base
        try:
            head = window.head()
            fields = _fields(header_lines(head))
            size = _size(fields.get("content-length", ""), limit)
            block = window.block(len(head), size)
        except ValueError as error:
            yield Damage(offset=start, reason=str(error))
            window.seek_next()
            continue
        window.drop(len(head) + size)
        yield RawRecord(fields, block, start, len(head) + size)


def _fields(lines: list[tuple[str, str]]) -> dict[str, str]:
    """Values by lower-case name, the first of a name; the one that may stand several times holds all, with blanks between."""
    fields = {name.lower(): value for name, value in reversed(lines)}
    if _SEVERAL in fields:
        fields[_SEVERAL] = " ".join(value for name, value in lines if name.lower() == _SEVERAL)
    return fields


def _size(text: str, limit: int) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"Content-Length {text!r}")
    if len(text) > 18 or int(text) > limit:
        raise ValueError(f"a record larger than {limit} bytes")
    return int(text)


def header_lines(head: bytes) -> list[tuple[str, str]]:
    """(name, value) of the lines below the first one; folded lines are joined, lines without a colon left out."""
    pairs: list[tuple[str, str]] = []
    for line in head.split(b"\n")[1:]:
        text = _text(line.rstrip(b"\r"))
        if text[:1] in (" ", "\t") and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {text.strip()}".strip())
            continue
        name, colon, value = text.partition(":")
        if colon and name.strip():
            pairs.append((name.strip(), value.strip()))
    return pairs


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def http_parts(block: bytes) -> tuple[int, Headers, bytes]:
    """(status, headers, body as stored) of an HTTP response.

    Raises:
        ValueError: the block is none.

    """
    status = _STATUS.match(block)
    if status is None:
        raise ValueError("no HTTP response stands in the record")
    end = _BLANK_LINE.search(block)
    cut = end.end() if end else len(block)
    return int(status[1]), header_lines(block[:cut]), block[cut:]


def joined(body: bytes) -> bytes:
    """A chunked body in one piece; one that is not chunked (any more) comes back as it is.

    Raises:
        ValueError: it is cut short, or a chunk's size cannot be read.

    """
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        start, end = size.end(), size.end() + int(size[1], 16)
        if end == start:
            return b"".join(parts)
        parts.append(body[start:end])
        at = end + (2 if body[end : end + 2] == b"\r\n" else 1)
        if body[end : end + 1] not in (b"\r", b"\n"):
            if len(parts) == 1 and end < len(body):
                return body
            raise ValueError("a chunked body cut short")
    if not parts:
        return body
    raise ValueError("a chunked body cut short" if at >= len(body) else "a chunk without a size")
