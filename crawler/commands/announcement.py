"""`scrapy announcement`: what is read from an announcement, with the quotes marked in its text."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING

from crawler.command import JishiCommand, shown
from crawler.errors import UsageError

if TYPE_CHECKING:
    from crawler.announcement import Article
    from pipelines.claims.reading import Told


class Command(JishiCommand):
    """Read one announcement and show what it claims."""

    usage = "[options] FILE|URL"
    purpose = "Show what is read from an announcement, with the quotes marked"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """--json, --source, --published-on."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--source", default="", metavar="CODE", help="the source under whose approval an address is fetched"
        )
        parser.add_argument(
            "--published-on", default="", metavar="DAY", help="day of publication, where the file does not say it"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """0, and what was read on standard output."""
        if len(args) != 1:
            raise UsageError("scrapy announcement wants one file or one address")
        # Imported here: every command pays for what a command module imports.
        from crawler.announcement import article_of
        from pipelines.claims.marking import as_json
        from pipelines.claims.reading import read_announcement

        given = [option for setting in opts.set for option in ("-s", setting)]
        given += ["-a", f"source={opts.source}"] if opts.source else []
        article = article_of(args[0], self.known_settings, given)
        on = _day(opts.published_on) or article.published_on
        told = read_announcement(article.text, language=article.language, published_on=on)
        if opts.json:
            print(json.dumps({**_head(article, on), "text": article.text, **as_json(told)}, ensure_ascii=False))
        else:
            _show(article, on, told)
        return 0


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise UsageError(f"--published-on wants a day as 2020-04-24, not {given}") from error


def _head(article: Article, on: date | None) -> dict[str, str | None]:
    return {
        "title": article.title,
        "publisher": article.publisher,
        "published_on": on.isoformat() if on else None,
        "published_on_basis": "given" if on != article.published_on else article.published_on_basis,
        "language": article.language,
    }


def _show(article: Article, on: date | None, told: Told) -> None:
    from rich.console import Console

    from pipelines.claims.marking import marked, spans_of, when

    console = Console(soft_wrap=True, highlight=False)

    def line(words: str) -> None:
        console.print(shown(words), markup=False)

    for name, value in _head(article, on).items():
        line(f"{name}: {value or 'unknown'}")
    line(f"\n{marked(article.text, spans_of(told))}\n")
    if not told.claims:
        line("no claim: no figure about the trade is stated")
    for number, claim in enumerate(told.claims, 1):
        value = f"{format(claim.value.normalize(), ',f')} {claim.unit}"
        bound = claim.bound.replace("_", " ")
        scope = [claim.platform_code, claim.region_text, claim.product_text, when(claim), "planned" if claim.planned else None]
        line(f"{number:>3}  {claim.metric}: {value}, {bound}{''.join(f'; {one}' for one in scope if one)}")
        line(f"     because {', '.join(claim.rules)}")
    for number, words in enumerate(_others(told), len(told.claims) + 1):
        line(f"{number:>3}  {words}")
    named = {kind: [m.text for m in told.mentions if m.kind == kind] for kind in ("platform", "region", "commodity")}
    for kind, names in named.items():
        line(f"{kind}: {', '.join(dict.fromkeys(names)) or 'none'}")


def _others(told: Told) -> list[str]:
    """The promotions, then the livestreams, in words."""
    found = []
    for one in told.promotions:
        days = f"{one.starts_on or '?'} to {one.ends_on or '?'}" if one.starts_on or one.ends_on else None
        scope = [one.name, one.platform_code, days, "planned" if one.planned else None]
        found.append(f"promotion, {one.kind}{''.join(f'; {said}' for said in scope if said)}")
    for stream in told.livestreams:
        hosts = ", ".join(f"{host.role} {host.name}" if host.name else host.role for host in stream.hosts)
        held = stream.held_on.isoformat() if stream.held_on else None
        scope = [hosts, stream.platform_code, held, stream.status]
        found.append(f"livestream{''.join(f'; {said}' for said in scope if said)}")
    return found
