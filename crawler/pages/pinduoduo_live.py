"""Live rooms of Pinduoduo, as its gateway gives them. Built without a capture."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.pages.goods_keys import GoodsKeys
from crawler.pages.live_page import LivePage, states
from crawler.pages.pinduoduo import goods_url
from crawler.pages.rooms import RoomNames


class PinduoduoLive(LivePage):
    """Pinduoduo's live rooms: the answers of its gateway."""

    site: ClassVar[str] = "pinduoduo_live"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"https?://(?:api|apiv\d|mobile|m|live)\.(?:yangkeduo|pinduoduo)\.com/(?:proxy/)?(?:api/)?(?:ss_live|live|barrow|pdd_live)[\w./-]*"
        ),
    )
    names = RoomNames(
        platform="pinduoduo",
        ids=("show_id", "room_id", "live_id"),
        titles=("title", "show_name", "room_name", "mall_name"),
        status=("status", "show_status", "live_status"),
        states=states((("0", "announced"), ("1", "live"), ("2", "ended"))),
        viewers=("audience_num", "online_num", "audience_count", "viewer_count"),
        totals=("total_audience", "audience_num"),
        likes=("like_count", "praise_count"),
        starts=("start_time", "pre_start_time"),
        ends=("end_time",),
        hosts=("anchor_name", "anchor.name"),
        offices=("anchor.identity", "anchor_tag"),
    )
    goods = GoodsKeys(
        platform="pinduoduo",
        url=goods_url,
        before=("normal_price", "min_normal_price"),
        ids=("goods_id", "goodsId"),
        titles=("goods_name", "title", "goodsName"),
        prices=("min_group_price", "group_price", "price"),
        unit="fen",
    )
    signs = frozenset({"show_id", "room_id", "live_id", "audience_num", "show_status"})
