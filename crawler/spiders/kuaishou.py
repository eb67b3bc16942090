"""Where to go on Kuaishou: live rooms, goods of its shops, topics. Only what is shown without an account."""

from __future__ import annotations

from crawler.pages.kuaishou import KuaishouPage
from crawler.spiders.shapes import ItemShape, ListShape, ZoneShape


class KuaishouListings(ListShape):
    """Goods of Kuaishou's shops, and lists of them."""

    name = "kuaishou_listings"
    site = "kuaishou"
    by_hand = "addresses of shops are found in listings and named by the operator"
    pages = (KuaishouPage,)


class KuaishouLivestreams(ItemShape):
    """Live rooms (`https://live.kuaishou.com/u/NAME`)."""

    name = "kuaishou_livestreams"
    site = "kuaishou"
    pages = (KuaishouPage,)


class KuaishouTopics(ZoneShape):
    """Topics (tags) with what they count."""

    name = "kuaishou_topics"
    site = "kuaishou"
    by_hand = "addresses and ids are found in announcements and named by the operator"
    pages = (KuaishouPage,)
