"""The demonstration behind `make demo`: serves the fair, crawls it for some simulated days, derives the figures, sums them up.

Everything goes through the real commands as child processes, into SQLite below var/demo. Run again, it does only what is
missing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import create_engine, inspect, text

from crawler.version import code_version
from db import ledger
from tests.fair import times
from tests.fair.market import FIRST_DAY
from tests.fair.ports import FIXED, Ports
from tests.fair.server import Fair
from tests.fair.summary import Summary

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONTACT = "https://jishi.example/contact"
# Sources of sources.toml: code -> spider, and whether it is crawled through the mirror.
SOURCES: Mapping[str, tuple[str, bool]] = {
    "fair-taobao": ("taobao_listings", True),
    "fair-shopify": ("shop_listings", False),
    "fair-woocommerce": ("shop_listings", False),
    "fair-plain": ("shop_listings", False),
    "fair-press": ("press_announcements", True),
    "fair-zone": ("taobao_zones", True),
    "fair-live": ("taobao_livestreams", True),
    "fair-topics": ("douyin_topics", True),
}
AT_ONCE = 2


class DemoError(Exception):
    """A step failed; the message says which, and where its output is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a demonstration keeps its store, archive and logs."""

    folder: Path

    @property
    def database_url(self) -> str:
        """The store."""
        return f"sqlite:///{self.folder / 'jishi.db'}"

    def environment(self, fair: Fair, instant: datetime, mirrored: bool) -> dict[str, str]:
        """Environment of a child process: the fair's, and nothing of ours that was set outside."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JISHI_", "SCRAPY_"))}
        return {
            **kept,
            "DATABASE_URL": self.database_url,
            "JISHI_ARCHIVE": str(self.folder / "archive"),
            "JISHI_SOURCES": str(HERE / "sources.toml"),
            "JISHI_NOW": instant.isoformat(),
            "JISHI_ALLOW_HOSTS": ",".join(fair.hosts),
            "JISHI_CONTACT": CONTACT,
            "JISHI_MIRROR": fair.mirror if mirrored else "",
        }

    def scrapy(self, name: str, environment: Mapping[str, str], *arguments: str) -> None:
        """One command, its output in a log of that name.

        Raises:
            DemoError: it did not exit with 0.

        """
        log = self.folder / "logs" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "scrapy", *arguments]
        with log.open("wb") as out:
            status = subprocess.run(command, cwd=ROOT, env=dict(environment), stdout=out, stderr=subprocess.STDOUT).returncode
        if status:
            last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            raise DemoError(f"scrapy {' '.join(arguments)} ended with exit {status}: {' '.join(last)} (all of it in {log})")

    def read_before(self) -> bool:
        """Whether pages were read by another version of the code, so that their rows may say something else."""
        engine = create_engine(self.database_url)
        try:
            return ledger.read_otherwise(engine, code_version()) > 0
        finally:
            engine.dispose()

    def done(self) -> set[tuple[str, date]]:
        """(source, day) of the crawls that ended well."""
        if not (self.folder / "jishi.db").exists():
            return set()
        engine = create_engine(self.database_url)
        try:
            if not inspect(engine).has_table("run"):
                return set()
            with engine.connect() as connection:
                rows = connection.execute(text("SELECT source_code, logical_date FROM run WHERE outcome = 'ok'")).all()
            return {(code, day if isinstance(day, date) else date.fromisoformat(day)) for code, day in rows}
        finally:
            engine.dispose()


def upgrade(place: Place, fair: Fair, instant: datetime, progress: Progress) -> bool:
    """Make the store, or bring that of an earlier version up to date; whether its archive was read anew."""
    environment = place.environment(fair, instant, mirrored=False)
    place.scrapy("upgrade", environment, "database", "upgrade")
    if not place.read_before():
        return False
    bar = progress.add_task("reading the archive of an earlier version anew", total=1)
    place.scrapy("replay", environment, "replay", "--quiet", str(place.folder / "archive"))
    progress.advance(bar)
    return True


def crawl(place: Place, fair: Fair, days: Sequence[date], progress: Progress) -> int:
    """Crawl each source on each day that is missing; how many crawls that took."""
    done, made = place.done(), 0
    bar = progress.add_task("crawling the fair", total=len(days) * len(SOURCES))
    for day in days:
        missing = [code for code in SOURCES if (code, day) not in done]
        progress.update(bar, description=f"crawling the fair, {day}", advance=len(SOURCES) - len(missing))
        if not missing:
            continue
        fair.on(day)

        def one(code: str, day: date = day) -> None:
            spider, mirrored = SOURCES[code]
            environment = place.environment(fair, times.observed(day), mirrored)
            place.scrapy(f"{day}-{code}", environment, "crawl", spider, "-a", f"source={code}")
            progress.advance(bar)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            made += sum(1 for _ in pool.map(one, missing))
    return made


def run(folder: Path, days: int, ports: Ports, console: Console) -> bool:
    """The whole demonstration; whether the store agrees with the truth.

    Raises:
        DemoError: a step failed.

    """
    begun, place = time.monotonic(), Place(folder)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    calendar = [FIRST_DAY + timedelta(n) for n in range(days)]
    try:
        opened = Fair(ports=ports).opened()
    except OSError as error:
        raise DemoError(f"the fair could not open its ports {ports}: {error}") from error
    with opened as fair, Progress(*columns, console=console) as progress:
        anew = upgrade(place, fair, times.observed(calendar[0]), progress)
        made = crawl(place, fair, calendar, progress)
        bar = progress.add_task("deriving daily figures", total=1)
        evening = times.observed(calendar[-1]) + timedelta(hours=2)
        place.scrapy("aggregate", place.environment(fair, evening, False), "aggregate", *["--all"] * anew)
        progress.advance(bar)
        asked = len(fair.requests())
    engine = create_engine(place.database_url)
    try:
        agrees = Summary(console, engine, fair.market, fair.shops, calendar).show()
    finally:
        engine.dispose()
    console.print(
        f"\n{made} crawls made, {len(calendar) * len(SOURCES) - made} were already there; {asked} pages fetched; "
        f"{time.monotonic() - begun:.0f} s. The store is {place.database_url}, the archive {place.folder / 'archive'}."
    )
    return agrees


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 0 where everything agrees with the truth, 12 where something does not, 1 where a step failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fair.demo", description=__doc__)
    parser.add_argument("--days", type=int, default=6, help="simulated days, from 20 April 2020 on (default 6)")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "demo", help="where store, archive and logs go")
    given = parser.parse_args(arguments)
    console = Console()
    try:
        return 0 if run(given.folder.resolve(), given.days, FIXED, console) else 12
    except DemoError as error:
        console.print(f"The demonstration stopped: {error}", style="red", highlight=False)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
