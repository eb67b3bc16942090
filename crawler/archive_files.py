"""The WARC files of one run: records are appended in groups, each whole or not at all; files are rolled by size."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crawler import warc
from crawler.warc import Member


@dataclass(slots=True)
class Written:
    """Where a group came to stand: the file, and the places at which its records begin, and the end of the last."""

    name: str
    places: list[int]


class RunFiles:
    """The run's files, one after the other. Used by one thread at a time."""

    def __init__(self, folder: Path, prefix: str, information: bytes, roll: int) -> None:
        self._folder, self._prefix, self._information, self._roll = folder, prefix, information, roll
        self._file: BinaryIO | None = None
        self._name, self._number = "", 0

    def write(self, records: Sequence[bytes | Member]) -> Written:
        """Append records and wait for the disk.

        Raises:
            OSError: it did not take them; the file ends where it ended before.

        """
        blocks = [one if isinstance(one, bytes) else one.packed() for one in records]
        if self._file is None or self._file.tell() >= self._roll:
            self._open()
        assert self._file is not None
        places = [self._file.tell()]
        for block in blocks:
            places.append(places[-1] + len(block))
        self._append(blocks)
        return Written(self._name, places)

    def end(self, content: bytes) -> None:
        """Append the record that ends a run, and close the file."""
        if self._file is None:
            self._open()
        self._append([warc.information_record("metadata", content, {"Jishi-Record": "run-end"}).packed()])
        if self._file is not None:
            self._file.close()

    def _append(self, blocks: Sequence[bytes]) -> None:
        """Write and fsync; on an error the file is cut back, so that it ends with a whole record."""
        assert self._file is not None
        start = self._file.tell()
        try:
            left = memoryview(b"".join(blocks))
            while left:
                # Unbuffered: a short write tells how much the disk took.
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(start)
            self._file.seek(start)
            raise

    def _open(self) -> None:
        """Begin the next file with its warcinfo record."""
        if self._file is not None:
            self._file.close()
        self._name = f"{self._prefix}-{self._number:03d}.warc.gz"
        self._number += 1
        path = self._folder / self._name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("xb", buffering=0)
        self._append([warc.information_record("warcinfo", self._information, {"WARC-Filename": path.name}).packed()])
