"""A perfect observer: the rows that crawls would hand to the store if nothing failed and every text were read right.

It tests the derivation by itself, without a crawl: any instants, any share of pages that fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import Engine

from db import ledger
from db.ingest import write_batch
from db.rows import CaptureRow, DescriptionRow, ListingRow, PageRows
from tests.fair import times, truth
from tests.fair.listing import Listing, State
from tests.fair.market import Market

Meets = Callable[[Listing, State], bool]
PAGE_SIZE = 44
_VERSION = "fair"


def source_of(listing: Listing) -> str:
    """The source that meets a listing."""
    return f"fair-{listing.site}" if listing.site else "fair-taobao"


def observe(
    engine: Engine, market: Market, shops: Mapping[str, str], instants: Iterable[datetime], meets: Meets = truth.findable
) -> None:
    """Write what crawls at those instants find, in their order; the sources must stand in the store.

    Shops are walked whole: a listing that was there before and does not exist any more is absent.
    """
    known: dict[str, set[Listing]] = {}
    for instant in instants:
        for source in sorted({source_of(listing) for listing in market.listings}):
            states = {i: i.at(instant) for i in market.listings if source_of(i) == source}
            seen = [i for i, state in states.items() if meets(i, state)]
            before = known.setdefault(source, set())
            gone = [i for i in before if not states[i].present and i.site] if source != "fair-taobao" else []
            rows = [_seen(i, states[i], instant, shops) for i in seen]
            rows += [_absent(i, instant, shops) for i in sorted(gone, key=lambda i: i.native_id)]
            before |= set(seen)
            _write(engine, source, instant, rows)


def _write(engine: Engine, source: str, instant: datetime, rows: list[ListingRow]) -> None:
    run_id = f"{instant.astimezone(UTC):%Y%m%dT%H%M%S}-{source}"
    day = times.local_day(instant)
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
            started_at=instant.astimezone(UTC),
            code_version=_VERSION,
        ),
    )
    pages = [
        PageRows(capture=capture_of(run_id, source, day, instant, n), listings=rows[n * PAGE_SIZE : (n + 1) * PAGE_SIZE])
        for n in range(-(-len(rows) // PAGE_SIZE))
    ]
    write_batch(engine, pages, code_version=_VERSION, now=instant.astimezone(UTC))


def capture_of(run_id: str, source: str, day: date, instant: datetime, number: int) -> CaptureRow:
    """The evidence of an invented page of a run."""
    url = f"https://{source}.example/{number}"
    digest = sha256(f"{run_id}/{number}".encode()).hexdigest()
    return CaptureRow(
        run_id=run_id,
        source_code=source,
        logical_date=day,
        url=url,
        canonical_url=url,
        url_sha256=sha256(url.encode()).hexdigest(),
        method="GET",
        request_sha256=sha256(b"").hexdigest(),
        fetched_at=instant.astimezone(UTC),
        observed_at=instant.astimezone(UTC),
        status=200,
        content_type="text/html",
        payload_sha256=digest,
        record_id=None,
        warc_file=f"{run_id}.warc.gz",
        warc_offset=number,
        warc_length=1,
        page_number=number + 1,
    )


def _seen(listing: Listing, state: State, instant: datetime, shops: Mapping[str, str]) -> ListingRow:
    bounds = listing.sold_bounds(state)
    grams = None if listing.net_grams is None else Decimal(listing.net_grams)
    return ListingRow(
        key=truth.key_of(listing, shops),
        observed_on=times.local_day(instant),
        description=DescriptionRow(
            shop=(listing.seller.native_id, listing.seller.name),
            title=listing.title,
            brand=listing.brand or None,
            commodity_code=listing.commodity.code,
            origin_code=listing.region.code,
            origin_text=listing.origin_text or None,
            ships_from_text=listing.ships_from or None,
            net_weight_g=grams,
            net_weight_max_g=grams,
            net_weight_basis=None if grams is None else "net",
        ),
        price=truth.amount(state.price),
        price_max=truth.amount(state.price),
        list_price=truth.amount(state.list_price),
        currency=listing.currency,
        sold_min=bounds[0] if bounds else None,
        sold_max=bounds[1] if bounds else None,
        sold_period=listing.counter or None,
        sold_text=listing.sold_text(state) or None,
        availability="in_stock" if state.in_stock else "out_of_stock",
    )


def _absent(listing: Listing, instant: datetime, shops: Mapping[str, str]) -> ListingRow:
    key = truth.key_of(listing, shops)
    return ListingRow(key=key, observed_on=times.local_day(instant), description=DescriptionRow(), presence="absent")
