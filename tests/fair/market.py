"""The market of the fair: all listings and promotions, built from a seed and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from tests.fair import goods
from tests.fair.goods import COMMODITIES, PACKS, REGIONS, Commodity, Region
from tests.fair.listing import Listing, Seller
from tests.fair.promotions import PROMOTIONS, Promotion, spells

FIRST_DAY = date(2020, 4, 20)
SIZES = {"taobao": 210, "tmall": 90, "shopify": 40, "woocommerce": 40, "plain": 44}
SHOPS = {
    "shopify": Seller("shopify", "Hubei Pantry"),
    "woocommerce": Seller("woocommerce", "楚味农庄"),
    "plain": Seller("plain", "江汉土特产商行"),
}
_AWAY = ("广东 深圳", "浙江 杭州", "上海", "河南 郑州", "江苏 苏州")


@dataclass(frozen=True)
class Market:
    """A pure function of its seed and first day; `sizes` says how many listings each side has."""

    seed: int = 1
    start: date = FIRST_DAY
    sizes: tuple[tuple[str, int], ...] = tuple(SIZES.items())

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """All that ever exist, in the order of their making."""
        return tuple(self._make(side, n) for side, size in self.sizes for n in range(size))

    @property
    def promotions(self) -> tuple[Promotion, ...]:
        """Zones, activities and festivals."""
        return PROMOTIONS

    @cached_property
    def by_id(self) -> dict[tuple[str, str], Listing]:
        """(shop or '' on marketplaces, native id) -> listing."""
        return {(listing.site, listing.native_id): listing for listing in self.listings}

    def of(self, *sides: str) -> tuple[Listing, ...]:
        """Listings of some platforms or shops."""
        return tuple(listing for listing in self.listings if (listing.site or listing.platform) in sides)

    def members(self, promotion: str, day: int) -> tuple[Listing, ...]:
        """Listings that take part in a promotion on a day, counted from the first."""
        return tuple(i for i in self.listings if i.listed(day) and any(s.promotion == promotion and day in s for s in i.spells))

    def _make(self, side: str, n: int) -> Listing:
        rng = Random(f"{self.seed}/{side}/{n}")
        commodity = COMMODITIES[n % len(COMMODITIES)] if n < 2 * len(COMMODITIES) else _weighted(rng)
        known = commodity.regions
        region = REGIONS[known[0] if rng.random() < 0.55 else rng.choice(known)]
        pack = PACKS[rng.choice(commodity.packs)]
        make = {"shopify": _abroad}.get(side, _chinese)
        values: dict[str, Any] = make(rng, side, n, commodity, region, pack)
        platform = side if side in ("taobao", "tmall") else "shop"
        first, gone = _life(rng, n)
        sold_before = int(rng.lognormvariate(6, 1.5)) if first < 0 else 0
        return Listing(
            seed=f"{self.seed}/{side}/{n}",
            start=self.start,
            platform=platform,
            site="" if platform != "shop" else side,
            commodity=commodity,
            region=region,
            first=first,
            gone=gone,
            mean=rng.lognormvariate(1.8 if platform == "shop" else 2.6, 1.25) * commodity.popularity,
            sold_before=sold_before,
            # A counter that had hardly begun would hide its reset.
            reset=rng.randint(2, 12) if side == "woocommerce" and n % 5 == 4 and gone is None and sold_before > 200 else None,
            sold_out=_gaps(rng),
            spells=spells(rng, platform, region, commodity),
            **values,
        )


def _weighted(rng: Random) -> Commodity:
    return rng.choices(COMMODITIES, [commodity.popularity for commodity in COMMODITIES])[0]


def _life(rng: Random, n: int) -> tuple[int, int | None]:
    """The first day, and the day from which it is gone: some come and some go in the first days, more later."""
    lot, early, late = rng.random(), rng.randint(1, 5), rng.randint(6, 90)
    if n % 25 == 7:
        return early, None
    if n % 25 == 18:
        return -rng.randint(30, 140), early + 1
    if lot < 0.06:
        return late, None
    return -rng.randint(20, 140), late if lot > 0.92 else None


def _gaps(rng: Random) -> tuple[range, ...]:
    """Days on which it is sold out."""
    if rng.random() > 0.15:
        return ()
    days = [day + rng.randint(0, 5) for day in sorted(rng.sample(range(-4, 80, 8), 3))]
    return tuple(range(day, day + rng.randint(1, 4)) for day in days)


def _price(rng: Random, commodity: Commodity, grams: int, rate: float = 1.0) -> int:
    """In hundredths; large packs cost less a kilogram."""
    kilos = (grams or 2000) / 1000
    return int((commodity.yuan_per_kg * kilos**0.9 * rng.uniform(0.75, 1.4) + 6) * rate * 100)


def _chinese(
    rng: Random, side: str, n: int, commodity: Commodity, region: Region, pack: tuple[int, str, str, str]
) -> dict[str, Any]:
    grams, in_title, net, _ = pack
    brand = rng.choice(goods.BRANDS) if side in ("tmall", "plain") or rng.random() < 0.4 else ""
    province = region.province if rng.random() < 0.75 else ""
    title = f"{brand}{province}{region.short}{rng.choice(commodity.praise)}{commodity.chinese}{in_title}"
    title += "特产" if rng.random() < 0.5 else ""
    title += rng.choice(("", "包邮", "顺丰"))
    market = side in ("taobao", "tmall")
    kind = rng.choice(goods.MALL_KINDS if side == "tmall" else goods.SELLER_KINDS)
    maker = brand if side == "tmall" else region.short + rng.choice(goods.SELLER_WORDS)
    number = rng.randint(10**8, 3 * 10**9)
    shows_net = bool(net) and rng.random() < 0.8
    return {
        "native_id": _native_id(rng, side, n),
        "title": title,
        "brand": brand,
        "ships_from": rng.choice(_AWAY) if rng.random() < 0.2 else region.ships_from,
        "seller": Seller(str(number), maker + kind) if market else SHOPS[side],
        "net_grams": (grams or None) if shows_net or in_title != "礼盒装" else None,
        "net_text": net if shows_net else "",
        "origin_shown": rng.random() < 0.85,
        "currency": "CNY",
        "base": _price(rng, commodity, grams),
        "counter": "30d" if market else "total" if side == "woocommerce" else "",
        "extra": {"gtin": _gtin(rng)} if side == "plain" else {},
    }


def _abroad(
    rng: Random, side: str, n: int, commodity: Commodity, region: Region, pack: tuple[int, str, str, str]
) -> dict[str, Any]:
    grams, _, _, in_title = pack
    brand = rng.choice(goods.BRANDS_ENGLISH)
    choices = grams > 0 and n % 4 == 3
    name = f"{region.english} {commodity.english}".title()
    title = name if choices else f"{name}, {in_title}"
    variants = ((in_title, 1.0), (f"2 x {in_title}", 1.85)) if choices else ()
    return {
        "native_id": _native_id(rng, side, n),
        "title": title,
        "brand": brand,
        "ships_from": "",
        "seller": SHOPS[side],
        "net_grams": None if choices or in_title == "gift box" else grams or None,
        "net_text": "",
        "origin_shown": False,
        "currency": "USD",
        "base": _price(rng, commodity, grams, 0.33),
        "counter": "",
        "variants": variants,
        "extra": {"handle": f"{title}-{n}".lower().replace(",", "").replace(" ", "-"), "grams": str(int(grams * 1.08) + 20)},
    }


def _native_id(rng: Random, side: str, n: int) -> str:
    """As the site counts: distinct by construction."""
    if side in ("taobao", "tmall"):
        return str(rng.randint(520_000, 620_000) * 1_000_000 + n * 331 + (2 if side == "tmall" else 1))
    return {"shopify": str(4_500_000_000_000 + n * 32_768 + 11), "woocommerce": str(200 + n * 3)}.get(side, f"JH-P{n:04}")


def _gtin(rng: Random) -> str:
    """An EAN-13 of a Chinese maker."""
    digits = [6, 9, *(rng.randrange(10) for _ in range(10))]
    odd, even = sum(digits[::2]), sum(digits[1::2])
    return "".join(map(str, [*digits, (10 - (odd + 3 * even) % 10) % 10]))


def present(listings: Iterable[Listing], day: int) -> list[Listing]:
    """Those that exist on a day, counted from the first."""
    return [listing for listing in listings if listing.listed(day)]
