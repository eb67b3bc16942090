"""Invented histories of listings, with everything that goes wrong in a market, and how they come into a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from crawler.sources import Source
from crawler.store import register
from db import ledger
from db.ingest import write_batch
from db.rows import CaptureRow, DescriptionRow, ListingRow, PageRows
from tests.reference import Observation

FIRST = date(2020, 4, 1)
ZONE = ZoneInfo("Asia/Shanghai")
SOURCES = ("one", "two")


def invented(rng: Random, listings: int = 12, days: int = 16) -> list[Observation]:
    """Observations of some listings over some days, in the order of time."""
    result: list[Observation] = []
    for n in range(listings):
        result += _history(rng, f"L{n}", days)
    return sorted(result, key=lambda o: (o.at, o.listing))


def _history(rng: Random, key: str, days: int) -> list[Observation]:
    period = rng.choice(["total", "total", "total", "30d", "month", "unknown", None])
    count, price, currency = rng.randrange(20_000), Decimal(rng.randrange(500, 9_000)) / 100, "CNY"
    facts = _facts(rng)
    every = rng.choice([1.0, 0.8, 0.5, 0.2])
    found, taken = [], set[datetime]()
    for d in range(rng.choice([0, 0, 3]), days):
        if rng.random() > every:
            continue
        facts = _facts(rng, facts) if rng.random() < 0.08 else facts
        currency = rng.choice(["CNY", "USD"]) if rng.random() < 0.03 else currency
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            at = datetime.combine(FIRST + timedelta(d), rng.choice(_HOURS), UTC) + timedelta(minutes=rng.randrange(59))
            if at in taken:
                continue
            taken.add(at)
            found.append(at)
    result = []
    for at in sorted(found):
        count = rng.randrange(50) if rng.random() < 0.05 else count + rng.randrange(300)
        price = price if rng.random() < 0.7 else Decimal(rng.choice([0, *range(300, 9_000, 7)])) / 100
        facts = _facts(rng, facts) if rng.random() < 0.04 else facts
        result.append(_observation(rng, key, at, price, currency, count, period, facts))
    return result


_HOURS = [time(h) for h in (1, 2, 10, 14, 15, 16, 23)]


def _observation(
    rng: Random, key: str, at: datetime, price: Decimal, currency: str, count: int, period: str | None, facts: dict[str, object]
) -> Observation:
    day = at.astimezone(ZONE).date()
    if rng.random() < 0.12:
        return Observation(key, at, day, seen=False, platform=str(facts["platform"]))
    shows = rng.random() < 0.85
    values: dict[str, object] = dict(facts)
    if shows:
        values |= {"price": price, "price_max": rng.choice([price, price, price + 5, None]), "currency": currency}
        values |= {"list_price": rng.choice([None, None, price, price * 2, price + 1])}
    if period is not None and rng.random() < 0.8:
        values |= {"sold": _shown(rng, count), "period": period}
    return Observation(key, at, day, **values)  # type: ignore[arg-type]


def _shown(rng: Random, count: int) -> tuple[int, int | None]:
    """Exact, rounded, in steps, or open."""
    step = rng.choice([1, 1, 10, 1000])
    low = count // step * step
    return (low, None) if rng.random() < 0.1 else (low, low + step - 1)


def _facts(rng: Random, former: dict[str, object] | None = None) -> dict[str, object]:
    """What pages say beside prices; a page that does not say something takes nothing back."""
    weight = rng.choice([None, Decimal(500), Decimal(2500), Decimal(5000), Decimal(60_000), Decimal(3)])
    said: dict[str, object] = {
        "platform": rng.choice(["taobao", "tmall"]),
        "shop": f"s{rng.randrange(4)}",
        "region": rng.choice(["420527", "420527", "429005", ""]),
        "commodity": rng.choice(["navel-orange", "navel-orange", "navel-orange", "crayfish", ""]),
        "weight": weight,
        "weight_max": None if weight is None else weight + rng.choice([0, 0, 100]),
    }
    if former is None:
        return said
    kept = {name: value if value else former[name] for name, value in said.items()}
    return kept | {"platform": former["platform"], "shop": former["shop"]}


def prepare(engine: Engine) -> None:
    """Sources and runs."""
    register(engine, [Source(code=code, spider="x", platform="taobao") for code in SOURCES])


def source_of(o: Observation) -> str:
    """The source that meets a listing."""
    return SOURCES[int(o.listing[1:]) % 2]


def store(engine: Engine, observations: Sequence[Observation]) -> None:
    """Write observations in the order given, a page each."""
    pages = []
    open_runs(engine, observations)
    for number, o in enumerate(observations):
        source = source_of(o)
        pages.append(PageRows(capture=capture_of(f"{o.day:%Y%m%d}-{source}", source, o, number), listings=[row_of(o)]))
    for at in range(0, len(pages), 40):
        write_batch(engine, pages[at : at + 40], code_version="test", now=datetime(2020, 6, 1, tzinfo=UTC))


def open_runs(engine: Engine, observations: Sequence[Observation]) -> None:
    """The runs in which they were met, a source and day each."""
    for run_id, source, day in sorted({(f"{o.day:%Y%m%d}-{source_of(o)}", source_of(o), o.day) for o in observations}):
        _run(engine, run_id, source, day)


def _run(engine: Engine, run_id: str, source: str, day: date) -> None:
    begun = datetime.combine(day, datetime.min.time(), UTC)
    ledger.open_run(
        engine,
        ledger.RunRow(
            id=run_id,
            source_code=source,
            spider=None,
            arguments={},
            slot=None,
            logical_date=day,
            trigger="simulation",
            resumes_run_id=None,
            started_at=begun,
            code_version="test",
        ),
    )


def capture_of(run_id: str, source: str, o: Observation, number: int) -> CaptureRow:
    """The evidence of a page."""
    digest = sha256(f"{o.listing} {o.at}".encode()).hexdigest()
    return CaptureRow(
        run_id=run_id,
        source_code=source,
        logical_date=o.day,
        url=f"https://{source}.example/{o.listing}",
        canonical_url=None,
        url_sha256=digest,
        method="GET",
        request_sha256=digest,
        fetched_at=o.at,
        observed_at=o.at,
        status=200,
        content_type=None,
        payload_sha256=digest,
        record_id=None,
        warc_file="x",
        warc_offset=number,
        warc_length=1,
    )


def row_of(o: Observation) -> ListingRow:
    """What the pipeline hands over of it."""
    described = o.seen
    return ListingRow(
        key=(o.platform, "", o.listing),
        observed_on=o.day,
        presence="seen" if o.seen else "absent",
        description=DescriptionRow(
            shop=(o.shop, o.shop) if described else None,
            title=f"{o.listing} {o.region} {o.commodity} {o.weight}" if described else None,
            commodity_code=o.commodity or None,
            origin_code=o.region or None,
            net_weight_g=o.weight,
            net_weight_max_g=o.weight_max,
            net_weight_basis="net" if o.weight is not None else None,
        ),
        price=o.price,
        price_max=o.price_max,
        list_price=o.list_price,
        currency=o.currency,
        sold_min=o.sold[0] if o.sold else None,
        sold_max=o.sold[1] if o.sold else None,
        sold_period=o.period if o.sold else None,
    )


def last_day(observations: Sequence[Observation]) -> date:
    """The day of the latest."""
    return max(o.day for o in observations)
