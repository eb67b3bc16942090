"""The base of pages about live rooms and their schedules. A platform's class says under which keys its rooms and goods stand.

A page's data are searched for objects that are rooms by their keys; what a schedule announces has a start and no viewers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from crawler.items import Link, Listing, Livestream, Promotion, Reading
from crawler.pages import walls
from crawler.pages.app_data import data_of
from crawler.pages.base import Page
from crawler.pages.goods_keys import GoodsKeys, goods_in, listing_of
from crawler.pages.rooms import RoomNames, Status, first, objects, read_room

_WORDS: dict[str, Status] = {
    **dict.fromkeys(("announced", "preview", "prelive", "PRE", "预告", "未开始"), "announced"),
    **dict.fromkeys(("live", "living", "LIVE", "LIVING", "直播中", "true", "True"), "live"),
    **dict.fromkeys(("ended", "end", "replay", "END", "REPLAY", "已结束", "回放"), "ended"),
}  # fmt: skip


class LivePage(Page):
    """A page or an answer about live rooms. Set in a subclass: `names`, `goods`, `signs` of a room."""

    names: ClassVar[RoomNames]
    goods: ClassVar[GoodsKeys]
    signs: ClassVar[frozenset[str]]
    room_url: ClassVar[str] = ""
    """Address of a room's own page, its id as {}; '' where that is not known."""
    topics: ClassVar[tuple[tuple[str, ...], tuple[str, ...]]] = ((), ())
    """Keys of a topic's id and name, where the platform has topics."""

    def read(self) -> Reading:
        """Rooms, and the listings they sell; goods outside any room's object belong to the page's only room."""
        reading = Reading(site=self.site)
        rooms: dict[str, Livestream] = {}
        listings: dict[str, Listing] = {}
        topics: dict[str, Promotion] = {}
        for data in data_of(self.body, self.text):
            for one in objects(data):
                room, sold = self._room(one), listing_of(one, self.goods)
                if room is not None:
                    rooms.setdefault(room.native_id, room)
                elif sold is not None:
                    listings.setdefault(sold.native_id, sold)
                elif (topic := self._topic(one)) is not None:
                    topics.setdefault(topic.native_id, topic)
        if len(rooms) == 1:
            (only,) = rooms.values()
            only.listings = [(one.platform, one.site, one.native_id) for one in listings.values()]
        for position, listing in enumerate(listings.values(), 1):
            listing.position = position
        reading.items = [*rooms.values(), *topics.values(), *listings.values()]
        reading.links = [Link(url=one.url, kind="item") for one in listings.values()]
        if self.room_url:
            addresses = [self.room_url.format(native_id) for native_id in rooms]
            reading.links += [Link(url=address, kind="page") for address in addresses if address != self.url]
        if not reading.items:
            reading.wall = walls.wall_of(self.body, self.text)
        return reading

    def _room(self, one: dict[str, Any]) -> Livestream | None:
        if self.signs.isdisjoint(one) or first(one, self.names.titles) is None:
            return None
        return read_room(one, self.names, goods_in(one, self.goods))

    def _topic(self, one: dict[str, Any]) -> Promotion | None:
        ids, titles = self.topics
        native_id, name = first(one, ids), first(one, titles)
        videos, views = (
            first(one, ("photoCount", "videoCount", "photo_count")),
            first(one, ("viewCount", "view_count", "playCount")),
        )
        people = first(one, ("userCount", "participantCount", "joinCount"))
        if native_id is None or name is None or not (videos or views or people):
            return None
        topic = Promotion(platform=self.names.platform, native_id=f"topic:{native_id}", name=name.lstrip("#"), kind="topic")
        topic.participants_text, topic.videos_text, topic.views_text = people, videos, views
        return topic


def states(numbers: Iterable[tuple[str, Status]]) -> dict[str, Status]:
    """What a status means, by its word or by the platform's number."""
    return {**_WORDS, **dict(numbers)}
