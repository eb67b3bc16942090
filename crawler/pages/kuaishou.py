"""Kuaishou: live rooms, goods of its shops, topics (tags); pages with their data, and answers. Built without a capture."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.pages.goods_keys import GoodsKeys
from crawler.pages.live_page import LivePage, states
from crawler.pages.rooms import RoomNames


def goods_url(native_id: str) -> str:
    """Address of the goods' own page."""
    return f"https://app.kwaixiaodian.com/merchant/shop/detail?id={native_id}"


class KuaishouPage(LivePage):
    """Kuaishou: rooms (`live.kuaishou.com/u/NAME`, shared pages), goods of its shops, topics (tags)."""

    site: ClassVar[str] = "kuaishou"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(
            r"https?://(?:[\w-]+\.)*(?:kuaishou\.com|gifshow\.com|chenzhongtech\.com|kwaixiaodian\.com|kuaishouapp\.com)/"
        ),
    )
    names = RoomNames(
        platform="kuaishou",
        ids=("liveStreamId", "liveStream.id", "liveStream.liveStreamId", "id"),
        titles=("caption", "liveStream.caption", "liveTitle", "title"),
        status=("isLiving", "living", "liveStream.living", "author.living", "liveStatus", "statusCode"),
        states=states((("1", "live"), ("2", "ended"), ("0", "announced"), ("601", "ended"), ("False", "ended"))),
        viewers=("watchingCount", "displayWatchingCount", "liveStream.watchingCount", "gameInfo.watchingCount"),
        totals=("totalWatchCount", "watchCount", "liveStream.totalWatchCount"),
        likes=("likeCount", "displayLikeCount", "liveStream.likeCount"),
        starts=("startTime", "liveStream.startTime", "reservationTime", "time", "author.timestamp"),
        ends=("endTime", "liveStream.endTime"),
        places=("location", "liveStream.location", "author.cityName"),
        hosts=("author.name", "user.name", "user.user_name", "userName", "user.userName"),
        offices=(
            "author.verifiedStatus.description", "user.verifiedDetail.description", "verifiedDetail.description",
            "author.verified_detail",
        ),
    )  # fmt: skip
    goods = GoodsKeys(
        platform="kuaishou",
        url=goods_url,
        before=("originalPrice", "marketPrice"),
        shops=("shopName", "sellerName"),
        stock=("stock", "itemStock"),
        sold=("soldAmount", "volume"),
        sold_period="total",
        ids=("itemId", "commodityId"),
        titles=("itemTitle", "commodityTitle", "title", "itemName"),
        prices=("priceFen", "price", "itemPrice"),
        unit="fen",
    )
    signs = frozenset({"liveStreamId", "liveStream", "watchingCount", "displayWatchingCount", "isLiving"})
    topics = (("tagId", "tag_id"), ("tagName", "tag_name"))
