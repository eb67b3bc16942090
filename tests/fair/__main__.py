"""Serves the fair for a look: `python -m tests.fair --port 8600 --day 2020-04-24`; `--truth FILE` writes its truth as JSON."""

from __future__ import annotations

import argparse
import json
import threading
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

from rich.console import Console

from tests.fair.export import export
from tests.fair.market import FIRST_DAY, Market
from tests.fair.ports import FIXED, HOST, PRESS_HOST, Ports
from tests.fair.server import Fair


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted, or write the truth."""
    parser = argparse.ArgumentParser(prog="python -m tests.fair", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="number that the market is made from")
    parser.add_argument("--port", type=int, default=FIXED.mirror, help="port of the mirror; the shops take the next three")
    parser.add_argument("--day", type=date.fromisoformat, default=FIRST_DAY, help="day to show, at ten in the morning")
    parser.add_argument("--truth", type=Path, metavar="FILE", help="write the truth as JSON, and end")
    parser.add_argument("--days", type=int, default=6, help="days of truth to write, from --day on")
    given = parser.parse_args(arguments)
    ports = Ports(*range(given.port, given.port + 4))
    if given.truth:
        shops = {name: f"{HOST}:{getattr(ports, name)}" for name in ("shopify", "woocommerce", "plain")}
        whole = export(Market(given.seed), shops, given.day, given.day + timedelta(given.days - 1))
        given.truth.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
        return 0
    with Fair(given.seed, ports=ports) as fair:
        fair.on(given.day)
        _show(fair, given.day)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


def _show(fair: Fair, day: date) -> None:
    console = Console()
    item = next(listing for listing in fair.market.of("taobao") if listing in fair.moment.states)
    console.print(f"The fair on {day}, ten in the morning. Stop it with Ctrl-C.")
    for address in (
        f"{fair.mirror}https://s.taobao.com/search?q={quote('脐橙')}",
        f"{fair.mirror}https://item.taobao.com/item.htm?id={item.native_id}",
        f"{fair.mirror}https://{PRESS_HOST}/news/",
        *(f"http://{host}/" for host in fair.shops.values()),
    ):
        console.print(f"  {address}", soft_wrap=True, highlight=False)


if __name__ == "__main__":
    raise SystemExit(main())
