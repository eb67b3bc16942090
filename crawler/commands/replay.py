"""`scrapy replay`: rows from WARC files, ours or anyone's."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from crawler.clock import Clock, believable
from crawler.command import JishiCommand, say
from crawler.errors import DatabaseAwayError, DiskFullError, JishiError, UsageError
from crawler.items import PageItem
from crawler.launch import find_spider
from crawler.progress import ByteProgress
from crawler.sources import ADHOC, Source, load_sources
from crawler.store import open_store, register, waited_for
from crawler.version import code_version
from db import ledger
from db.ingest import absences
from pipelines.store import DatabaseUnavailableError, Store, StoreFullError

if TYPE_CHECKING:
    from crawler.replay import Replay

SHOWN = 20


class Command(JishiCommand):
    """Derive rows from WARC files."""

    usage = "[options] FILE..."
    purpose = "Derive rows from WARC files, ours or anyone's"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Who reads what nobody claims."""
        super().add_options(parser)
        parser.add_argument("--spider", metavar="NAME", help="whose page class reads addresses that none claims")
        parser.add_argument("--quiet", action="store_true", help="no progress")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """0 when every record was read, 9 when none, 12 when some were damaged."""
        if not args:
            raise UsageError("scrapy replay wants one WARC file or more")
        # Imported here: every command pays for what a command module imports.
        from crawler.replay import files_of, replay_id

        settings = self.known_settings
        files = files_of(args)
        fallback = find_spider(settings, opts.spider) if opts.spider else None
        engine = open_store(settings)
        sources = load_sources(Path(settings["JISHI_SOURCES"])).values()
        try:
            waited_for(lambda: register(engine, sources), settings.getfloat("JISHI_DATABASE_WAIT"))
            with _journalled(engine, replay_id(files), Clock(settings["JISHI_NOW"])):
                return asyncio.run(_replay(settings, engine, files, fallback, opts.quiet))
        finally:
            engine.dispose()


@contextmanager
def _journalled(engine: Engine, run_id: str, clock: Clock) -> Iterator[None]:
    """The row of a replay that does not come to its end says so, as far as the database can be reached.

    Raises:
        DatabaseAwayError: the store gave up waiting.
        DiskFullError: it has no space.

    """
    try:
        try:
            yield
        except DatabaseUnavailableError as error:
            raise DatabaseAwayError(str(error)) from error
        except StoreFullError as error:
            raise DiskFullError(str(error)) from error
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt)
        code = 11 if stopped else error.exit_code if isinstance(error, JishiError) else 1
        ended: dict[str, Any] = {"exit_code": code, "reasons": ["stopped by a signal" if stopped else str(error)], "stats": {}}
        with contextlib.suppress(DBAPIError):
            outcome = "interrupted" if stopped else "failed"
            ledger.close_run(engine, run_id, finished_at=clock.now(), outcome=outcome, **ended)
        raise


async def _replay(settings: BaseSettings, engine: Engine, files: list[Path], fallback: Any, quiet: bool) -> int:
    from crawler.replay import Replay, replay_id
    from pipelines import stages

    clock = Clock(settings["JISHI_NOW"])
    wait = settings.getfloat("JISHI_DATABASE_WAIT")
    store = Store(engine, code_version=code_version(), now=clock.now, deadline=wait)
    loader = get_spider_loader(settings)

    runs = [replay_id(files)]

    async def keep(page: PageItem) -> None:
        await stages.process(page, store)

    async def told(content: Mapping[str, Any]) -> None:
        await store.drain()
        if ended := await asyncio.to_thread(waited_for, lambda: _journal(engine, content), wait):
            runs.append(ended)

    replay = Replay(
        run_id=runs[0],
        spiders={name: loader.load(name) for name in loader.list()},  # type: ignore[misc]  # all spiders of this project are ours
        fallback=fallback,
        folder=Path(settings["JISHI_ARCHIVE"]).resolve(),  # noqa: ASYNC240  # at the start, of a local folder
        time_zone=settings["JISHI_TIMEZONE"],
        limit=settings.getint("DOWNLOAD_MAXSIZE"),
        keep=keep,
        told=told,
    )
    started = clock.now()
    _open(engine, replay.run_id, files, started, clock.today(settings["JISHI_TIMEZONE"]))
    with ByteProgress("replay", sum(f.stat().st_size for f in files), quiet) as progress:
        for file in files:
            await replay.file(file, progress.advance)
        await replay.revisits(files)
    await store.close()
    waited_for(lambda: absences.mark_absent(engine, runs, code_version=code_version(), now=clock.now()), wait)
    code, reasons = _verdict(replay)
    outcome = {0: "ok", 9: "failed"}.get(code, "degraded")
    stats = {"responses": replay.tally.responses, "items": replay.tally.items}
    ended: dict[str, Any] = {"outcome": outcome, "exit_code": code, "reasons": reasons, "stats": stats}
    waited_for(lambda: ledger.close_run(engine, replay.run_id, finished_at=clock.now(), **ended), wait)
    _tell(replay, code, reasons)
    return code


def _open(engine: Engine, run_id: str, files: list[Path], started: datetime, day: date) -> None:
    row = ledger.RunRow(
        id=run_id,
        source_code=ADHOC,
        spider=None,
        arguments={"files": [file.name for file in files]},
        slot=None,
        logical_date=day,
        trigger="replay",
        resumes_run_id=None,
        started_at=started,
        code_version=code_version(),
    )
    ledger.open_run(engine, row)


def _journal(engine: Engine, content: Mapping[str, Any]) -> str | None:
    """The journal row of a run of ours, from its first or its last record; the run's id when it is its last."""
    if "run_id" in content:
        closed = ledger.close_run(
            engine,
            str(content["run_id"]),
            finished_at=datetime.fromisoformat(content["finished_at"]),
            outcome=content["outcome"],
            exit_code=content["exit_code"],
            reasons=content["reasons"],
            stats=content["stats"],
            walks=[
                ledger.WalkRow(**{f"scope_{name}" if name in ("kind", "key") else name: value for name, value in walk.items()})
                for walk in content["walks"]
            ],
        )
        return str(content["run_id"]) if closed else None
    if "id" in content and "spider" in content:
        if content["source_code"] != ADHOC:
            register(engine, [Source(code=content["source_code"], spider=content["spider"], enabled=False)], keep=True)
        slot = content.get("slot")
        row = ledger.RunRow(
            id=content["id"],
            source_code=content["source_code"],
            spider=content["spider"],
            arguments=content["arguments"],
            slot=datetime.fromisoformat(slot) if slot else None,
            logical_date=believable(datetime.fromisoformat(content["logical_date"])).date(),
            trigger=content["trigger"],
            resumes_run_id=content.get("resumes_run_id"),
            started_at=believable(datetime.fromisoformat(content["started_at"])),
            code_version=str(content["software"]).removeprefix("Jishi/"),
        )
        ledger.open_run(engine, row)
    return None


def _verdict(replay: Replay) -> tuple[int, list[str]]:
    tally = replay.tally
    if not tally.responses:
        return 9, ["no record could be read", *tally.damaged[:SHOWN]]
    return (12, tally.damaged[:SHOWN]) if tally.damaged else (0, [])


def _tell(replay: Replay, code: int, reasons: list[str]) -> None:
    tally = replay.tally
    walls = ", ".join(f"{number} {wall}" for wall, number in sorted(tally.walls.items()))
    print(f"replay: {tally}" + (f"; walls: {walls}" if walls else ""))
    if tally.nothing:
        say(f"{len(tally.nothing)} pages held nothing that is read: {', '.join(tally.nothing[:SHOWN])}")
    if code:
        say(f"jishi: replay: {len(tally.damaged)} damaged: {'; '.join(reasons)} (exit {code})")
