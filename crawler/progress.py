"""Progress of long commands: a bar on a terminal, plain lines otherwise, nothing when quiet."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from crawler.command import say

if TYPE_CHECKING:
    from rich.progress import Progress

_EVERY = 5.0


class ByteProgress:
    """Progress through so many bytes; written to stderr, so that a pipe of stdout stays clean."""

    def __init__(self, title: str, total: int, quiet: bool = False) -> None:
        self._title, self._total, self._done, self._quiet = title, total, 0, quiet
        self._bar: Progress | None = None
        self._said = time.monotonic()

    def __enter__(self) -> ByteProgress:
        if sys.stderr.isatty() and not self._quiet:
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task(self._title, total=self._total)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, number: int, note: str) -> None:
        """So many bytes more are done; `note` says what they gave."""
        self._done += number
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done, description=f"{self._title}: {note}")
        elif not self._quiet and time.monotonic() - self._said > _EVERY:
            self._said = time.monotonic()
            share = self._done / self._total if self._total else 1.0
            say(f"{self._title}: {share:.0%}, {note}")


def _bar() -> Progress:
    # Imported here: without a terminal there is no bar.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TransferSpeedColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
