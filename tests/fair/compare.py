"""Holds a store against the fair's truth: each observation against what was there, each daily figure against the exact one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, text

from tests.fair import truth
from tests.fair.articles import articles
from tests.fair.listing import Listing
from tests.fair.market import Market

_OBSERVATIONS = text("""
    SELECT o.observed_on, o.presence, o.price, o.list_price, o.currency, o.sold_min, o.sold_max, o.sold_period,
           o.availability, l.platform_code, l.site, l.native_id, l.title, l.commodity_code, l.net_weight_g, l.origin_code
      FROM observation o JOIN listing l ON l.id = o.listing_id ORDER BY o.id""")
_COUNTS = ("listings_known", "listings_observed", "listings_carried", "listings_new", "listings_absent", "on_promotion")
_MARKET = text(f"""
    SELECT day, platform_code, currency, {", ".join(f"sum({name}) AS {name}" for name in _COUNTS)},
           sum(units_sold_min) AS units_min, sum(units_sold_max_closed) AS units_max, sum(listings_open) AS listings_open
      FROM daily_market GROUP BY day, platform_code, currency""")


@dataclass(slots=True)
class Check:
    """How often something agreed with the truth, and the first few times that it did not."""

    right: int = 0
    total: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, agrees: bool, what: str) -> None:
        """Count one comparison."""
        self.total += 1
        self.right += agrees
        if not agrees and len(self.wrong) < 5:
            self.wrong.append(what)


Checks = dict[str, Check]


def observations(engine: Engine, market: Market, shops: Mapping[str, str]) -> Checks:
    """Every observation of the store: is it of a listing that exists, and are its values the true ones of its day?"""
    listings = {truth.key_of(listing, shops): listing for listing in market.listings}
    days: dict[date, dict[truth.Key, dict[str, Any]]] = {}
    checks: Checks = defaultdict(Check)
    counted: dict[tuple[truth.Key, date], bool] = defaultdict(bool)
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(_OBSERVATIONS).mappings()]
    for row in rows:
        day, key = _day(row["observed_on"]), (row["platform_code"], row["site"], row["native_id"])
        if day not in days:
            days[day] = {(t["platform"], t["site"], t["native_id"]): t for t in truth.listing_days(market, shops, [day])}
        listing, true = listings.get(key), days[day].get(key)
        checks["listing"].note(listing is not None, f"{key} is not of the fair")
        if listing is None:
            continue
        if row["presence"] == "absent":
            checks["presence"].note(true is None, f"{key} on {day} was there")
            continue
        checks["presence"].note(true is not None, f"{key} on {day} was not there")
        if true is not None:
            _values(checks, row, true, listing, f"{key} on {day}")
            if true["counter_period"]:
                counted[key, day] |= row["sold_min"] is not None
    # Some pages of a listing show no count; on each day one of them does.
    for (key, day), shown in counted.items():
        checks["sold_shown"].note(shown, f"{key} on {day}: no count read")
    return dict(checks)


def _values(checks: Checks, row: Mapping[str, Any], true: Mapping[str, Any], listing: Listing, where: str) -> None:
    def note(name: str, got: Any, want: Any) -> None:
        checks[name].note(got == want, f"{where}: {name} {got!r}, in truth {want!r}")

    note("price", _decimal(row["price"]), Decimal(true["price"]))
    note("list_price", _decimal(row["list_price"]), _decimal(true["list_price"]))
    note("currency", row["currency"], true["currency"])
    note("title", row["title"], true["title"])
    note("commodity", row["commodity_code"], true["commodity"])
    note("in_stock", row["availability"] in (None, "in_stock", "limited"), true["in_stock"])
    if true["counter_period"] and row["sold_min"] is not None:
        low, high = row["sold_min"], row["sold_max"]
        inside = low <= true["counter"] and (high is None or true["counter"] <= high)
        checks["sold"].note(inside, f"{where}: {true['counter']} shown as {true['sold_text']!r}, read as [{low}, {high}]")
    elif not true["counter_period"]:
        note("sold", row["sold_min"], None)
    if true["net_weight_g"] is not None and true["net_weight_g"] in _weights(listing.title, true["net_weight_g"]):
        note("net_weight", _decimal(row["net_weight_g"]), Decimal(true["net_weight_g"]))
    if row["origin_code"]:
        province = listing.region.code[:2]
        checks["origin"].note(row["origin_code"][:2] in (province, "CN"), f"{where}: origin {row['origin_code']}")


def _weights(title: str, grams: int) -> tuple[int, ...]:
    """The net weight of a title that states one; a gift box states none."""
    return () if "礼盒" in title or "gift box" in title.lower() else (grams,)


def figures(engine: Engine, market: Market, crawled: Sequence[date]) -> Checks:
    """Daily figures by platform and currency against the exact ones of crawls on those days that failed nowhere."""
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(_MARKET).mappings()]
    found = {(_day(row["day"]), row["platform_code"], row["currency"]): row for row in rows}
    checks: Checks = defaultdict(Check)
    for day in crawled:
        for group, true in truth.expected(market, day, crawled, lambda i: (i.platform, i.currency)).items():
            assert isinstance(group, tuple)
            where = f"{day} {' '.join(group)}"
            row = found.get((day, *group))
            checks["cell"].note(row is not None, f"{where}: no figure")
            if row is None:
                continue
            for name in _COUNTS:
                want = getattr(true, name.removeprefix("listings_"))
                checks[name].note(row[name] == want, f"{where}: {name} {row[name]}, in truth {want}")
            if row["units_min"] is not None:
                low, high = Decimal(row["units_min"]), Decimal(row["units_max"] or 0)
                inside = low <= true.units and (true.units <= high or row["listings_open"] > 0)
                checks["units"].note(inside, f"{where}: units [{low}, {high}], in truth {true.units}")
    return dict(checks)


def announcements(engine: Engine, market: Market, crawled: Sequence[date]) -> Checks:
    """The articles that the press had printed by the last day: each is there once, with its title, day and text."""
    query = text("SELECT url, title, published_on, text FROM announcement WHERE duplicate_of IS NULL ORDER BY id")
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    checks: Checks = defaultdict(Check)
    for article in articles(market.start):
        if article.day > (crawled[-1] - market.start).days:
            continue
        found = [row for row in rows if row["url"].endswith(article.address(market.start))]
        checks["article"].note(len(found) == 1, f"{article.title!r}: stored {len(found)} times")
        for row in found:
            published = market.start + timedelta(article.day)
            said = (row["title"], _day(row["published_on"]) if row["published_on"] else None, row["text"])
            checks["content"].note(said == (article.title, published, "\n".join(article.paragraphs)), f"{said[:2]}")
    return dict(checks)


def totals(engine: Engine, names: Iterable[str]) -> Counter[str]:
    """Rows of some tables."""
    with engine.connect() as connection:
        return Counter({name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names})


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).normalize()


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
