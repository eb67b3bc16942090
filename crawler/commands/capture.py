"""`scrapy capture URL`: a case folder from a page, asked for under the same rules as a crawl."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from crawler.command import JishiCommand
from crawler.errors import UsageError
from crawler.urls import is_web_address


class Command(JishiCommand):
    """Record a page as a test case."""

    usage = "[options] URL..."
    purpose = "Record a page as a case folder: the page, what was asked, and a draft of what it says"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where the case goes, and under which source a public host is asked."""
        super().add_options(parser)
        parser.add_argument(
            "--source", default="", metavar="CODE", help="the approved source under which a public host is asked"
        )
        parser.add_argument("--site", default="", metavar="NAME", help="folder of the site; that of the page class by default")
        parser.add_argument("--case", default="", metavar="NAME", help="name of the case; made of the address by default")
        parser.add_argument("--out", default="tests/cases", metavar="DIR", help="folder of the cases")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """One folder a page; as a crawl ends where a page could not be had."""
        if not args:
            raise UsageError("scrapy capture wants one address or more")
        for url in args:
            if not is_web_address(url):
                raise UsageError(f"{url!r} is not a web address (http:// or https://)")
        for option, name in (("--site", opts.site), ("--case", opts.case)):
            if name and (not name.strip(".") or "/" in name or "\\" in name):
                raise UsageError(f"{option} {name} cannot name a folder; --out says where the cases stand")
        # Imported here: every command pays for what a command module imports.
        from crawler.cases import fetch, write_case

        settings, rows = self.known_settings, []
        for url in args:
            archived = fetch(settings, url, opts.source)
            limit = settings.getint("DOWNLOAD_MAXSIZE")
            folder, reading = write_case(Path(opts.out), archived, limit, site=opts.site, name=opts.case)
            rows.append({"folder": str(folder), "items": len(reading.items), "links": len(reading.links), "wall": reading.wall})
        if opts.json:
            print(json.dumps(rows))
        for row in [] if opts.json else rows:
            wall = f", a wall: {row['wall']}" if row["wall"] else ""
            print(f"{row['folder']}: {row['items']} items, {row['links']} links{wall}")
        if not opts.json:
            print("expected.json is a draft: check each field against the page, then it is a test.")
        return 0
