"""Many commands at the price of one start: everything is imported once, then each command runs in a fork of its own.

Used by tests that crawl with dozens of spiders: the interpreter's start is most of what a crawl of five pages costs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

from scrapy.utils.misc import walk_modules

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2
# What every crawl imports; its settings and its reactor are its own.
_COMMON = (
    "crawler.commands", "crawler.spiders", "crawler.store", "crawler.pauses", "crawler.downloader", "crawler.archive",
    "crawler.stats", "crawler.tally", "crawler.robots", "crawler.redirects", "crawler.unpacking", "crawler.patience",
    "scrapy.core.engine", "scrapy.core.downloader.handlers.http11", "scrapy.extensions.remote_control", "alembic.command",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """One command: `scrapy ARGUMENTS` with this environment; what it says goes into a file."""

    env: dict[str, str]
    arguments: list[str]
    output: str


def scrapy_all(jobs: list[Job], time_limit: float = 600) -> list[int]:
    """Run the commands, two at a time; their exit statuses in order."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.forks"],
        input=json.dumps([asdict(job) for job in jobs]),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=time_limit,
        check=True,
    )
    statuses: list[int] = json.loads(done.stdout)
    return statuses


def main() -> None:
    """Read jobs from the standard input, print their exit statuses."""
    for name in _COMMON:
        walk_modules(name)
    assert not {"crawler.settings", "twisted.internet.reactor"} & sys.modules.keys(), "each fork has its own"
    jobs = [Job(**job) for job in json.load(sys.stdin)]
    statuses = [-1] * len(jobs)
    running: dict[int, int] = {}
    waiting = list(range(len(jobs)))
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            number = waiting.pop(0)
            child = os.fork()
            if not child:
                _run(jobs[number])
            running[child] = number
        ended, status = os.wait()
        statuses[running.pop(ended)] = os.waitstatus_to_exitcode(status)
    print(json.dumps(statuses))


def _run(job: Job) -> None:
    """The command, in the fork; does not return."""
    status = 1
    try:
        with Path(job.output).open("wb", buffering=0) as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        os.environ.clear()
        os.environ.update(job.env)
        sys.argv = ["scrapy", *job.arguments]
        from scrapy.cmdline import execute

        execute()
    except SystemExit as ending:
        status = int(ending.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
