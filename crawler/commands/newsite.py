"""`scrapy newsite NAME URL...`: a page module, a spider, cases and a source for a new site, from a template."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

from crawler.command import JishiCommand
from crawler.errors import UsageError


class Command(JishiCommand):
    """Start a site."""

    usage = "[options] NAME URL..."
    purpose = "Start a site: its page module, spider, cases and source, from a template"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Whether the pages are asked for, and under which source."""
        super().add_options(parser)
        parser.add_argument(
            "--source", default="", metavar="CODE", help="the approved source under which a public host is asked"
        )
        parser.add_argument("--no-capture", action="store_true", help="ask for no page, record no case")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Pages first: a site that cannot be had leaves nothing behind."""
        if not args:
            raise UsageError("scrapy newsite wants a name and one address or more, best an item page and a list")
        # Imported here: every command pays for what a command module imports.
        from crawler import newsite
        from crawler.cases import fetch, write_case

        root = Path(closest_scrapy_cfg()).resolve().parent
        site = newsite.check(args[0], args[1:], root)
        settings = self.known_settings
        pages = [] if opts.no_capture else [fetch(settings, url, opts.source) for url in site.urls]
        cases, items = [], []
        for archived in pages:
            folder, reading = write_case(
                root / "tests" / "cases", archived, settings.getint("DOWNLOAD_MAXSIZE"), site=site.name
            )
            cases.append(folder)
            items.append(len(reading.items))
        paths = [str(path.relative_to(root)) for path in [*newsite.make(site), *cases]]
        if opts.json:
            print(json.dumps({"site": site.name, "spider": site.spider, "paths": paths, "items": items}))
            return 0
        for path in paths:
            print(f"made or changed {path}")
        for folder, number in zip(cases, items, strict=True):
            print(f"{folder.name}: {number} items read; expected.json is a draft, check it against the page")
        print(f"next: scrapy crawl {site.spider}   (a public host: approve its source in sources.toml first)")
        return 0
