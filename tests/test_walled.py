"""A site that turns everybody away: its runs end as blocked or degraded, no walk is complete, nothing is delisted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.engine import engine_of
from db.models import Base
from tests.commands import environment, scrapy
from tests.shops.goods import goods
from tests.shops.mazes import Twins
from tests.shops.server import Answer, Served
from tests.shops.systems import shell

LOGIN = shell("登录", "<form action='https://login.taobao.com/member/login.jhtml'></form>")
CHALLENGE = shell("Just a moment...", "<div>Checking your browser</div>")
MAINTENANCE = shell("系统维护中", "<p>...</p>")
# What each kind of wall does to a run in which no page gets through.
ENDINGS: dict[str, tuple[Callable[[], Answer | None], int, str]] = {
    "login": (lambda: LOGIN, 18, "blocked"),
    "challenge": (lambda: CHALLENGE, 18, "blocked"),
    "refused": (lambda: Answer("no", 403), 18, "blocked"),
    "maintenance": (lambda: MAINTENANCE, 12, "degraded"),
    "soft 404": (lambda: shell("404", "<h1>oops</h1>"), 12, "degraded"),
    "nothing": (lambda: None, 9, "failed"),
}


class Walled(Twins):
    """A shop that answers as ever, or with one page for all that is asked of it, or of its products."""

    wall: Callable[[], Answer | None] | None = None
    only_products = False

    def answer(self, path: str, query: Any) -> Answer | None:
        is_product = path.endswith(".html")
        if self.wall is None or path == "/robots.txt" or (self.only_products and not is_product):
            return super().answer(path, query)
        return self.wall()


def table(url: str, name: str) -> list[dict[str, Any]]:
    engine = engine_of(url)
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(select(Base.metadata.tables[name])).mappings()]
    engine.dispose()
    return rows


@pytest.mark.parametrize("only_products", [False, True], ids=["all pages", "products only"])
def test_nothing_is_delisted_behind_a_wall(tmp_path: Path, only_products: bool) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    shop = Walled(goods(8), per_page=8)
    with ExitStack() as stack:
        served = stack.enter_context(Served(shop))
        env = environment(tmp_path, url) | {"JISHI_ALLOW_HOSTS": served.host_port}
        crawl = ("crawl", "shop_listings", "-a", f"url={shop.origin}/")
        assert scrapy(env | {"JISHI_NOW": "2020-04-24T02:00:00+00:00"}, *crawl).returncode == 0
        shop.only_products = only_products
        for day, (name, (wall, code, outcome)) in enumerate(ENDINGS.items(), 25):
            if only_products and name in ("nothing", "soft 404"):
                # Products that the shop says are gone are gone.
                continue
            shop.wall = wall
            done = scrapy(env | {"JISHI_NOW": f"2020-04-{day}T02:00:00+00:00"}, *crawl)
            run = table(url, "run")[-1]
            assert done.returncode == run["exit_code"], name
            if not only_products:
                assert (done.returncode, run["outcome"]) == (code, outcome), (name, run["reasons"])
            else:
                assert run["outcome"] in ("blocked", "degraded"), (name, run["reasons"])
    assert [walk["complete"] for walk in table(url, "walk")][1:] == [False] * (len(table(url, "run")) - 1)
    assert {row["presence"] for row in table(url, "observation")} == {"seen"}
    assert {row["delisted_on"] for row in table(url, "listing")} == {None}


def test_a_budget_that_is_spent_is_a_loss_of_coverage_and_delists_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    shop = Walled(goods(12), per_page=4)
    with Served(shop) as served:
        env = environment(tmp_path, url) | {"JISHI_ALLOW_HOSTS": served.host_port}
        crawl = ("crawl", "shop_listings", "-a", f"url={shop.origin}/")
        assert scrapy(env | {"JISHI_NOW": "2020-04-24T02:00:00+00:00"}, *crawl).returncode == 0
        shop.log.clear()
        spent = env | {"JISHI_NOW": "2020-04-25T02:00:00+00:00", "JISHI_MAX_REQUESTS_PER_HOST": "9"}
        assert scrapy(spent, *crawl).returncode == 16
        assert shop.pages <= 9
        assert scrapy(env | {"JISHI_NOW": "2020-04-26T02:00:00+00:00"}, *crawl, "-a", "max_pages=5").returncode == 0
    run = table(url, "run")[1]
    assert run["outcome"] == "degraded"
    assert "over the budget" in " ".join(run["reasons"])
    assert [walk["complete"] for walk in table(url, "walk")] == [True, False, False]
    assert {row["presence"] for row in table(url, "observation")} == {"seen"}
