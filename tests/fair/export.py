"""The whole truth of the fair in one value, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tests.fair import stream_truth, truth
from tests.fair.articles import articles
from tests.fair.market import Market
from tests.fair.ports import PRESS_HOST


def export(market: Market, shops: Mapping[str, str], first: date, last: date) -> dict[str, Any]:
    """Everything, ready for JSON."""
    days = truth.days_of(first, last)
    return {
        "seed": market.seed,
        "start": market.start.isoformat(),
        "shops": dict(shops),
        "promotions": truth.promotions(market, shops, days),
        "articles": [
            {
                "url": f"https://{PRESS_HOST}{article.address(market.start)}",
                "title": article.title,
                "language": article.language,
                "published_on": (market.start + timedelta(article.day)).isoformat(),
                "text": "\n".join(article.paragraphs),
            }
            for article in articles(market.start)
        ],
        "livestreams": stream_truth.livestreams(market, shops, days),
        "topics": stream_truth.topics(market, days),
        "zone": stream_truth.zone(market, shops, days),
        "listing_days": truth.listing_days(market, shops, days),
    }
