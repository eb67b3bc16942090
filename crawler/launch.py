"""From a command line to a run that may start: source, arguments, policy, lock, store, what is to be continued, journal row."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from crawler import mirror, policy, resume
from crawler.clock import Clock
from crawler.errors import ConfigurationError, UsageError
from crawler.expectations import Judgement
from crawler.locks import RunLock
from crawler.runs import RUN, Run, close_journal, new_run_id
from crawler.sources import ADHOC, Source, load_sources
from crawler.spiders.base import JishiSpider
from crawler.store import open_store, register, waited_for
from crawler.version import code_version
from db import ledger, revisit
from db.engine import keep_little

# A crawl writes what is new and reads little of what is old; its memory is to stay the same however long it goes on.
_CACHE_MB = 8


def find_spider(settings: BaseSettings, name: str) -> type[JishiSpider]:
    """The spider class of that name.

    Raises:
        UsageError: there is none; the message names the nearest.

    """
    loader = get_spider_loader(settings)
    if name not in loader.list():
        near = difflib.get_close_matches(name, loader.list(), 1, 0.4)
        raise UsageError(
            f"no spider {name}" + (f", did you mean {near[0]}?" if near else f"; there are {', '.join(loader.list())}")
        )
    spider: type[JishiSpider] = loader.load(name)  # type: ignore[assignment]  # all spiders of this project are ours
    return spider


def find_source(settings: BaseSettings, code: str, spider: str) -> Source:
    """The source of that code, for that spider; the ad hoc source without a code.

    Raises:
        ConfigurationError: the register has no such source, or it is another spider's.

    """
    if not code:
        return Source(code=ADHOC, spider=spider, time_zone=settings["JISHI_TIMEZONE"])
    sources = load_sources(Path(settings["JISHI_SOURCES"]))
    if code not in sources:
        near = difflib.get_close_matches(code, sources, 1, 0.4)
        register = settings["JISHI_SOURCES"]
        there = f"{register} has {', '.join(sources) or 'none'}" if Path(register).exists() else f"there is no file {register}"
        hint = f", did you mean {near[0]}?" if near else f"; {there} (JISHI_SOURCES)"
        raise ConfigurationError(f"no source {code}{hint}")
    if sources[code].spider != spider:
        raise ConfigurationError(f"source {code} is crawled by {sources[code].spider}, not by {spider}")
    return sources[code]


@contextmanager
def launched(
    settings: BaseSettings, spider: type[JishiSpider], given: Mapping[str, str], *, slot: datetime | None, trigger: str
) -> Iterator[Run]:
    """A run that may start, under its lock, with its journal row open. Settings that the source decides are set.

    Raises:
        JishiError: it may not start; the kind tells the exit status.

    """
    given = dict(given)
    source = find_source(settings, given.pop("source", ""), spider.name)
    arguments = {**source.arguments, **given}
    spider.check_arguments(arguments)
    clock = Clock(settings["JISHI_NOW"])
    _check(settings, source, spider.starting_addresses(arguments))
    _apply(settings, source)
    run = _run(settings, source, spider.name, arguments, clock, slot, trigger)
    folder = Path(settings["JISHI_ARCHIVE"]).resolve()
    with RunLock(folder, source.code, _lock_key(source, run), clock.now()):
        engine = run.engine = open_store(settings)
        wait = settings.getfloat("JISHI_DATABASE_WAIT")
        keep_little(engine, _CACHE_MB)
        waited_for(lambda: register(engine, load_sources(Path(settings["JISHI_SOURCES"])).values()), wait)
        if arguments.get("revisit"):
            run.due = tuple(_due(run, int(arguments["revisit"])))
            _check(settings, source, run.due)
        run.held = resume.unfinished(folder, run.information())
        run.resumes_run_id = run.held.run_ids[-1] if run.held.run_ids else None
        waited_for(lambda: ledger.open_run(engine, _row(run)), wait)
        settings.set(RUN, run, priority="cmdline")
        try:
            yield run
        except Exception as error:
            # It could not begin: the journal says so, and there is nothing to continue.
            code = 4 if isinstance(error, OSError) and error.filename else 1
            judgement = Judgement(outcome="failed", exit_code=code, reasons=[f"the crawl could not start: {error}"])
            close_journal(run, judgement, {}, clock.now())
            raise
        finally:
            run.engine.dispose()


def _check(settings: BaseSettings, source: Source, addresses: Iterable[str]) -> None:
    policy.check_crawl(
        source,
        [mirror.wrap(settings["JISHI_MIRROR"], address) for address in addresses],
        settings.getlist("JISHI_ALLOW_HOSTS"),
        contact=settings["JISHI_CONTACT"],
        now=settings["JISHI_NOW"],
        today=Clock().today(source.time_zone),
        proxies=settings.getdict("JISHI_PROXIES"),
    )


def _due(run: Run, limit: int) -> list[str]:
    assert run.engine is not None
    return revisit.due(run.engine, spider=run.spider, source_code=run.source_code, today=run.logical_date, limit=limit)


def _apply(settings: BaseSettings, source: Source) -> None:
    if source.budget.minutes:
        settings.set("CLOSESPIDER_TIMEOUT", source.budget.minutes * 60, priority="project")
    if source.budget.requests:
        settings.set("JISHI_MAX_REQUESTS_PER_HOST", float(source.budget.requests), priority="project")


def _run(
    settings: BaseSettings,
    source: Source,
    spider: str,
    arguments: Mapping[str, str],
    clock: Clock,
    slot: datetime | None,
    trigger: str,
) -> Run:
    started_at = clock.now()
    moment = slot or started_at
    return Run(
        # By the real clock: simulated runs begin at the same instant and must still sort.
        id=new_run_id(Clock().now()),
        source_code=source.code,
        spider=spider,
        arguments=arguments,
        logical_date=moment.astimezone(ZoneInfo(source.time_zone)).date(),
        started_at=started_at,
        clock=clock,
        trigger="simulation" if clock.simulated else trigger,
        slot=moment.isoformat() if slot else "",
        time_zone=source.time_zone,
        currency=source.currency or None,
        place_prior=source.place_prior or None,
        mirror=settings["JISHI_MIRROR"],
        # A crawl by hand of one's own addresses is not held to what the source's own arguments give.
        expect=source.expect if arguments == source.arguments else replace(source.expect, min_items=1, min_pages=1),
    )


def _lock_key(source: Source, run: Run) -> str:
    """A source is one lock; crawls without a source are told apart by what they do."""
    if source.code != ADHOC:
        return "run"
    return "run-" + sha256(repr((run.spider, sorted(run.arguments.items()))).encode()).hexdigest()[:12]


def _row(run: Run) -> ledger.RunRow:
    return ledger.RunRow(
        id=run.id,
        source_code=run.source_code,
        spider=run.spider,
        arguments=dict(run.arguments),
        slot=datetime.fromisoformat(run.slot) if run.slot else None,
        logical_date=run.logical_date,
        trigger=run.trigger,
        resumes_run_id=run.resumes_run_id,
        started_at=run.started_at,
        code_version=code_version(),
    )
