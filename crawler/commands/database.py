"""`scrapy database`: migrations and the state of the store."""

from __future__ import annotations

import argparse
import json

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from crawler.command import JishiCommand
from crawler.errors import ConfigurationError, UsageError
from crawler.store import unusable, waited_for
from crawler.version import code_version
from db import ledger, schema
from db.engine import engine_of
from db.models import Base
from db.reference import load

VERBS = ("upgrade", "check", "info")


class Command(JishiCommand):
    """Migrate the store, compare it with the models, or tell what is in it."""

    usage = "[options] upgrade|check|info"
    purpose = "Migrate the database, check its schema, or tell what it holds"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """--json for info."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Exit 4 where check finds a difference."""
        if len(args) != 1 or args[0] not in VERBS:
            raise UsageError(f"scrapy database wants one of {', '.join(VERBS)}")
        engine = engine_of(self.known_settings["DATABASE_URL"])
        wait = self.known_settings.getfloat("JISHI_DATABASE_WAIT")
        verb = {"upgrade": _upgrade, "check": _check, "info": _info}[args[0]]
        try:
            status = waited_for(lambda: verb(engine, opts.json), wait)
            if not opts.json and args[0] != "check":
                self._tell_old_readings(engine)
            return status
        except DBAPIError as error:
            raise unusable(self.known_settings, error) from error

    def _tell_old_readings(self, engine: Engine) -> None:
        """After an upgrade of the code the archive may say more: what reads it anew."""
        old = 0 if schema.revision(engine) != schema.head() else ledger.read_otherwise(engine, code_version())
        if old:
            print(
                f"{old:,} pages were read by another version of the code than this one ({code_version()}): "
                f"`scrapy replay {self.known_settings['JISHI_ARCHIVE']}` reads them anew, then `scrapy aggregate --all`"
            )


def _upgrade(engine: Engine, as_json: bool) -> int:
    before, after = schema.upgrade(engine)
    load.refresh(engine)
    said = f"already at {after}" if before == after else f"{before or 'empty'} -> {after}"
    old = ledger.read_otherwise(engine, code_version())
    about = {"before": before, "after": after, "read_otherwise": old}
    print(json.dumps(about) if as_json else f"database: {said}")
    return 0


def _check(engine: Engine, as_json: bool) -> int:
    if schema.is_empty(engine):
        raise ConfigurationError("the database has no tables: run `scrapy database upgrade`")
    differences = schema.check(engine)
    if as_json:
        print(json.dumps(differences, ensure_ascii=False))
    else:
        print("\n".join(differences) or f"the schema equals the models (revision {schema.head()})")
    return 4 if differences else 0


def _info(engine: Engine, as_json: bool) -> int:
    with engine.connect() as connection:
        rows = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
            if not schema.is_empty(engine)
        }
    about = {"url": engine.url.render_as_string(), "revision": schema.revision(engine), "head": schema.head(), "rows": rows}
    if as_json:
        print(json.dumps(about, ensure_ascii=False))
    else:
        print(f"{about['url']} at revision {about['revision'] or 'none'} (this code: {about['head']})")
        print("\n".join(f"  {name:24}{count:>12,}" for name, count in rows.items()))
    return 0
