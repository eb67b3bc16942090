"""Where to go on Kaola: goods pages and activity pages."""

from __future__ import annotations

from crawler.pages.kaola import KaolaPage
from crawler.spiders.shapes import ZoneShape


class KaolaZones(ZoneShape):
    """Activity pages, lists and goods pages of Kaola."""

    name = "kaola_zones"
    site = "kaola"
    by_hand = "addresses and ids are found in announcements and named by the operator"
    pages = (KaolaPage,)
