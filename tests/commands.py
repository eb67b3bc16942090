"""The real commands as child processes, against the fair."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from tests.fair import times
from tests.fair.market import FIRST_DAY
from tests.fair.server import Fair
from tests.forks import ROOT, run_forked

TIME_LIMIT = 90


def environment(folder: Path, url: str, fair: Fair | None = None, now: datetime | None = None) -> dict[str, str]:
    """Environment of a command: a store, an archive below `folder`, and the fair behind the mirror."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JISHI_", "SCRAPY_", "DATABASE_URL"))}
    ours = {"DATABASE_URL": url, "JISHI_ARCHIVE": str(folder / "archive"), "JISHI_SOURCES": str(folder / "sources.toml")}
    if fair is not None:
        ours |= {
            "JISHI_ALLOW_HOSTS": ",".join(fair.hosts),
            "JISHI_MIRROR": fair.mirror,
            "JISHI_NOW": (now or times.observed(FIRST_DAY)).isoformat(),
            "JISHI_CONTACT": "https://jishi.example/contact",
        }
    return {**kept, **ours}


def scrapy(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a fork of a process that has imported everything."""
    return run_forked("scrapy", arguments, env, time_limit=TIME_LIMIT)


def start(env: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command; the caller ends it."""
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
