"""One run of a source at a time: a lock file below the archive, held by the kernel, so that a killed process holds nothing."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from crawler.errors import AlreadyRunningError, ConfigurationError


class RunLock(AbstractContextManager["RunLock"]):
    """Holds `<archive>/<source>/<key>.lock` while a run goes on.

    Raises:
        AlreadyRunningError: another process holds it; the message says which, where and since when.
        ConfigurationError: the archive cannot be written.

    """

    def __init__(self, folder: Path, source_code: str, key: str, now: datetime) -> None:
        self._path = folder / source_code / f"{key}.lock"
        self._now = now
        self._file: BinaryIO | None = None

    def __enter__(self) -> RunLock:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+b")
        except OSError as error:
            raise ConfigurationError(
                f"the archive cannot be written: {error}; set JISHI_ARCHIVE to a writable folder"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunningError(f"already running: {self._holder()}") from error
        self._file.truncate(0)
        said = {"pid": os.getpid(), "host": socket.gethostname(), "since": self._now.isoformat(timespec="seconds")}
        self._file.write(json.dumps(said).encode())
        self._file.flush()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()

    def _holder(self) -> str:
        assert self._file is not None
        self._file.seek(0)
        try:
            said = json.loads(self._file.read())
        except ValueError:
            return f"another process holds {self._path}"
        return f"pid {said['pid']} on {said['host']} since {said['since']}"
