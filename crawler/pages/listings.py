"""What page classes of marketplaces do alike with a listing."""

from __future__ import annotations

from crawler.items import Listing


def without_offer(listing: Listing) -> None:
    """What is no longer sold has no price, though its page may go on showing the last one; nothing where it is sold."""
    if listing.presence == "absent":
        listing.price = listing.price_max = listing.list_price = None
        listing.price_text = listing.list_price_text = listing.price_kind = listing.currency = None
        listing.sold = listing.sold_text = listing.sold_period = None
        listing.variants = []
