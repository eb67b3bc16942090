"""Where to go on Douyin: topics by their ids, goods of its mall and their sales, live rooms."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from scrapy import Request

from crawler.pages.douyin import DouyinPage
from crawler.spiders.shapes import ItemShape, ListShape, ZoneShape


class DouyinTopics(ItemShape):
    """Topics (challenges) with the people, videos and views that they count."""

    name = "douyin_topics"
    site = "douyin"
    pages = (DouyinPage,)
    takes: ClassVar[Mapping[str, str]] = {**ItemShape.takes, "topics": "ids of topics, separated by commas"}

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """Given addresses, then those of the topics."""
        ids = [one.strip() for one in arguments.get("topics", "").split(",") if one.strip()]
        made = [f"https://www.douyin.com/aweme/v1/web/challenge/detail/?ch_id={one}" for one in ids]
        return super().starting_addresses(arguments) + made

    async def start(self) -> AsyncIterator[Request]:
        """One request a topic."""
        for address in self.starting_addresses(self.given):
            yield self.request(address)


class DouyinListings(ListShape):
    """Goods of Douyin's mall: goods pages, and lists of them."""

    name = "douyin_listings"
    site = "douyin"
    by_hand = "addresses of shops are found in listings and named by the operator"
    pages = (DouyinPage,)


class DouyinPromotions(ZoneShape):
    """Sales and flash sales of Douyin's mall."""

    name = "douyin_promotions"
    site = "douyin"
    by_hand = "addresses and ids are found in announcements and named by the operator"
    pages = (DouyinPage,)


class DouyinLivestreams(ItemShape):
    """Live rooms (`https://live.douyin.com/NUMBER`) and ranks of them."""

    name = "douyin_livestreams"
    site = "douyin"
    pages = (DouyinPage,)
