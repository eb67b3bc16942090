"""Where to go on Xiaomi's shop: the calendar of its flash sales."""

from __future__ import annotations

from crawler.pages.xiaomi import XiaomiCalendar
from crawler.spiders.shapes import ZoneShape


class XiaomiPromotions(ZoneShape):
    """Flash sales by the hour, as the calendar's answer names them."""

    name = "xiaomi_promotions"
    site = "xiaomi"
    by_hand = "addresses and ids are found in announcements and named by the operator"
    pages = (XiaomiCalendar,)
