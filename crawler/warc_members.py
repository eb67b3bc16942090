"""Gzip members of a WARC file, one by one: the way over damaged places, and the cut of a tail that a killed writer left."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MAGIC = b"\x1f\x8b\x08"
_CHUNK = 256 * 1024


@dataclass(slots=True, kw_only=True)
class Damage:
    """A place of a file that could not be read."""

    offset: int
    reason: str
    too_large: bool = False


class Unpacked:
    """What the gzip members of a stream hold, in one piece, read forward; it ends where a member is damaged."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._inflate = zlib.decompressobj(31)
        self._left = b""

    def read(self, size: int, /) -> bytes:
        """Some bytes, b'' at the end."""
        while packed := self._left or self._stream.read(_CHUNK):
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(31)
            try:
                part = self._inflate.decompress(packed, max(size, _CHUNK))
            except zlib.error:
                return b""
            self._left = self._inflate.unconsumed_tail or self._inflate.unused_data
            if part:
                return part
        return b""


def members(stream: BinaryIO, limit: int) -> Iterator[tuple[int, int, bytes | Damage]]:
    """(offset, length, content) of each gzip member from the stream's position on.

    A member that cannot be inflated, is cut short or is larger than `limit` bytes yields a `Damage` in place of its content,
    and reading goes on at the next member.
    """
    base = stream.tell()
    buffer, at_end = bytearray(), False
    while True:
        if not at_end and len(buffer) < _CHUNK:
            at_end = not _fill(stream, buffer)
            continue
        if not buffer:
            return
        content, length, at_end = _inflate(stream, buffer, at_end, limit)
        if isinstance(content, Damage):
            content.offset = base
            length, at_end = _next_magic(stream, buffer, at_end)
        yield base, length, content
        del buffer[:length]
        base += length


def _fill(stream: BinaryIO, buffer: bytearray) -> bool:
    chunk = stream.read(_CHUNK)
    buffer += chunk
    return bool(chunk)


def _inflate(stream: BinaryIO, buffer: bytearray, at_end: bool, limit: int) -> tuple[bytes | Damage, int, bool]:
    """Content of the member at the buffer's start, and its length; grows the buffer where the member goes on."""
    inflate, fed = zlib.decompressobj(31), 0
    parts: list[bytes] = []
    size = 0
    while not inflate.eof:
        if fed >= len(buffer) and (at_end or not _fill(stream, buffer)):
            return Damage(offset=0, reason="cut short"), 0, True
        piece = bytes(buffer[fed : fed + _CHUNK])
        try:
            part = inflate.decompress(piece, limit + 1 - size)
        except zlib.error as error:
            return Damage(offset=0, reason=str(error)), 0, at_end
        fed += len(piece) - len(inflate.unconsumed_tail) - len(inflate.unused_data)
        parts.append(part)
        size += len(part)
        if size > limit:
            return Damage(offset=0, reason=f"a record larger than {limit} bytes", too_large=True), 0, at_end
    return b"".join(parts), fed, at_end


def _next_magic(stream: BinaryIO, buffer: bytearray, at_end: bool) -> tuple[int, bool]:
    """Bytes up to the next place that opens like a member with a WARC record; all of the rest where there is none."""
    start = 1
    while True:
        found = buffer.find(_MAGIC, start)
        if found >= 0:
            if _opens_record(buffer, found):
                return found, at_end
            start = found + 1
            continue
        start = max(1, len(buffer) - len(_MAGIC) + 1)
        if at_end or not _fill(stream, buffer):
            return len(buffer), True


def _opens_record(buffer: bytearray, at: int) -> bool:
    try:
        return zlib.decompressobj(31).decompress(bytes(buffer[at : at + 1024]), 5) == b"WARC/"
    except zlib.error:
        return False


def cut_tail(path: Path, limit: int) -> int:
    """Cut what stands behind the last whole member of a file whose writer was killed; how many bytes went."""
    end = 0
    with path.open("rb") as stream:
        for offset, length, content in members(stream, limit):
            if not isinstance(content, Damage):
                end = offset + length
    size = path.stat().st_size
    if size > end:
        with path.open("r+b") as stream:
            stream.truncate(end)
    return size - end
