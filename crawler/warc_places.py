"""Where WARC streams stand: a file of its own, or a member of a WACZ file (a ZIP with a folder `archive`), read in place.

A member's place is the path that it would have if the WACZ file were a folder: `site.wacz/archive/data.warc.gz`.
WACZ: https://specs.webrecorder.net/wacz/1.1.1/.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

_WARC = (".warc", ".warc.gz", ".warc.zst")
FILES = (*_WARC, ".wacz")
_FOLDER = "archive"
# What the ZIP file itself raises where it is damaged; zipfile checks each member against its CRC.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError)


def places(path: Path) -> list[Path]:
    """The places of the WARC streams of a file: itself, or the members of a WACZ file.

    Raises:
        ValueError: it is a ZIP file that cannot be read or holds none.
        OSError: it cannot be opened.

    """
    with path.open("rb") as stream:
        if stream.read(2) != b"PK":
            return [path]
        with _zip(stream) as archive:
            found = [path / name for name in archive.namelist() if _is_warc(name)]
    if not found:
        raise ValueError(f"a ZIP file without WARC files in a folder {_FOLDER}: no WACZ")
    return found


@contextmanager
def opened(place: Path) -> Iterator[BinaryIO]:
    """The stream of a place.

    Raises:
        ValueError: it stands in a ZIP file that cannot be read or does not hold it.
        OSError: it cannot be opened.

    """
    outer = next((parent for parent in place.parents if parent.is_file()), None)
    if outer is None:
        with place.open("rb") as stream:
            yield stream
        return
    with outer.open("rb") as stream, _zip(stream) as archive, _member(archive, place.relative_to(outer).as_posix()) as inside:
        yield inside


def _is_warc(name: str) -> bool:
    return name.lower().endswith(_WARC) and _FOLDER in name.split("/")[:-1]


@contextmanager
def _zip(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(stream)
    except (*ZIP_ERRORS, NotImplementedError) as error:
        raise ValueError(f"a ZIP file (WACZ) that cannot be read: {error}") from error
    with archive:
        yield archive


@contextmanager
def _member(archive: zipfile.ZipFile, name: str) -> Iterator[BinaryIO]:
    try:
        inside = archive.open(name)
    except (KeyError, RuntimeError, *ZIP_ERRORS) as error:
        # RuntimeError: it is encrypted; NotImplementedError, which is one: packed in an unknown way.
        raise ValueError(f"{name} of the ZIP file (WACZ) cannot be read: {error}") from error
    with inside:
        found = archive.getinfo(name)
        if found.compress_type == zipfile.ZIP_STORED and archive.fp is not None:
            # As WACZ files have it. Without zipfile: a bad byte costs its record, not all since the last read.
            yield io.BufferedReader(_Stored(archive.fp, found))  # type: ignore[arg-type]  # a binary file
        else:
            yield inside  # type: ignore[misc]  # a binary stream in all but its declared type


class _Stored(io.RawIOBase):
    """The bytes of a member that stands in the ZIP file as it is."""

    def __init__(self, file: BinaryIO, member: zipfile.ZipInfo) -> None:
        file.seek(member.header_offset + 26)
        name, extra = struct.unpack("<HH", file.read(4))
        self._file, self._start, self._size, self._at = file, member.header_offset + 30 + name + extra, member.file_size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        self._file.seek(self._start + self._at)
        part = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)
