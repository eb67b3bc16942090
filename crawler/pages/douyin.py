"""Douyin: live rooms, ranks of live commerce, topics (challenges), the sales of its mall; answers and pages with their data.

The mall's and the rank's forms are of 2021; rooms, topics and goods pages are built without a capture. Prices of the app are in
fen; the counter of goods (sell_num, 已售) counts the total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from crawler.items import Item, Link, Listing, Livestream, Promotion, Reading
from crawler.pages import dom, walls
from crawler.pages.app_data import data_of
from crawler.pages.base import Page
from crawler.pages.douyin_goods import goods_of, goods_url, sale_of
from crawler.pages.hosts import host_of
from crawler.pages.rooms import RoomNames, first, objects, read_room
from crawler.pages.spells import Sale, spells_of

PLATFORM = "douyin"
_ROOM = RoomNames(
    platform=PLATFORM,
    ids=("id_str", "room_id", "roomId", "id"),
    titles=("title", "room_title"),
    status=("status", "live_status"),
    states={"1": "announced", "2": "live", "3": "live", "4": "ended"},
    viewers=("user_count_str", "stats.user_count_str", "room_view_stats.display_value", "user_count", "number", "userCount"),
    totals=("stats.total_user_str", "stats.total_user", "total_user"),
    likes=("like_count", "stats.like_count", "likeCount"),
    starts=("start_time", "create_time", "book_time", "startTime"),
    ends=("finish_time", "end_time", "book_end_time"),
    places=("location", "owner.city", "ip_location"),
    hosts=("owner.nickname", "nick_name", "anchor.nickname", "user.nickname"),
    offices=(
        "owner.authentication_info.custom_verify", "owner.authentication_info.enterprise_verify_reason",
        "owner.custom_verify", "owner.enterprise_verify_reason", "owner.verified_content", "custom_verify",
    ),
)  # fmt: skip
_ROOM_SIGNS = frozenset(
    {"user_count_str", "user_count", "number", "room_view_stats", "stats", "owner", "owner_user_id", "owner_user_id_str"}
)
_STATUS_SIGNS = frozenset({"status", "live_status", "user_count_str"})
_ASKED = re.compile(r"[?&](?:id|product_id)=(\d{15,20})")
_GONE = ("商品已下架", "商品不存在", "该商品已失效")
_TOPIC_IDS = ("cid", "cha_id", "chaId", "challenge_id")
_TOPIC_NAMES = ("cha_name", "chaName", "challenge_name")


class DouyinPage(Page):
    """Whatever Douyin's hosts answer: each object of its data that is a room, a topic, goods or a rank says so by its keys."""

    site: ClassVar[str] = "douyin"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"https?://(?:[\w-]+\.)*(?:douyin\.com|iesdouyin\.com|amemv\.com|snssdk\.com|jinritemai\.com|ecombdapi\.com)/"
        ),
    )

    def read(self) -> Reading:
        """Rooms, topics, listings and the promotions they belong to, in the order of the data."""
        reading = Reading(site=self.site)
        for data in data_of(self.body, self.text):
            if isinstance(data, dict | list):
                reading.items += _items(data)
        reading.items = _each_once(reading.items)
        reading.links = [Link(url=item.url, kind="item") for item in reading.items if isinstance(item, Listing)]
        gone = _ASKED.search(self.url) if not reading.items and any(words in self.text for words in _GONE) else None
        if gone:
            absent = Listing(platform=PLATFORM, native_id=gone[1], url=goods_url(gone[1]), presence="absent")
            reading.items.append(absent)
        elif not reading.items:
            reading.wall = walls.wall_of(self.body, self.text)
        return reading


def _items(data: Any) -> Iterator[Item]:
    sales: list[Sale] = []
    title = None
    for one in objects(data):
        if "seckill" in str(one.keys()) and title is None:
            title = first(one, ("platform_seckill.title", "good_product_seckill.title"))
        if rank := _rank(one):
            yield from rank
        elif (room := _room(one)) is not None:
            yield room
        elif (topic := _topic(one)) is not None:
            yield topic
        elif (listing := goods_of(one)) is not None:
            listing.position = len(sales) + 1
            sales.append((listing, *sale_of(one)))
            yield listing
    timed = [sale for sale in sales if sale[1] is not None]
    if timed or title:
        yield from spells_of(PLATFORM, "mall:seckill" if title is None else f"mall:{title}", title, timed or sales)


def _room(one: dict[str, Any]) -> Item | None:
    """A room has a state, and people in it or one who opened it; the goods that stand beside its card are what it sells."""
    card = one.get("live_card") if isinstance(one.get("live_card"), dict) else None
    room = card or one
    if not (_STATUS_SIGNS & room.keys() and _ROOM_SIGNS & room.keys() and ("title" in room or "room_title" in room)):
        return None
    if "product_id" in room or "aweme_id" in room or (card is None and "stats" in room and "cid" in room):
        return None
    goods = [found for product in dom.mappings(one.get("products")) if (found := goods_of(product)) is not None]
    return read_room(room, _ROOM, [(listing.platform, listing.site, listing.native_id) for listing in goods])


def _topic(one: dict[str, Any]) -> Promotion | None:
    """A topic (challenge): how many take part (user_count), how many videos, how often they were played."""
    name, native_id = first(one, _TOPIC_NAMES), first(one, _TOPIC_IDS)
    if name is None or native_id is None or native_id == "0":
        return None
    topic = Promotion(platform=PLATFORM, native_id=f"topic:{native_id}", name=name.lstrip("#"), kind="topic")
    topic.participants_text = _count(one, ("user_count", "userCount", "stats.user_count", "statistics.use_count"))
    topic.videos_text = _count(one, ("video_count", "videoCount", "aweme_count", "item_count", "stats.videoCount"))
    topic.views_text = _count(one, ("view_count", "viewCount", "play_count", "stats.viewCount"))
    if topic.participants_text is None and topic.views_text is None and topic.videos_text is None:
        return None  # The mention of a topic in a video's description says nothing of it.
    return topic


def _count(one: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """A count as shown; 0 stands in answers that do not count."""
    shown = first(one, names)
    return None if shown in ("0", "-1") else shown


def _rank(one: dict[str, Any]) -> list[Item]:
    """A rank of live rooms by their heat, which is no count of viewers: a series, and the rooms that stand in it."""
    ranks = one.get("ranks")
    if not isinstance(ranks, list) or "title" not in one:
        return []
    name = " ".join(text for key in ("title", "subtitle") if (text := first(one, (key,))))
    series = Promotion(platform=PLATFORM, native_id=f"rank:{name}", name=name or None, kind="livestream_series")
    rooms = []
    for entry in dom.mappings(ranks):
        native_id = first(entry, ("user.own_room.room_ids_str.0", "room.id_str", "room_id"))
        if native_id is not None:
            host = host_of(first(entry, ("user.nickname",)), first(entry, ("user.verified_content", "user.custom_verify")))
            room = Livestream(platform=PLATFORM, native_id=native_id, promotion=series.native_id)
            room.hosts = [host] if host is not None else []
            rooms.append(room)
    return [series, *rooms]


def _each_once(items: list[Item]) -> list[Item]:
    """The first of equal things: pages repeat their rooms and goods in several stores."""
    found: dict[tuple[str, str], Item] = {}
    for item in items:
        found.setdefault((type(item).__name__, getattr(item, "native_id", "")), item)
    return list(found.values())
