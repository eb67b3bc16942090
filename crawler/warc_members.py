"""Packed members of a WARC file, one by one: the way over damaged places, and the cut of a tail that a killed writer left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crawler.warc_packing import GZIP, UNPACK_ERRORS, Packing

_CHUNK = 256 * 1024


@dataclass(slots=True, kw_only=True)
class Damage:
    """A place of a file that could not be read."""

    offset: int
    reason: str
    too_large: bool = False


class Unpacked:
    """What the members of a stream hold, in one piece, read forward; it ends where a member is damaged."""

    def __init__(self, stream: BinaryIO, packing: Packing) -> None:
        self._stream, self._packing = stream, packing
        self._unpacker = packing.make()
        self._left = b""

    def read(self, size: int, /) -> bytes:
        """Some bytes, b'' at the end."""
        while True:
            packed = b"" if self._unpacker.holds else self._left or self._stream.read(_CHUNK)
            if not packed and not self._unpacker.holds:
                return b""
            if self._unpacker.ended:
                self._unpacker = self._packing.make()
            try:
                part = self._unpacker.unpack(packed, max(size, _CHUNK))
            except UNPACK_ERRORS:
                return b""
            self._left = self._unpacker.rest
            if part:
                return part


def members(stream: BinaryIO, limit: int, packing: Packing = GZIP) -> Iterator[tuple[int, int, bytes | Damage]]:
    """(offset, length, content) of each member from the stream's position on.

    A member that cannot be unpacked, is cut short or is larger than `limit` bytes yields a `Damage` in place of its content,
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
        content, length, at_end = _unpack(stream, buffer, at_end, limit, packing)
        if isinstance(content, Damage):
            content.offset = base
            length, at_end = _next_magic(stream, buffer, at_end, packing)
        yield base, length, content
        del buffer[:length]
        base += length


def _fill(stream: BinaryIO, buffer: bytearray) -> bool:
    chunk = stream.read(_CHUNK)
    buffer += chunk
    return bool(chunk)


def _unpack(
    stream: BinaryIO, buffer: bytearray, at_end: bool, limit: int, packing: Packing
) -> tuple[bytes | Damage, int, bool]:
    """Content of the member at the buffer's start, and its length; grows the buffer where the member goes on."""
    unpacker, fed = packing.make(), 0
    parts: list[bytes] = []
    size = 0
    while not unpacker.ended:
        if fed >= len(buffer) and (at_end or not _fill(stream, buffer)):
            return Damage(offset=0, reason="cut short"), 0, True
        piece = bytes(buffer[fed : fed + _CHUNK])
        try:
            part = unpacker.unpack(piece, limit + 1 - size)
        except UNPACK_ERRORS as error:
            return Damage(offset=0, reason=str(error)), 0, at_end
        fed += len(piece) - len(unpacker.rest)
        parts.append(part)
        size += len(part)
        if size > limit:
            return Damage(offset=0, reason=f"a record larger than {limit} bytes", too_large=True), 0, at_end
    return b"".join(parts), fed, at_end


def _next_magic(stream: BinaryIO, buffer: bytearray, at_end: bool, packing: Packing) -> tuple[int, bool]:
    """Bytes up to the next place that opens like a member with a WARC record; all of the rest where there is none."""
    start = 1
    while True:
        found = buffer.find(packing.magic, start)
        if found >= 0:
            while not at_end and len(buffer) < found + packing.look:
                at_end = not _fill(stream, buffer)
            if _opens_record(buffer, found, packing):
                return found, at_end
            start = found + 1
            continue
        start = max(1, len(buffer) - len(packing.magic) + 1)
        if at_end or not _fill(stream, buffer):
            return len(buffer), True


def _opens_record(buffer: bytearray, at: int, packing: Packing) -> bool:
    try:
        return packing.make().unpack(bytes(buffer[at : at + packing.look]), 5) == b"WARC/"
    except UNPACK_ERRORS:
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
