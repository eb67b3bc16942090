"""`scrapy aggregate`: daily figures, for the days that changed or the days named."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

from crawler.clock import Clock
from crawler.command import JishiCommand
from crawler.errors import UsageError
from crawler.store import open_store, waited_for
from crawler.version import code_version


class Command(JishiCommand):
    """Compute daily figures."""

    usage = "[options]"
    purpose = "Compute daily figures, of the days that changed by default"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Which days."""
        super().add_options(parser)
        parser.add_argument("--from", dest="first", metavar="DAY", help="first day, as in 2020-04-24")
        parser.add_argument("--to", dest="last", metavar="DAY", help="last day")
        parser.add_argument("--all", action="store_true", help="all days that were observed")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Exit 0 also where nothing had changed."""
        if args:
            raise UsageError(f"scrapy aggregate takes no argument {args[0]!r}; days are named with --from and --to")
        # Scrapy imports every command at every start: DuckDB and Arrow are for this one only.
        from db.derive import claim_check, product_match, update

        first, last = _day(opts.first), _day(opts.last)
        if first and last and first > last:
            raise UsageError(f"--from {first} lies behind --to {last}")
        engine = open_store(self.known_settings)
        clock = Clock(self.known_settings["JISHI_NOW"])
        wait = self.known_settings.getfloat("JISHI_DATABASE_WAIT")

        columns = Path(self.known_settings["JISHI_ARCHIVE"]) / "columns.duckdb"

        def work() -> update.Changes:
            with update.derivation(engine, columns, anew=opts.all) as held:
                days = held.observed if opts.all or first or last else held.dirty
                wanted = [d for d in days if (first is None or d >= first) and (last is None or d <= last)]
                today = clock.today(self.known_settings["JISHI_TIMEZONE"])
                done = held.update(wanted, now=clock.now(), code_version=code_version(), today=today)
                # An announcement may come on a day that changes no other figure.
                checks = claim_check.update_checks(held, now=clock.now(), code_version=code_version())
            if done.days:
                product_match.update_matches(engine, now=clock.now(), code_version=code_version())
            done.added, done.changed, done.removed = (
                done.added + checks.added,
                done.changed + checks.changed,
                done.removed + checks.removed,
            )
            return done

        changes = waited_for(work, wait)
        if opts.json:
            counts = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
            print(json.dumps({"days": [str(d) for d in changes.days], **counts}))
        else:
            span = f"{changes.days[0]} to {changes.days[-1]}" if changes.days else "no day had changed"
            print(f"aggregate: {span}; {changes.added} rows new, {changes.changed} changed, {changes.removed} removed")
        return 0


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a day, as in 2020-04-24") from error
