"""What can be made of a batch of pages without the store: the same on every try, and made while the batch before is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from db.ingest import captures, listings, observations, shops
from db.ingest.listings import Placed
from db.ingest.shops import Named
from db.rows import ListingKey, PageRows


@dataclass(slots=True)
class Prepared:
    """A batch of pages, each capture once."""

    pages: dict[captures.Key, PageRows]
    placed: list[list[Placed]]
    """The listings of each page."""
    in_time: list[Placed]
    """All of them in the order of time."""
    sellers: dict[ListingKey, Named | None]


def prepare(pages: Sequence[PageRows]) -> Prepared:
    """Prepare a batch. A page that comes twice counts once, as it came last."""
    by_key = {captures.key_of(page.capture): page for page in pages}
    placed = [
        [listings.shown(row, page.capture.observed_at) for row in observations.one_a_listing(page.listings)]
        for page in by_key.values()
    ]
    together = [one for ones in placed for one in ones]
    return Prepared(by_key, placed, sorted(together, key=attrgetter("observed_at")), shops.named(together))
