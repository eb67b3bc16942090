"""Live rooms and topics of the platforms: one that goes live and ends, one announced that is held, one that nobody opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.marketplaces.hall import LOST, Answer, Asked, data, page, script
from tests.marketplaces.others import JD, PDD

START = 1587715200
"""2020-04-24 16:00 in Shanghai."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room as it stands on a day."""

    number: int
    status: str
    viewers: int
    likes: int
    day: int

    @property
    def title(self) -> str:
        """What the room is called."""
        return f"湖北好物专场 第{self.number}场"

    @property
    def starts(self) -> int:
        """Seconds of the epoch."""
        return START + 3600 * self.number


def rooms(day: int) -> list[Room]:
    """The three rooms of a day."""
    ended = day > 1
    return [
        Room(1, "ended" if ended else "live", 45_678 if ended else 12_345, 900 if ended else 300, day),
        Room(2, "live" if ended else "announced", 777 if ended else 0, 5, day),
        Room(3, "announced", 0, 0, day),
    ]


def _goods(room: Room) -> tuple[int, str]:
    return room.number, f"秭归脐橙 {room.number}号礼盒"


def _lost(asked: Asked) -> Answer | None:
    return page("页面不存在", "<h1>很抱歉，您访问的页面不存在</h1>") if LOST in asked.path else None


def taobao(asked: Asked) -> Answer | None:
    """The gateway's schedule, and a page for each room."""
    numbers = {"announced": "0", "live": "1", "ended": "2"}
    found = [
        {
            "liveId": str(260000000000 + r.number),
            "title": r.title,
            "roomStatus": numbers[r.status],
            "startTime": str(r.starts * 1000),
            "viewCount": str(r.viewers),
            "praiseCount": str(r.likes),
            "location": "湖北 宜昌",
            "broadCaster": {"accountName": "秭归县人民政府", "verifyInfo": "秭归县副县长"},
            "itemList": [{"itemId": str(620000000000 + r.number), "itemName": _goods(r)[1], "itemPrice": "29.9"}],
        }
        for r in rooms(asked.day)
    ]
    own = asked.query.get("id")
    if own:
        one = next((r for r in found if r["liveId"] == own), None)
        return script("window.__INITIAL_STATE__", {"live": one}, "直播") if one else None
    return _lost(asked) or data({"api": "mtop.mediaplatform.live.prelist", "ret": ["SUCCESS"], "data": {"model": found}})


def jd(asked: Asked) -> Answer | None:
    """The gateway's rooms."""
    numbers = {"announced": 0, "live": 1, "ended": 3}
    found = [
        {
            "data": {
                "liveId": str(3000000 + r.number),
                "title": r.title,
                "status": numbers[r.status],
                "pageView": r.viewers,
                "thumbsUpNum": r.likes,
                "publishTime": r.starts * 1000,
                "author": {"authorName": "秭归县人民政府", "desc": "秭归县副县长"},
                "skuList": [{"skuId": str(JD + r.number), "skuName": _goods(r)[1], "jdPrice": "29.90"}],
            }
        }
        for r in rooms(asked.day)
    ]
    return _lost(asked) or data({"code": "0", "data": {"list": found}})


def pinduoduo(asked: Asked) -> Answer | None:
    """The gateway's rooms."""
    numbers = {"announced": 0, "live": 1, "ended": 2}
    found = [
        {
            "show_id": str(88000 + r.number),
            "title": r.title,
            "status": numbers[r.status],
            "audience_num": r.viewers,
            "like_count": r.likes,
            "start_time": r.starts,
            "anchor": {"name": "秭归县人民政府", "identity": "秭归县副县长"},
            "goods_list": [{"goods_id": PDD + r.number, "goods_name": _goods(r)[1], "min_group_price": 2990}],
        }
        for r in rooms(asked.day)
    ]
    return _lost(asked) or data({"success": True, "result": {"list": found}})


def douyin(asked: Asked) -> Answer | None:
    """A list of rooms; topics."""
    if "ch_id" in asked.query:
        topic = {"cid": asked.query["ch_id"], "cha_name": "湖北重启抖来助力", "user_count": 18_000_000 + asked.day}
        return data({"ch_info": {**topic, "view_count": 9_876_543_210}, "status_code": 0})
    numbers = {"announced": 1, "live": 2, "ended": 4}
    found: list[dict[str, Any]] = [
        {
            "live_card": {
                "id_str": str(7210000000000000000 + r.number),
                "status": numbers[r.status],
                "title": r.title,
                "user_count_str": str(r.viewers),
                "stats": {"total_user_str": str(r.viewers), "user_count_str": str(r.viewers)},
                "like_count": r.likes,
                "start_time": r.starts,
                "owner": {"nickname": "秭归县人民政府", "authentication_info": {"custom_verify": "秭归县副县长"}},
            },
            "products": [{"product_id": str(3480000000000000000 + r.number), "title": _goods(r)[1], "price": 2990}],
        }
        for r in rooms(asked.day)
    ]
    return _lost(asked) or data({"status_code": 0, "data": {"rooms": found}})


def kuaishou(asked: Asked) -> Answer | None:
    """Pages of rooms with their data; topics."""
    if "tagId" in asked.query:
        tag = {"tagId": asked.query["tagId"], "tagName": "#湖北好货", "photoCount": "12.3万", "viewCount": f"4.{asked.day}亿"}
        return data({"result": 1, "tagInfo": tag})
    found = [
        {
            "liveStream": {"id": f"Ks{r.number}", "caption": r.title, "likeCount": r.likes, "startTime": r.starts * 1000},
            "author": {"name": "秭归县人民政府", "verifiedStatus": {"description": "秭归县副县长"}},
            "gameInfo": {"watchingCount": str(r.viewers)},
            **({} if r.status == "announced" else {"isLiving": r.status == "live"}),
            "liveStatus": {"announced": "预告", "live": "直播中", "ended": "已结束"}[r.status],
        }
        for r in rooms(asked.day)
    ]
    return _lost(asked) or script("window.__INITIAL_STATE__", {"liveroom": {"playList": found}}, "直播")
