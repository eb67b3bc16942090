"""Taobao's search results as s.taobao.com sent them from 2016 to 2020: all in `g_page_config`, 44 a page, paid slots first."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any
from urllib.parse import quote

from tests.fair.listing import Listing
from tests.fair.view import Moment, Page, esc, in_script, money, text

PAGE_SIZE = 44
PAID_SLOTS = 2
_HOSTS = {"taobao": "//item.taobao.com", "tmall": "//detail.tmall.com"}


class TaobaoSearch:
    """s.taobao.com"""

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """`/search?q=WORDS&s=44`"""
        if path != "/search":
            return None
        words = query.get("q", "")
        offset = query.get("s", "0")
        return _page(moment, words, int(offset) if offset.isdigit() else 0)


def results(moment: Moment, words: str) -> list[Listing]:
    """Everything that a search finds, in the order of the site's ranking: most payers first."""
    wanted = words.split()
    found = [
        (state.payers, listing.native_id, listing)
        for listing, state in moment.states.items()
        if listing.platform != "shop" and state.in_stock and all(_holds(listing, word) for word in wanted)
    ]
    return [listing for _, _, listing in sorted(found, key=lambda row: (-row[0], row[1]))]


def paid(moment: Moment, words: str, found: list[Listing]) -> list[Listing]:
    """Those of the results that also stand in the paid slots of the first page."""
    rng = Random(f"{moment.market.seed}/{moment.day}/{words}")
    return rng.sample(found, PAID_SLOTS) if len(found) > 10 else []


def _holds(listing: Listing, word: str) -> bool:
    """A word, or two words written as one, in what the search knows of a listing."""
    hay = f"{listing.title} {listing.ships_from} {listing.commodity.chinese} {listing.region.in_full} {listing.seller.name}"
    return word in hay or any(word[:n] in hay and word[n:] in hay for n in range(2, len(word) - 1))


def _page(moment: Moment, words: str, offset: int) -> Page:
    found = results(moment, words)
    shown = found[offset : offset + PAGE_SIZE]
    slots = paid(moment, words, found) if offset == 0 else []
    auctions = [_paid(moment, i, words) for i in slots] + [_auction(moment, i, words) for i in shown]
    pages = -(-len(found) // PAGE_SIZE)
    mods: dict[str, Any] = {name: {"status": "hide"} for name in ("shopcombotip", "phonenav", "debugbar", "shopcombo")}
    if auctions:
        mods["itemlist"] = {
            "status": "show",
            "data": {
                "postFeeText": "运费",
                "trace": "msrp_auction",
                "auctions": auctions,
                "recommendAuctions": [],
                "query": words,
            },
        }
        mods["pager"] = {
            "status": "show",
            "data": {
                "pageSize": PAGE_SIZE,
                "totalPage": pages,
                "currentPage": offset // PAGE_SIZE + 1,
                "totalCount": len(found),
            },
        }
    else:
        mods["itemlist"] = mods["pager"] = {"status": "hide"}
    mods["related"] = {"status": "show", "data": {"words": [_related(word) for word in ("湖北特产", "当季水果", "春茶")]}}
    mods["noresult"] = {"status": "hide" if auctions else "show"}
    config = {"pageName": "mainsrp", "mods": mods, "mainInfo": {"currentUrl": f"//s.taobao.com/search?q={quote(words)}"}}
    return text(_SHELL.format(title=esc(words), config=in_script(config)))


def _related(word: str) -> dict[str, Any]:
    return {"text": word, "isHighlight": False, "href": f"/search?q={quote(word)}&rs=up&rsclick=1"}


def _auction(moment: Moment, listing: Listing, words: str) -> dict[str, Any]:
    state = moment.states[listing]
    address = f"{_HOSTS[listing.platform]}/item.htm?id={listing.native_id}&ns=1&abbucket=9"
    title = listing.title
    for word in words.split():
        title = title.replace(word, f"<span class=H>{word}</span>")
    auction = {
        "i2iTags": {"samestyle": {"url": ""}, "similar": {"url": f"/search?type=similar&app=i2i&nid={listing.native_id}"}},
        "nid": listing.native_id,
        "category": "50002766",
        "pid": "",
        "title": title,
        "raw_title": listing.title,
        "pic_url": f"//g-search1.alicdn.com/img/bao/uploaded/i4/{listing.seller.native_id}/{listing.native_id}.jpg",
        "detail_url": address if listing.platform == "tmall" else f"{address}#detail",
        "view_price": money(state.price),
        "view_fee": "0.00",
        "item_loc": listing.ships_from,
        "view_sales": listing.sold_text(state),
        "comment_count": str(state.reviews),
        "user_id": listing.seller.native_id,
        "nick": listing.seller.name,
        "shopcard": {"levelClasses": [], "isTmall": listing.platform == "tmall", "delivery": [482, 1, 900]},
        "icon": [],
        "comment_url": f"{address}&on_comment=1",
        "shopLink": f"//store.taobao.com/shop/view_shop.htm?user_number_id={listing.seller.native_id}",
    }
    if state.list_price is not None:
        auction["reserve_price"] = money(state.list_price)
    return auction


def _paid(moment: Moment, listing: Listing, words: str) -> dict[str, Any]:
    """The same listing in a paid slot: its link leads through the advertiser's counter."""
    click = (
        f"https://click.simba.taobao.com/cc_im?p={quote(words)}&s={listing.seller.native_id}&k=493&e={listing.native_id[::-1]}"
    )
    paid_for = {"p4p": 1, "p4pSameHeight": True, "p4pIconType": "2", "p4pTags": []}
    return {**paid_for, **_auction(moment, listing, words), "detail_url": click, "comment_count": ""}


_SHELL = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="UTF-8">
<meta name="data-spm" content="a230r">
<meta name="keywords" content="{title},{title}_淘宝网,{title}_淘宝搜索">
<title>{title}_淘宝搜索</title>
<link rel="stylesheet" href="//g.alicdn.com/tb/global/3.5.34/global-min.css">
<script>
    var g_config = {{ appId: 3, toolbar: false, webww: true }};
</script>
</head>
<body>
<div id="main"></div>
<script>
    g_page_config = {config};
    g_srp_loadCss();
    g_srp_init();
</script>
</body>
</html>
"""
