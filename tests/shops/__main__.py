"""Serves one shop for a try by hand: python -m tests.shops OpenCart 8700 400 [later]."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from tests.shops import mazes, modern, more, scripted, systems
from tests.shops.goods import goods, later
from tests.shops.server import Served, Shop


def main() -> None:
    """Serve until interrupted; the truth goes into the file that a fourth argument names."""
    name, port, count, *rest = sys.argv[1:]
    cls: type[Shop] = next(
        getattr(module, name) for module in (systems, scripted, mazes, more, modern) if hasattr(module, name)
    )
    assortment = goods(int(count))
    if "later" in rest:
        assortment = later(assortment)
    with Served(cls(assortment), "127.0.0.1", int(port)) as served:
        truth = [{"name": g.name, "price": str(g.price), "currency": cls.currency, "in_stock": g.stock > 0} for g in assortment]
        for path in (word for word in rest if word != "later"):
            Path(path).write_text(json.dumps(truth), encoding="utf-8")
        print(served.host_port, flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
