"""`scrapy sources`: what the register holds, and why a source may or may not be crawled."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler.clock import Clock
from crawler.command import JishiCommand
from crawler.launch import find_spider
from crawler.sources import load_sources


class Command(JishiCommand):
    """List, check and explain sources.toml."""

    purpose = "List and check the sources, and say which may be crawled"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """--json."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Exit 4 where the register is wrong."""
        settings = self.known_settings
        sources = load_sources(Path(settings["JISHI_SOURCES"]))
        rows = []
        for source in sources.values():
            spider = find_spider(settings, source.spider)
            spider.check_arguments(source.arguments)
            why = source.why_not(Clock().today(source.time_zone))
            rows.append(
                {
                    "code": source.code,
                    "spider": source.spider,
                    "schedule": source.schedule,
                    "live": why is None,
                    "why": why or "",
                }
            )
        if opts.json:
            print(json.dumps(rows, ensure_ascii=False))
            return 0
        table = Table("source", "spider", "schedule", "live web")
        for row in rows:
            table.add_row(
                str(row["code"]),
                str(row["spider"]),
                str(row["schedule"] or "by hand"),
                "may be crawled" if row["live"] else str(row["why"]),
            )
        Console().print(table)
        return 0
