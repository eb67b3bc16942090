"""Taobao Live: rooms, and the schedules that announce them; answers of the gateway and pages. Built without a capture."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.pages.goods_keys import GoodsKeys
from crawler.pages.live_page import LivePage, states
from crawler.pages.rooms import RoomNames
from crawler.pages.taobao_ids import item_url


def _url(native_id: str) -> str:
    return item_url(native_id, "taobao")


def _tmall_url(native_id: str) -> str:
    return item_url(native_id, "tmall")


class TaobaoLive(LivePage):
    """Taobao Live: the gateway's answers (livedetail, lists, schedules), and its pages."""

    site: ClassVar[str] = "taobao_live"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"https?://(?:h5api|acs|api)\.m\.(?:taobao|tmall)\.com/h5/mtop\.(?:mediaplatform|tblive|taobao\.live|alilive|livex|iliad)"
        ),
        re.compile(r"https?://(?:live|taolive|tblive\.m|liveplatform|huodong\.m)\.taobao\.com/"),
        re.compile(r"https?://h5\.m\.taobao\.com/taolive/"),
    )
    names = RoomNames(
        platform="taobao-live",
        ids=("liveId", "feedId", "live_id", "id"),
        titles=("title", "liveTitle", "feedTitle"),
        status=("roomStatus", "liveStatus", "streamStatus", "status"),
        states=states((("0", "announced"), ("1", "live"), ("2", "ended"), ("3", "ended"), ("4", "announced"))),
        viewers=("viewCountFormat", "viewCount", "onlineCount", "joinCount", "totalJoinCount"),
        totals=("totalViewCount", "totalJoinCount", "viewCount"),
        likes=("praiseCountFormat", "praiseCount", "likeCount"),
        starts=("liveStartTime", "startTime", "appointmentTime", "gmtStart", "startTimeStamp"),
        ends=("liveEndTime", "endTime", "gmtEnd"),
        places=("location", "broadCaster.location", "city"),
        hosts=("broadCaster.accountName", "accountName", "accountInfo.accountNick", "anchorName", "userNick"),
        offices=(
            "broadCaster.verifyInfo", "broadCaster.tag", "broadCaster.descText", "accountInfo.identity", "anchorTag",
            "verifyInfo",
        ),
        series=("activityId", "themeId", "promotionId"),
    )  # fmt: skip
    goods = GoodsKeys(
        platform="taobao",
        url=_url,
        before=("originalPrice", "itemOriginPrice"),
        links=("itemUrl", "itemH5Url", "url"),
        sibling=("tmall.", "tmall"),
        sibling_url=_tmall_url,
        ids=("itemId", "item_id"),
        titles=("itemName", "itemTitle", "itemShortTitle", "title"),
        prices=("itemPrice", "price", "liveItemPrice"),
        unit="yuan",
    )
    room_url = "https://huodong.m.taobao.com/act/talent/live.html?id={}"
    signs = frozenset({"liveId", "feedId", "roomStatus", "liveStatus", "streamStatus", "broadCaster", "live_id"})
