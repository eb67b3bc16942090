"""The promotions of the fair: a zone, activities and festivals, with their dates and members."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.fair.goods import Commodity, Region
from tests.fair.prices import Spell


@dataclass(frozen=True, slots=True)
class Promotion:
    """What is promoted together; days are counted from the fair's first day, both ends belong to it."""

    code: str
    kind: str
    """As in the `promotion` table: zone, activity, festival ..."""
    platform: str
    """taobao (with its Tmall listings) or shop."""
    name: str
    organiser: str
    first: int
    last: int
    announced_count: int | None = None
    """How many members it says it has."""
    depths: tuple[float, float] = (0.0, 0.0)
    """Least and greatest discount of its members."""
    share: float = 1.0
    """Of those it is meant for that take part."""

    def dates(self, start: date) -> tuple[date, date]:
        """First and last day."""
        return start + timedelta(self.first), start + timedelta(self.last)


PROMOTIONS = (
    Promotion("hubei-zone", "zone", "taobao", "湖北特产馆", "淘宝", -10, 75, 20_000, share=0.8),
    Promotion("early-spring", "festival", "taobao", "开春尝鲜节", "淘宝", -24, -19, None, (0.08, 0.2), 0.3),
    Promotion("buy-hubei", "activity", "taobao", "为湖北拼单", "淘宝", 2, 4, 100, (0.1, 0.3), 0.45),
    Promotion("shop-week", "activity", "shop", "楚味周", "", 3, 7, None, (0.1, 0.25), 0.5),
    Promotion("new-tea", "festival", "taobao", "春茶节", "天猫", 8, 13, None, (0.08, 0.22), 0.8),
    Promotion("may-day", "festival", "taobao", "五一出游囤货", "淘宝", 10, 14, None, (0.06, 0.18), 0.35),
    Promotion("double-618", "festival", "taobao", "618理想生活", "天猫", 57, 59, None, (0.12, 0.35), 0.7),
)

_MEANT: dict[str, Callable[[Region, Commodity], bool]] = {
    "hubei-zone": lambda region, _: region.province == "湖北",
    "buy-hubei": lambda region, _: region.province == "湖北",
    "new-tea": lambda _, commodity: commodity.code.endswith("tea"),
}


def spells(rng: Random, platform: str, region: Region, commodity: Commodity) -> tuple[Spell, ...]:
    """The part that a listing takes in the promotions; its discounts never overlap."""
    taken = list[Spell]()
    side = "shop" if platform == "shop" else "taobao"
    for promotion in PROMOTIONS:
        meant = promotion.code not in _MEANT or _MEANT[promotion.code](region, commodity)
        lot, depth, creeps, stays = rng.random(), rng.uniform(*promotion.depths), rng.random() < 0.4, rng.random() < 0.3
        rise = rng.uniform(0.06, 0.16)
        if promotion.platform != side or not meant or lot > promotion.share:
            continue
        if depth and any(spell.depth and spell.last + 3 >= promotion.first for spell in taken):
            continue
        creep = rise if depth and creeps else 0.0
        taken.append(Spell(promotion.code, promotion.first, promotion.last, round(depth, 3), creep, stays))
    return tuple(taken)
