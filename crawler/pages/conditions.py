"""Labels of coupons, thresholds and subsidies (券, 满减, 百亿补贴) among all the labels that lists stick on goods."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.readers.patterns import WHOLE, near

_OF_PRICE = near(
    r"券|满\s?\d|满[减赠送返折]|每满|立减|直降|减\d|\d\s?折|折扣|第[二三\d][件份]|\d件|买\d|[返赠]|补贴|优惠|秒杀|限时|特惠|拼团|预售|定金|会员价|\bPLUS\b"
    r"|coupon|off\b|discount|buy \d|save",
    WHOLE,
    flags=re.I,
)
_NOT = re.compile(r"已[售拼]|评价|人付款|退货|运费险")
_LONGEST = 80


def conditions_of(labels: Iterable[str | None]) -> str | None:
    """The labels that bear on the price, each once, in their order; None where there is none."""
    words = [" ".join(label.split()) for label in labels if label]
    kept = [word for word in words if word and len(word) <= _LONGEST and _OF_PRICE.search(word) and not _NOT.search(word)]
    return "；".join(dict.fromkeys(kept)) or None
