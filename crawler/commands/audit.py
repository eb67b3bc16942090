"""`scrapy audit`: checks the project's own conventions; part of the test run."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from scrapy.spiderloader import get_spider_loader
from scrapy.utils.conf import closest_scrapy_cfg

from crawler.command import JishiCommand, say
from crawler.commands.sources import check
from crawler.errors import ConfigurationError, UsageError
from crawler.sources import load_sources


class Command(JishiCommand):
    """Check our own conventions."""

    purpose = "Check the project's own conventions: cases, registry, spiders, sources, documents"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """--json."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """0 where all is kept, 12 where something is not."""
        if args:
            raise UsageError(f"scrapy audit takes no argument, {args[0]!r} given")
        # Imported here: every command pays for what a command module imports.
        from crawler import audit

        root = Path(closest_scrapy_cfg()).resolve().parent
        if not (root / "tests" / "cases").is_dir():
            raise ConfigurationError(f"{root} is no checkout of the project: there are no cases to check")
        settings = self.known_settings
        loader = get_spider_loader(settings)
        spiders = {name: loader.load(name) for name in loader.list()}
        sources = load_sources(Path(settings["JISHI_SOURCES"]))
        found = audit.findings(root, spiders, sources)  # type: ignore[arg-type]  # all spiders of this project are ours
        for source in sources.values():
            try:
                check(settings, source)
            except ConfigurationError as error:
                found.append(audit.Finding("source", source.code, str(error)))
        if opts.json:
            print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        for one in [] if opts.json else found:
            print(f"{one.rule} {one.what}: {one.why}")
        if not found and not opts.json:
            print(f"audit: {len(spiders)} spiders, {len(sources)} sources, all conventions kept")
        if found:
            say(f"jishi: audit: {len(found)} breaches (exit 12)")
        return 12 if found else 0
