"""Many commands at the price of one start: a server imports everything once, then runs each command in a fork of its own.

The interpreter's start and its imports are most of what a short command costs. A fork has its own settings, reactor,
environment and output, and ends as a process of its own does; `tests.commands.start` and the children of the scheduler are
whole new processes.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scrapy.utils.misc import walk_modules_iter

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2
TIME_LIMIT = 600
# What crawls and commands import; their settings and their reactor are their own.
_COMMON = (
    "crawler.commands", "crawler.spiders", "crawler.store", "crawler.pauses", "crawler.downloader", "crawler.archive",
    "crawler.stats", "crawler.tally", "crawler.robots", "crawler.redirects", "crawler.unpacking", "crawler.patience",
    "crawler.guard", "crawler.resolver", "crawler.replay", "crawler.fetching", "crawler.announcement", "pipelines.readers",
    "pipelines.claims", "db.derive", "alembic.command", "itemadapter", "twisted.conch.telnet", "tests.probe", "scrapy.cmdline",
    "scrapy.commands", "scrapy.core.engine", "scrapy.dupefilters", "scrapy.logformatter", "scrapy.squeues",
    "scrapy.utils.engine", "scrapy.downloadermiddlewares", "scrapy.spidermiddlewares",
    *(f"scrapy.core.downloader.handlers.{name}" for name in ("datauri", "file", "ftp", "http11", "s3")),
    *(f"scrapy.extensions.{name}" for name in ("closespider", "corestats", "logcount", "logstats", "memdebug", "memusage")),
    *(f"scrapy.extensions.{name}" for name in ("remote_control", "spiderstate", "telnet", "throttle")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """One command: `scrapy ARGUMENTS` with this environment; what it says goes into a file."""

    env: dict[str, str]
    arguments: list[str]
    output: str


def run_forked(
    module: str, arguments: Sequence[str], env: Mapping[str, str], said: str = "", time_limit: float = TIME_LIMIT
) -> subprocess.CompletedProcess[str]:
    """Run `python -m MODULE ARGUMENTS` (scrapy, tests.probe) in a fork to its end, `said` on its standard input.

    A command that takes longer is killed (subprocess.TimeoutExpired).
    """
    command = [module, *arguments]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(said.encode())
        given.seek(0)
        asked = json.dumps({"module": module, "arguments": list(arguments), "env": dict(env)}).encode()
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(_server())
            socket.send_fds(line, [len(asked).to_bytes(4, "big")], [one.fileno() for one in (given, out, err)])
            line.sendall(asked)
            line.settimeout(time_limit)
            with line.makefile("r") as told:
                pid = int(told.readline())
                try:
                    status = int(told.readline())
                except TimeoutError:
                    os.kill(pid, 9)
                    raise subprocess.TimeoutExpired(command, time_limit) from None
        texts = [(one.seek(0), one.read().decode("utf-8"))[1] for one in (out, err)]
    return subprocess.CompletedProcess(command, status, *texts)


def scrapy_all(jobs: Sequence[Job]) -> list[int]:
    """Run the commands, two at a time; their exit statuses in order."""

    def run(job: Job) -> int:
        done = run_forked("scrapy", job.arguments, job.env)
        Path(job.output).write_text(done.stdout + done.stderr, encoding="utf-8")
        return done.returncode

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, jobs))


@cache
def _server() -> str:
    """Address of this process's server, which ends with it."""
    folder = tempfile.TemporaryDirectory(prefix="forks-")
    address = str(Path(folder.name) / "line")
    server = subprocess.Popen([sys.executable, "-m", "tests.forks", address], cwd=ROOT, stdin=subprocess.PIPE)

    def end() -> None:
        server.communicate()
        folder.cleanup()

    atexit.register(end)
    until = time.monotonic() + 60
    while not Path(address).exists():
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the server of forks did not start")
        time.sleep(0.02)
    return address


def main() -> None:
    """Serve at the address that is given until the standard input ends; in a fork: run what was asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in _COMMON:
            deque(walk_modules_iter(name), maxlen=0)
    assert not {"crawler.settings", "twisted.internet.reactor"} & sys.modules.keys(), "each fork has its own"
    gc.freeze()
    _serve(sys.argv[1])


def _serve(address: str) -> None:
    """Listen; returns where the standard input ends, and in the fork of each command when that has ended."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address + ".new")
        listening.listen()
        Path(address + ".new").rename(address)
        while True:
            ready, _, _ = select.select([listening, sys.stdin], [], [])
            if listening not in ready:
                return
            line, _ = listening.accept()
            if os.fork():
                line.close()
                _reap()
                continue
            listening.close()
            break
    _attend(line)


def _reap() -> None:
    """Let those that have ended go."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def _attend(line: socket.socket) -> None:
    """Start the command in a fork, tell its number and, in the end, its status."""
    size, files, _, _ = socket.recv_fds(line, 4, 3)
    asked = json.loads(line.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
    child = os.fork()
    if not child:
        line.close()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        _run(**asked)
        return
    line.sendall(f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _run(module: str, arguments: list[str], env: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.argv = [module, *arguments]
    if module == "scrapy":
        importlib.import_module("scrapy.cmdline").execute()
    else:
        importlib.import_module(module).main()


if __name__ == "__main__":
    main()
