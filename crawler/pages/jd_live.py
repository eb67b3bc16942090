"""Live rooms of JD, as its gateway gives them. Built without a capture."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.pages.goods_keys import GoodsKeys
from crawler.pages.jd import item_url
from crawler.pages.live_page import LivePage, states
from crawler.pages.rooms import RoomNames


class JdLive(LivePage):
    """JD's live rooms: the answers of its gateway, and the page that holds them."""

    site: ClassVar[str] = "jd_live"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = (
        re.compile(r"https?://(?:lives?|live\.m|h5live)\.jd\.com/"),
        re.compile(
            r"\Ahttps?://api\.m\.jd\.com/(?:api|client\.action)?\?[^#]*functionId=(?:live|getImmediatePlay|getLive|queryLive)"
        ),
    )
    names = RoomNames(
        platform="jd",
        ids=("liveId", "indexId", "id"),
        titles=("title", "liveTitle", "indexName"),
        status=("status", "liveStatus"),
        states=states((("0", "announced"), ("1", "live"), ("2", "ended"), ("3", "ended"), ("6", "ended"))),
        viewers=("onlineNum", "pageView", "pv", "viewNum"),
        totals=("pageView", "totalPv", "pv"),
        likes=("thumbsUpNum", "praiseCount", "likeNum"),
        starts=("publishTime", "startTime", "beginTime", "preViewTime"),
        ends=("closeTime", "endTime"),
        places=("location",),
        hosts=("author.authorName", "authorName", "userName"),
        offices=("author.desc", "author.authInfo", "authInfo"),
    )  # fmt: skip
    goods = GoodsKeys(
        platform="jd",
        url=item_url,
        before=("originalPrice", "marketPrice"),
        ids=("skuId", "sku", "wareId"),
        titles=("skuName", "name", "wareName", "title"),
        prices=("jdPrice", "price", "livePrice"),
        unit="yuan",
    )
    signs = frozenset({"liveId", "liveStatus", "pageView", "onlineNum", "publishTime"})
