"""How the records of a WARC file are packed: gzip members or zstd frames, a dictionary of the file included.

Zstd: https://iipc.github.io/warc-specifications/specifications/warc-zstd/ (a frame a record; a dictionary stands before the
records in a skippable frame of its own, itself packed or not).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # Python 3.14
except ImportError:
    from backports import zstd

_DICTIONARY = b"\x5d\x2a\x4d\x18"
_TRAINED = b"\x37\xa4\x30\xec"
_FRAME = b"\x28\xb5\x2f\xfd"
_LARGEST_DICTIONARY = 16 * 1024 * 1024
# A frame gives nothing before its first block, of at most 128 KiB, is there.
_BLOCK = 132 * 1024

UNPACK_ERRORS = (zlib.error, zstd.ZstdError)


class Unpacker(Protocol):
    """Unpacks one member."""

    @property
    def ended(self) -> bool:
        """Whether the member's end was met."""
        ...

    @property
    def rest(self) -> bytes:
        """What was given behind the member's end."""
        ...

    @property
    def holds(self) -> bool:
        """Whether more comes without further input."""
        ...

    def unpack(self, packed: bytes, most: int, /) -> bytes:
        """So many bytes at most, of what was given and what is left of it."""
        ...


@dataclass(frozen=True, slots=True)
class Packing:
    """A way to pack: how members begin, how many bytes show what one opens with, what unpacks one."""

    magic: bytes
    look: int
    make: Callable[[], Unpacker]


class _Gzip:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(31)

    @property
    def ended(self) -> bool:
        return self._inflate.eof

    @property
    def rest(self) -> bytes:
        return self._inflate.unused_data

    @property
    def holds(self) -> bool:
        return bool(self._inflate.unconsumed_tail)

    def unpack(self, packed: bytes, most: int, /) -> bytes:
        left = self._inflate.unconsumed_tail
        return self._inflate.decompress(left + packed if left else packed, most)


class _Zstd:
    def __init__(self, dictionary: zstd.ZstdDict | None) -> None:
        self._inflate = zstd.ZstdDecompressor(dictionary)

    @property
    def ended(self) -> bool:
        return bool(self._inflate.eof)

    @property
    def rest(self) -> bytes:
        rest: bytes = self._inflate.unused_data
        return rest

    @property
    def holds(self) -> bool:
        return not (self._inflate.eof or self._inflate.needs_input)

    def unpack(self, packed: bytes, most: int, /) -> bytes:
        part: bytes = self._inflate.decompress(packed, most)
        return part


GZIP = Packing(b"\x1f\x8b\x08", 1024, _Gzip)


def packing_of(stream: BinaryIO) -> Packing | None:
    """How the file is packed whose member starts at the stream's position, which stays; None where it is not packed.

    Raises:
        ValueError: its dictionary cannot be read.

    """
    begin = stream.tell()
    start = stream.read(4)
    try:
        if start[:2] == GZIP.magic[:2]:
            return GZIP
        if start != _FRAME and not _skippable(start):
            return None
        stream.seek(0)
        dictionary = _dictionary(stream)
    finally:
        stream.seek(begin)
    return Packing(_FRAME, _BLOCK, lambda: _Zstd(dictionary))


def _skippable(start: bytes) -> bool:
    return len(start) == 4 and start[1:] == _DICTIONARY[1:] and start[0] & 0xF0 == 0x50


def _dictionary(stream: BinaryIO) -> zstd.ZstdDict | None:
    """The dictionary at the beginning of a file."""
    head = stream.read(8)
    if head[:4] != _DICTIONARY or len(head) < 8:
        return None
    (size,) = struct.unpack("<I", head[4:])
    if size > _LARGEST_DICTIONARY:
        raise ValueError(f"a zstd dictionary of {size} bytes")
    content = stream.read(size)
    try:
        if content[:4] == _FRAME:
            unpacker = zstd.ZstdDecompressor()
            content = unpacker.decompress(content, _LARGEST_DICTIONARY)
            if not unpacker.eof:
                raise ValueError("the zstd dictionary is cut short or too large")
        return zstd.ZstdDict(content, is_raw=content[:4] != _TRAINED)
    except (zstd.ZstdError, ValueError) as error:
        raise ValueError(f"the zstd dictionary cannot be read: {error}") from error
