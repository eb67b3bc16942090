"""`scrapy sources`: what the register holds, what is due, and why a source may or may not be crawled."""

from __future__ import annotations

import argparse
import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from crawler.clock import Clock
from crawler.command import JishiCommand, say
from crawler.errors import ConfigurationError, UsageError
from crawler.launch import find_spider
from crawler.sources import Source, load_sources
from crawler.store import check_platforms, open_store
from db import ledger

_EMPTY: tuple[object, ...] = ("", {}, (), None, 0)


class Command(JishiCommand):
    """List, check and explain sources.toml."""

    usage = "[options] [CODE]..."
    purpose = "List, check and explain the sources, and say which may be crawled"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """--due and --json."""
        super().add_options(parser)
        parser.add_argument("--due", action="store_true", help="only those whose latest slot nobody has run")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Exit 4 where the register is wrong."""
        settings = self.known_settings
        register = Path(settings["JISHI_SOURCES"])
        sources = load_sources(register)
        if not register.exists():
            say(f"jishi: there is no file {register} (JISHI_SOURCES)")
        check_platforms(sources.values())
        for source in sources.values():
            check(settings, source)
        chosen = [_named(sources, code) for code in args] if args else list(sources.values())
        if opts.due:
            chosen = _due(settings, chosen, Clock(settings["JISHI_NOW"]).now())
        rows = [_row(source) for source in chosen]
        if opts.json:
            print(json.dumps(rows, ensure_ascii=False, default=str))
        elif args:
            for source, row in zip(chosen, rows, strict=True):
                _explain(source, row, find_spider(settings, source.spider).__doc__ or "")
        else:
            _list(rows)
        return 0


def check(settings: BaseSettings, source: Source) -> None:
    """Refuse a source whose spider, arguments or schedule cannot be.

    Raises:
        ConfigurationError: naming the source.

    """
    try:
        spider = find_spider(settings, source.spider)
        spider.check_arguments(source.arguments)
        spider.starting_addresses(source.arguments)
    except UsageError as error:
        raise ConfigurationError(f"source {source.code}: {error}") from error
    if source.schedule:
        from scheduler import trigger_of

        trigger_of(source)


def _named(sources: Mapping[str, Source], code: str) -> Source:
    if code not in sources:
        near = difflib.get_close_matches(code, sources, 1, 0.4)
        raise UsageError(f"no source {code}" + (f", did you mean {near[0]}?" if near else ""))
    return sources[code]


def _due(settings: BaseSettings, sources: Iterable[Source], now: datetime) -> list[Source]:
    """Those that the scheduler would run now."""
    from scheduler import open_slots

    engine = open_store(settings)
    try:
        scheduled = [source for source in sources if source.enabled and source.schedule]
        return [one for one in scheduled if open_slots(one, ledger.last_job(engine, f"crawl:{one.code}", now), now)]
    finally:
        engine.dispose()


def _row(source: Source) -> dict[str, Any]:
    why = source.why_not(Clock().today(source.time_zone))
    return {
        "code": source.code,
        "platform": source.platform,
        "spider": source.spider,
        "arguments": dict(source.arguments),
        "schedule": source.schedule,
        "budget": asdict(source.budget),
        "live": why is None,
        "why": why or "",
    }


def _list(rows: Iterable[Mapping[str, Any]]) -> None:
    # Imported here: every command pays for what a command module imports.
    from rich.console import Console
    from rich.table import Table

    table = Table("source", "spider", "schedule", "requests", "live web")
    for row in rows:
        # What is missing is named one by one by `scrapy sources CODE`.
        live = "may be crawled" if row["live"] else row["why"].replace("it is ", "").partition(":")[0]
        schedule = row["schedule"] or "by hand"
        table.add_row(row["code"], row["spider"], schedule, str(row["budget"]["requests"] or "no limit"), live)
    Console().print(table)


def _explain(source: Source, row: Mapping[str, Any], purpose: str) -> None:
    """All that the register says of a source, one line each; what is left to the operator is named."""
    print(f"{source.code}: {' '.join(purpose.split())}")
    values = {**asdict(source), "expect": {k: v for k, v in asdict(source.expect).items() if v not in _EMPTY}}
    for name, value in values.items():
        if name != "code" and value not in _EMPTY:
            text = ", ".join(f"{k} = {v}" for k, v in value.items()) if isinstance(value, dict) else value
            print(f"  {name}: {text}")
    print(f"  live web: {'may be crawled' if row['live'] else row['why']}")
