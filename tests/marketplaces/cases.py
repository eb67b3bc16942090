"""The spiders that walk lists of marketplaces: what each is given, and what its site shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.marketplaces import alibaba, others
from tests.marketplaces.goods import COUNT
from tests.marketplaces.hall import FULL, LIE, LOST, WALL

EVERYTHING = frozenset({"price", "list_price", "sold", "stock"})
KINDS = (FULL, LIE, WALL, LOST)


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
