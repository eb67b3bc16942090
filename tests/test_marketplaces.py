"""Each spider of a marketplace crawls an imitation of its site by the real command: on two days, and behind a wall."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.engine import engine_of
from db.models import Base
from tests.commands import environment
from tests.forks import Job, scrapy_all
from tests.marketplaces import alibaba, others
from tests.marketplaces.goods import COUNT, Ware, wares
from tests.marketplaces.hall import FULL, LIE, LOST, WALL, Hall
from tests.marketplaces.sites import SITES
from tests.once import made_once

KINDS = (FULL, LIE, WALL, LOST)
DAYS = ("2020-04-24", "2020-04-25", "2020-04-26")
EVERYTHING = frozenset({"price", "list_price", "sold", "stock"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A spider of lists, what it is given, and what its site shows."""

    spider: str
    platform: str
    base: int
    """Added to a product's number it is the site's id."""
    address: str = ""
    """Of a list, with {} for its kind; '' = the kind is a keyword."""
    scope: str = "search"
    per_page: int = 0
    """0 = the whole list stands on one page."""
    shows: frozenset[str] = EVERYTHING
    sponsors: bool = False
    """Whether the site marks what was paid for."""
    reach: int = COUNT
    """How many of the goods it shows anybody."""
    ends: bool = True
    """Whether the full list can be told from one that is cut off."""
    promotion: str = ""
    """How the native id of the promotion that holds the full list's goods begins; '' = none."""
    arguments: dict[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The lists that the spider walks on the first day."""
        return KINDS if self.per_page else (FULL, LOST)

    def given(self, kinds: tuple[str, ...], folder: Path) -> list[str]:
        """Arguments of a crawl of these lists."""
        if not self.address:
            return ["-a", f"keywords={','.join(kinds)}"]
        path = folder / f"{self.spider}-{self.per_page}-{len(kinds)}.txt"
        path.write_text("\n".join(self.address.format(kind) for kind in kinds), encoding="utf-8")
        return ["-a", f"urls_file={path}"]


def _without(*names: str) -> frozenset[str]:
    return EVERYTHING - set(names)


CASES = (
    Case(
        spider="tmall_listings", platform="tmall", base=alibaba.TMALL, per_page=60, shows=_without("list_price", "stock"),
        sponsors=True,
    ),
    Case(
        spider="tmall_shops", platform="tmall", base=alibaba.TMALL, scope="shop", per_page=24,
        shows=_without("list_price", "stock"), address="https://{}.m.tmall.com/shop/shop_auction_search.do?p=1&page_size=24",
    ),
    Case(
        spider="taobao_shops", platform="taobao", base=alibaba.TAOBAO, scope="shop", per_page=20, shows=_without("stock"),
        address="https://{}.taobao.com/i/asynSearch.htm?mid=w-1&pageNo=1",
    ),
    Case(
        spider="juhuasuan_listings", platform="juhuasuan", base=alibaba.JU, scope="zone", per_page=15,
        promotion="category:full", address="https://ju.taobao.com/json/tg/ajaxGetItemsV2.json?page=1&frontCatIds={}",
    ),
    Case(
        spider="alibaba1688_listings", platform="1688", base=alibaba.OFFER, per_page=20, sponsors=True,
        shows=_without("list_price", "sold", "stock"),
    ),
    Case(
        spider="aliexpress_listings", platform="aliexpress", base=alibaba.ALIEXPRESS, per_page=20, shows=_without("stock"),
        sponsors=True,
    ),
    Case(
        spider="aliexpress_shops", platform="aliexpress", base=alibaba.ALIEXPRESS,
        scope="shop", per_page=20, shows=_without("stock"), address="https://www.aliexpress.com/store/{}.html?page=1",
        sponsors=True,
    ),
    Case(
        spider="jd_listings", platform="jd", base=others.JD, per_page=30, shows=frozenset({"price"}),
        sponsors=True,
    ),
    Case(
        spider="jd_zones", platform="jd", base=others.JD, scope="zone",
        shows=frozenset({"price", "list_price"}), address="https://channel.jd.com/{}.html", promotion="channel.jd.com/full",
    ),
    Case(
        spider="jd_promotions", platform="jd", base=others.JD, scope="zone", per_page=20, shows=_without("sold"),
        address="https://api.m.jd.com/?functionId=pcMiaoShaAreaList&gid={}&page=1", promotion="seckill:",
    ),
    Case(
        spider="pinduoduo_listings", platform="pinduoduo", base=others.PDD, per_page=20, sponsors=True, reach=20,
        ends=False,
    ),
    Case(
        spider="pinduoduo_zones", platform="pinduoduo", base=others.PDD, scope="zone",
        per_page=20, sponsors=True, address="https://apiv3.yangkeduo.com/v4/operation/{}/groups?opt_type=1&offset=0&size=20",
    ),
    Case(
        spider="pinduoduo_zones", platform="pinduoduo", base=others.PDD, scope="zone", sponsors=True,
        address="https://mobile.yangkeduo.com/{}.html", promotion="seckill:",
    ),
    Case(
        spider="suning_listings", platform="suning", base=others.SUNING, per_page=30,
        shows=_without("sold"),
    ),
    Case(
        spider="suning_zones", platform="suning", base=others.SUNING, scope="zone",
        per_page=30, shows=_without("sold"), address="https://list.suning.com/0-{}-0.html",
    ),
    Case(
        spider="kaola_zones", platform="kaola", base=others.KAOLA, scope="zone", per_page=20, shows=_without("sold"),
        address="https://m.kaola.com/activity/goods/{}.json?pageNo=1", promotion="m.kaola.com/activity/goods/full",
    ),
    Case(
        spider="xiaomi_promotions", platform="xiaomi", base=others.XIAOMI, scope="zone", shows=_without("sold"),
        promotion="seckill:", address="https://s1.mi.com/open/seckill/{}.json",
    ),
    Case(
        spider="douyin_listings", platform="douyin", base=others.DOUYIN, scope="list", per_page=20,
        address="https://haohuo.jinritemai.com/views/shop/list?id={}&page=0",
    ),
    Case(
        spider="douyin_promotions", platform="douyin", base=others.DOUYIN, scope="zone", per_page=20,
        shows=_without("sold", "stock"), address="https://haohuo.jinritemai.com/mall/seckill?id={}&page=0", promotion="mall:",
    ),
    Case(
        spider="kuaishou_listings", platform="kuaishou", base=others.KUAISHOU, scope="list", per_page=20,
        address="https://app.kwaixiaodian.com/rest/app/grocery/product/list?shop={}&page=1",
    ),
)  # fmt: skip
NAMES = [f"{case.spider}{'-pages' if case.spider == 'pinduoduo_zones' and not case.per_page else ''}" for case in CASES]


class Visits:
    """What three crawls left behind: of all lists on the first day, of the full one on the second, of a wall on the third."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.codes: dict[str, list[int]] = json.loads((folder / "codes.json").read_text(encoding="utf-8"))

    @classmethod
    def make(cls, folder: Path, template: Path) -> None:
        """Crawl, and leave stores, logs and exit statuses below the folder."""
        codes: dict[str, list[int]] = {name: [] for name in NAMES}
        for name in NAMES:
            (folder / f"{name}.db").write_bytes(template.read_bytes())
        with Hall(SITES) as hall:
            for day in (1, 2, 3):
                hall.day, hall.walled = min(day, 2), day == 3
                jobs = [cls._job(folder, name, case, day, hall) for name, case in zip(NAMES, CASES, strict=True)]
                for name, code in zip(NAMES, scrapy_all(jobs), strict=True):
                    codes[name].append(code)
        (folder / "codes.json").write_text(json.dumps(codes), encoding="utf-8")

    def said(self, name: str) -> list[str]:
        """The end of what each crawl said."""
        return [(self.folder / f"{name}-{day}.log").read_text(encoding="utf-8")[-1500:] for day in (1, 2, 3)]

    @staticmethod
    def _job(folder: Path, name: str, case: Case, day: int, hall: Hall) -> Job:
        env = environment(folder, f"sqlite:///{folder}/{name}.db") | {
            "JISHI_ALLOW_HOSTS": hall.host_port,
            "JISHI_MIRROR": f"http://{hall.host_port}/",
            "JISHI_NOW": f"{DAYS[day - 1]}T02:00:00+00:00",
            "JISHI_ARCHIVE": str(folder / f"archive-{name}"),
            "JISHI_CONTACT": "https://jishi.example/contact",
        }
        given = case.given(case.kinds if day == 1 else (FULL,), folder)
        return Job(env, ["crawl", case.spider, *given], str(folder / f"{name}-{day}.log"))

    def rows(self, name: str, table: str, day: int = 0) -> list[dict[str, Any]]:
        """Rows of a table; of a day, where one is given."""
        found = Base.metadata.tables[table]
        query = select(found)
        if table in ("observation", "promotion_listing", "promotion_observation"):
            query = query.order_by(found.c.observed_on)
            query = query.where(found.c.observed_on == DAYS[day - 1]) if day else query
        engine = engine_of(f"sqlite:///{self.folder}/{name}.db")
        with engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        engine.dispose()
        return rows

    def seen(self, name: str, day: int) -> dict[str, dict[str, Any]]:
        """What was observed of each listing on a day, by its native id: of several observations whatever each of them says."""
        ids = {row["id"]: row for row in self.rows(name, "listing")}
        found: dict[str, dict[str, Any]] = {}
        for row in self.rows(name, "observation", day):
            listing = ids[row["listing_id"]]
            known = found.setdefault(listing["native_id"], {"title": listing["title"], "platform": listing["platform_code"]})
            known.update({key: value for key, value in row.items() if value is not None})
        return found


@pytest.fixture(scope="module")
def visits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Visits:
    return Visits(made_once(request, tmp_path_factory, "marketplaces", partial(Visits.make, template=sqlite_template)))


@pytest.fixture(params=list(zip(NAMES, CASES, strict=True)), ids=NAMES)
def named(request: pytest.FixtureRequest) -> tuple[str, Case]:
    found: tuple[str, Case] = request.param
    return found


def test_outcomes_tell_the_truth(visits: Visits, named: tuple[str, Case]) -> None:
    name, _ = named
    assert visits.codes[name] == [12, 0, 18], visits.said(name)
    outcomes = [run["outcome"] for run in sorted(visits.rows(name, "run"), key=lambda run: run["started_at"])]
    assert outcomes == ["degraded", "ok", "blocked"]


def test_walks_tell_what_they_saw(visits: Visits, named: tuple[str, Case]) -> None:
    name, case = named
    runs = {row["id"]: row["logical_date"].isoformat() for row in visits.rows(name, "run")}
    walks = {
        (runs[walk["run_id"]], walk["scope_key"]): (walk["scope_kind"], walk["enumerated"], walk["complete"])
        for walk in visits.rows(name, "walk")
    }
    keys = {kind: case.address.format(kind) or kind for kind in KINDS}
    assert walks[DAYS[0], keys[FULL]] == (case.scope, case.reach, case.ends)
    assert walks[DAYS[1], keys[FULL]] == (case.scope, min(case.reach, len(wares(2))), case.ends)
    assert walks[DAYS[0], keys[LOST]] == (case.scope, 0, False)
    assert walks[DAYS[2], keys[FULL]] == (case.scope, 0, False)
    if case.per_page:
        cut = min(2 * case.per_page, case.reach)
        assert walks[DAYS[0], keys[LIE]] == (case.scope, cut, False)
        assert walks[DAYS[0], keys[WALL]][2] is False


@pytest.mark.parametrize("day", [1, 2])
def test_every_listing_is_stored_as_it_stands(visits: Visits, named: tuple[str, Case], day: int) -> None:
    name, case = named
    seen, wrong = visits.seen(name, day), []
    for ware in wares(day)[: case.reach]:
        row = seen.get(str(case.base + ware.number))
        if row is None:
            wrong.append(f"{ware.number}: missing")
            continue
        wrong += [
            f"{ware.number}: {key} {row.get(key)!r}, not {want!r}"
            for key, want in _true(case, ware).items()
            if row.get(key) != want
        ]
    assert not wrong, wrong[:8]
    assert len(seen) <= COUNT


def _true(case: Case, ware: Ware) -> dict[str, Any]:
    true: dict[str, Any] = {"title": ware.title, "platform": case.platform, "presence": "seen"}
    true["price"] = ware.price
    true["currency"] = "USD" if case.platform == "aliexpress" else "CNY"
    if "list_price" in case.shows:
        true["list_price"] = ware.before
    if "sold" in case.shows:
        true["sold_min"] = ware.sold
    if "stock" in case.shows:
        true["availability"] = "in_stock" if ware.stock else "out_of_stock"
    if case.sponsors and ware.is_sponsored:
        true["sponsored"] = True
    return true


def test_what_is_gone_is_absent_only_from_what_was_walked_whole(visits: Visits, named: tuple[str, Case]) -> None:
    name, case = named
    gone = {str(case.base + w.number) for w in wares(1)} - {str(case.base + w.number) for w in wares(2)}
    absent = {key for key, row in visits.seen(name, 2).items() if row["presence"] == "absent"}
    assert absent == (gone if case.scope == "shop" else set())
    assert not visits.rows(name, "observation", 3)
    assert not [row for row in visits.rows(name, "listing") if row["delisted_on"] is not None]


def test_promotions_hold_their_goods(visits: Visits, named: tuple[str, Case]) -> None:
    name, case = named
    promotions = {row["id"]: row["native_id"] for row in visits.rows(name, "promotion")}
    ours = {key for key, native_id in promotions.items() if case.promotion and native_id.startswith(case.promotion)}
    assert bool(ours) == bool(case.promotion), promotions
    ids = {row["id"]: row["native_id"] for row in visits.rows(name, "listing")}
    for day in (1, 2):
        rows = [row for row in visits.rows(name, "promotion_listing", day) if row["promotion_id"] in ours]
        members = {ids[row["listing_id"]] for row in rows if row["presence"] == "seen"}
        left = {ids[row["listing_id"]] for row in rows if row["presence"] == "absent"}
        if case.promotion:
            assert members >= {str(case.base + ware.number) for ware in wares(day)}
            assert left == ({str(case.base + w.number) for w in wares(1)} - members if day == 2 else set())
