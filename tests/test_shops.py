"""Whole shops walked by the real command: every product found, its fields right, few requests, traps and all; and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.engine import engine_of
from db.models import Base
from tests.commands import environment, scrapy
from tests.shops.goods import goods, later
from tests.shops.mazes import Maze, Twins
from tests.shops.modern import HydrogenShop, InertiaShop, NuxtShop, StreamShop
from tests.shops.more import Bare, Magento, Woo
from tests.shops.scripted import EverShop, NextShop, ScriptShop
from tests.shops.server import Served, Shop
from tests.shops.systems import CubeCart, OpenCart, PrestaShop

KINDS: tuple[type[Shop], ...] = (
    OpenCart,
    CubeCart,
    PrestaShop,
    NextShop,
    EverShop,
    ScriptShop,
    Maze,
    Twins,
    Magento,
    Woo,
    Bare,
    NuxtShop,
    StreamShop,
    HydrogenShop,
    InertiaShop,
)
COUNT = 60


class Visit:
    """What two crawls of all shops left behind."""

    def __init__(self, folder: Path) -> None:
        self.shops = {kind.__name__: kind(goods(COUNT), per_page=6) for kind in KINDS}
        self.requests: dict[str, list[int]] = {name: [] for name in self.shops}
        self.sites: dict[str, str] = {}
        with ExitStack() as stack:
            served = {name: stack.enter_context(Served(shop)) for name, shop in self.shops.items()}
            self.sites = {name: one.host_port for name, one in served.items()}
            lines = "\n".join(f"http://{site}/" for site in self.sites.values())
            (folder / "urls.txt").write_text(lines, encoding="utf-8")
            self.url = f"sqlite:///{folder}/store.db"
            self.codes = []
            for day in ("2020-04-24", "2020-04-25"):
                for shop in self.shops.values():
                    shop.log.clear()
                    shop.goods = goods(COUNT) if day == "2020-04-24" else later(goods(COUNT))
                env = environment(folder, self.url) | {
                    "JISHI_ALLOW_HOSTS": ",".join(self.sites.values()),
                    "JISHI_NOW": f"{day}T02:00:00+00:00",
                }
                done = scrapy(env, "crawl", "shop_listings", "-a", f"urls_file={folder}/urls.txt")
                self.codes.append((done.returncode, done.stderr[-1500:]))
                for name, shop in self.shops.items():
                    self.requests[name].append(shop.pages)
                    if day == "2020-04-25":
                        self.log = {name: list(shop.log) for name, shop in self.shops.items()}

    def rows(self, name: str, day: str) -> list[dict[str, Any]]:
        """Last observation of each listing of a shop on a day."""
        tables = Base.metadata.tables
        o, listing = tables["observation"], tables["listing"]
        query = (
            select(
                listing.c.title, listing.c.id, listing.c.delisted_on, o.c.price, o.c.currency, o.c.availability, o.c.presence
            )
            .join_from(o, listing, o.c.listing_id == listing.c.id)
            .where(listing.c.site == self.sites[name], o.c.observed_on == day)
            .order_by(o.c.id)
        )
        engine = engine_of(self.url)
        with engine.connect() as connection:
            found = {row["id"]: dict(row) for row in connection.execute(query).mappings()}
        engine.dispose()
        return list(found.values())

    def walks(self) -> list[tuple[str, int, bool]]:
        """(scope, enumerated, complete) of each walk."""
        walk = Base.metadata.tables["walk"]
        engine = engine_of(self.url)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(select(walk.c.scope_key, walk.c.enumerated, walk.c.complete))]
        engine.dispose()
        return found


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    yield Visit(tmp_path_factory.mktemp("shops"))


def test_both_crawls_end_well(visit: Visit) -> None:
    assert [code for code, _ in visit.codes] == [0, 0], visit.codes


@pytest.mark.parametrize("name", [kind.__name__ for kind in KINDS])
def test_every_product_is_found_once_and_right(visit: Visit, name: str) -> None:
    shop = visit.shops[name]
    found = {row["title"]: row for row in visit.rows(name, "2020-04-24")}
    true = {good.name: good for good in goods(COUNT)}
    assert len(visit.rows(name, "2020-04-24")) == len(found) == COUNT
    for title, good in true.items():
        row = found[title]
        stock = ("in_stock", "limited") if good.stock else ("out_of_stock",)
        assert (row["price"], row["currency"]) == (good.price, shop.currency), title
        assert row["availability"] in stock, title


@pytest.mark.parametrize("name", [kind.__name__ for kind in KINDS])
def test_few_requests_are_needed(visit: Visit, name: str) -> None:
    for asked in visit.requests[name]:
        assert asked <= 3 * COUNT, visit.requests[name]


@pytest.mark.parametrize("name", [kind.__name__ for kind in KINDS])
def test_a_second_crawl_notes_changes_and_absences(visit: Visit, name: str) -> None:
    rows = {row["title"]: row for row in visit.rows(name, "2020-04-25")}
    for good in later(goods(COUNT)):
        row = rows[good.name]
        assert row["presence"] == "seen"
        assert row["price"] == good.price, good.name
        assert row["availability"] in (("in_stock", "limited") if good.stock else ("out_of_stock",)), good.name
    gone = [good.name for good in goods(COUNT) if good.number % 10 == 0]
    assert [(rows[title]["presence"], rows[title]["delisted_on"]) for title in gone] == [("absent", None)] * len(gone)


def test_walks_are_complete_and_tell_how_much_they_saw(visit: Visit) -> None:
    first, second = COUNT, len(later(goods(COUNT)))
    wanted = sorted((site, count, True) for site in visit.sites.values() for count in (first, second))
    assert sorted(visit.walks()) == wanted


def test_what_has_not_changed_is_asked_for_conditionally(visit: Visit) -> None:
    answers = [status for path, status in visit.log["PrestaShop"] if path.endswith(".html")]
    unchanged = sum(good in goods(COUNT) for good in later(goods(COUNT)))
    assert answers.count(304) == unchanged
    # Three products are asked for by their other path too, to learn that it is the same.
    assert answers.count(200) <= len(later(goods(COUNT))) - unchanged + 3
