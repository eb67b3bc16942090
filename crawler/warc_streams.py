"""The records of a WARC stream, plain or packed, each with its place in the file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from crawler.warc_members import Damage, Unpacked, members
from crawler.warc_packing import Packing, packing_of
from crawler.warc_places import ZIP_ERRORS, opened
from crawler.warc_records import RawRecord, records


def read_place(place: Path, limit: int, offset: int = 0) -> Iterator[RawRecord | Damage]:
    """The records of a place (`crawler.warc_places`) from an offset on; none is larger than `limit` bytes.

    Raises:
        ValueError: no WARC stands there.
        OSError: it cannot be opened.

    """
    with opened(place) as stream:
        stream.seek(offset)
        last = offset
        try:
            for raw in _read(stream, limit):
                last = raw.offset
                yield raw
        except ZIP_ERRORS as error:
            yield Damage(offset=last, reason=f"the ZIP file (WACZ) is damaged behind this record: {error}")


def _read(stream: BinaryIO, limit: int) -> Iterator[RawRecord | Damage]:
    begin = stream.tell()
    packing = packing_of(stream)
    if packing is not None:
        yield from _packed(stream, packing, limit)
        return
    start = stream.read(5)
    stream.seek(begin)
    if start != b"WARC/":
        raise ValueError("neither a WARC file nor a packed one")
    yield from records(stream, limit)


def _packed(stream: BinaryIO, packing: Packing, limit: int) -> Iterator[RawRecord | Damage]:
    first = True
    for offset, length, content in members(stream, limit, packing):
        if isinstance(content, Damage):
            if first and content.too_large and _packed_whole(stream, offset, packing, limit):
                stream.seek(offset)
                yield from records(Unpacked(stream, packing), limit)
                return
            yield content
            continue
        if first and content and not content.lstrip(b"\r\n").startswith(b"WARC/"):
            raise ValueError("a packed file that holds no WARC records")
        # Empty: the frame of a dictionary.
        first = first and not content
        for raw in records(io.BytesIO(content), limit):
            raw.offset = offset
            if isinstance(raw, RawRecord):
                raw.length = length
            yield raw


def _packed_whole(stream: BinaryIO, offset: int, packing: Packing, limit: int) -> bool:
    """Whether one member holds the whole file, as `gzip file.warc` leaves it, and not one record too large."""
    stream.seek(offset)
    first = next(records(io.BytesIO(Unpacked(stream, packing).read(1)), limit), None)
    return isinstance(first, RawRecord) or (first is not None and "cut short" in first.reason)
