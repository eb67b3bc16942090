"""Taobao Live (a schedule of rooms, the page of each) and Douyin's topics, whose pages start from JSON in scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fair.listing import Listing
from tests.fair.rooms import ROOMS, Room
from tests.fair.topics import TOPICS
from tests.fair.view import Moment, Page, data, esc, in_script, money, text

LIVE_HOST, ROOM_HOST, TOPIC_HOST = "live.taobao.com", "huodong.m.taobao.com", "www.douyin.com"
SCHEDULE = f"https://{LIVE_HOST}/"
TOPIC_PATH = "/aweme/v1/web/challenge/detail/"
_STATES = {"announced": "0", "live": "1", "ended": "2"}


class LiveSchedule:
    """live.taobao.com: what is announced, on air, or lately ended."""

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """All rooms that the platform shows."""
        return _page("淘宝直播", {"model": [_room(moment, room) for room in _shown(moment)]}) if path == "/" else None


class LiveRooms:
    """huodong.m.taobao.com: `/act/talent/live.html?id=ID`."""

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """A room with its goods."""
        room = next((room for room in _shown(moment) if room.native_id == query.get("id")), None)
        if path != "/act/talent/live.html" or room is None:
            return None
        goods = room.goods(moment.market, moment.instant)
        items = [_item(moment, number, listing) for number, listing in enumerate(goods, 1)]
        return _page(room.title, {**_room(moment, room), "itemList": items})


def _shown(moment: Moment) -> list[Room]:
    return [room for room in ROOMS if room.status(moment.market.start, moment.instant)]


def _page(title: str, value: Mapping[str, Any]) -> Page:
    return text(
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{esc(title)}</title></head>\n<body><div id="root"></div>\n'
        f"<script>window.__INIT_DATA__ = {in_script({'data': value})};\n</script></body></html>\n"
    )


def _room(moment: Moment, room: Room) -> dict[str, Any]:
    start, now = moment.market.start, moment.instant
    status = room.status(start, now) or ""
    said: dict[str, Any] = {
        "liveId": room.native_id,
        "title": room.title,
        "roomStatus": _STATES[status],
        "startTime": str(int(room.starts_at(start).timestamp()) * 1000),
        "location": room.place,
        "coverImg": f"//img.alicdn.com/live/{room.native_id}.jpg",
        "broadCaster": {"accountName": room.account, "verifyInfo": room.said},
    }
    if status == "ended":
        said["endTime"] = str(int(room.ends_at(start).timestamp()) * 1000)
    for name, count in (("viewCount", room.viewers(start, now)), ("praiseCount", room.likes(start, now))):
        said[name] = str(count)
        if room.rounded:
            said[f"{name}Format"] = said[name] = in_words(count)
    return said


def in_words(count: int) -> str:
    """123.4万 as apps write it: cut after one decimal; small counts in full."""
    return f"{count // 1000 / 10:.1f}万" if count >= 10_000 else str(count)


def _item(moment: Moment, number: int, listing: Listing) -> dict[str, Any]:
    state = moment.states[listing]
    host = "detail.m.tmall.com" if listing.platform == "tmall" else "item.taobao.com"
    said = {
        "goodsIndex": str(number),
        "itemId": listing.native_id,
        "itemName": listing.title,
        "itemPrice": money(state.price),
        "itemUrl": f"//{host}/item.htm?id={listing.native_id}",
    }
    return {**said, "originalPrice": money(state.list_price)} if state.list_price is not None else said


class Topics:
    """`/aweme/v1/web/challenge/detail/?ch_id=ID`"""

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """One topic with its counts."""
        topic = next((topic for topic in TOPICS if topic.native_id == query.get("ch_id")), None)
        if path != TOPIC_PATH or topic is None:
            return None
        counts = topic.counts(moment.market.start, moment.instant)
        shown = {name: in_words(count) if topic.rounded else count for name, count in counts.items()}
        info = {
            "cid": topic.native_id,
            "cha_name": topic.name,
            "user_count": shown["participants"],
            "video_count": shown["videos"],
            "view_count": shown["views"],
            "type": 1,
        }
        return data({"ch_info": info, "status_code": 0})
