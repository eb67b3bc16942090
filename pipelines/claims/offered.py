"""What a count of items or products measures: pieces that were sold, or kinds of goods on offer."""

from __future__ import annotations

import re

from pipelines.claims.counts import pieces
from pipelines.claims.seen import Seen, Verdict, nothing
from pipelines.readers.patterns import WHOLE, near

_GONE = near(
    r"(?:\b(?:sold|sell|selling|sells|bought|ordered|order|moved|shipped|delivered|snapped up|purchased)|terjual|menjual|bán|venduti|बेचे)\b[^,;.]{0,24}$",
    WHOLE,
)
_GONE_BEHIND = near(r"[^,;.]{0,24}?(?:\b(?:sold|ordered|bought|snapped up|shipped|purchased|gone)\b|terjual|बिके|बेचे)", WHOLE)
_LISTED = re.compile(
    r"\b(?:offer\w*|featur\w*|list\w*|selection|carr(?:y|ies)|available|on sale|display\w*|showcas\w*|range|includ\w*|stock\w*|catalog\w*|zone|page|pavilion|platform|online|store|website|bring\w*|selected)\b|memuat|dengan|diikuti|tersedia|menawarkan|laman|sàn|सूचीबद्ध|उपलब्ध|पोर्टल"
)


def goods(seen: Seen) -> Verdict:
    """The verdict on a count of products or items: pieces that were sold, else kinds of goods that are on offer."""
    assert seen.noun is not None
    low = seen.sentence.low
    if _GONE.search(low[: seen.amount.start][-48:]) or _GONE_BEHIND.match(
        low, seen.noun.end, min(len(low), seen.noun.end + 48)
    ):
        return pieces(seen)
    if seen.amount.spelled and seen.amount.value < 4:
        return nothing("goods: few")
    if _LISTED.search(low):
        return Verdict("product_types", "goods: on offer")
    return pieces(seen) if seen.noun.noun.startswith("item") else nothing("goods: of nothing known")
