"""`scrapy crawl`: the stock command with a run journal and a truthful exit status."""

from __future__ import annotations

import argparse
import gc
from datetime import datetime

from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess

from crawler import runs
from crawler.command import exit_status, no_leftovers, say
from crawler.configuration import instant_of, settle
from crawler.errors import UsageError
from crawler.expectations import Judgement
from crawler.launch import find_spider, launched
from crawler.runs import Run


class Command(BaseRunSpiderCommand):
    """Crawl with a spider of this project."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Usage."""
        return "[options] <spider>"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Run a spider; the exit status tells how it went"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The stock options, and those that the scheduler gives."""
        super().add_options(parser)
        parser.add_argument("--slot", default="", metavar="INSTANT", help="the instant that the schedule names for this run")
        parser.add_argument("--trigger", default="manual", choices=["manual", "schedule", "catchup", "probe"], help="who asks")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, and set the exit status."""
        self.exitcode = exit_status(lambda: self._crawl(args, opts))

    def _crawl(self, args: list[str], opts: argparse.Namespace) -> int:
        settings = self.settings
        assert settings is not None
        names = no_leftovers(args, exactly=1, what="spider")
        settle(settings)
        spider = find_spider(settings, names[0])
        with launched(settings, spider, opts.spargs, slot=_slot(opts.slot), trigger=opts.trigger) as run:
            # A crawl makes many objects that live as long as their page: the default thresholds scan them all the time.
            gc.set_threshold(10_000, 20, 20)
            gc.freeze()
            process = AsyncCrawlerProcess(settings)
            process.crawl(process.create_crawler(spider), **run.arguments)
            process.start()
            judgement = run.judgement or _unjudged(run, process.bootstrap_failed)
        reasons = "; ".join(judgement.reasons) or "all expectations met"
        say(f"jishi: run {run.id} of {run.spider}: {judgement.outcome} (exit {judgement.exit_code}): {reasons}")
        return judgement.exit_code


def _slot(text: str) -> datetime | None:
    try:
        return instant_of(text) if text else None
    except ValueError as error:
        raise UsageError(f"--slot {text}: {error}") from error


def _unjudged(run: Run, bootstrap_failed: bool) -> Judgement:
    """The spider never closed: it could not start, or a second signal ended the process."""
    if bootstrap_failed:
        judgement = Judgement(outcome="failed", exit_code=1, reasons=["the crawl could not start: see the log"])
    else:
        judgement = Judgement(outcome="interrupted", exit_code=13, reasons=["stopped by force"])
    runs.close_journal(run, judgement, {}, run.clock.now())
    return judgement
