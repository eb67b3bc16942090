"""Tmall, shops of Taobao, Juhuasuan, 1688 and AliExpress."""

from __future__ import annotations

import json
from typing import Any

from tests.marketplaces.goods import PLACES, Ware
from tests.marketplaces.hall import Answer, Asked, data, page, script

TMALL, TAOBAO, JU, OFFER, ALIEXPRESS = 610000000000, 620000000000, 630000000000, 640000000000, 1005001000000000


def tmall_search(asked: Asked) -> Answer | None:
    """list.tmall.com: the grid of 2013 to 2020, `s` counts results."""
    part = asked.slice(asked.query.get("q", ""), int(asked.query.get("s", 0)) // 60 + 1, 60)
    if isinstance(part, Answer):
        return part
    tiles = []
    for ware in part.wares:
        href = f"//detail.tmall.com/item.htm?id={TMALL + ware.number}&user_id=7001"
        href = f"//click.simba.taobao.com/cc_im?p=1&u={href}" if ware.is_sponsored else href
        tiles.append(
            f'<div class="product " data-id="{TMALL + ware.number}"><div class="product-iWrap">'
            f'<div class="productImg-wrap"><a href="{href}" class="productImg"><img></a></div>'
            f'<p class="productPrice"><em title="{ware.price}"><b>&yen;</b>{ware.price}</em></p>'
            f'<p class="productTitle"><a href="{href}" title="{ware.title}">{ware.title}</a></p>'
            f'<div class="productShop"><a class="productShop-name" href="//store.taobao.com/search.htm?user_number_id=7001">'
            f'农家旗舰店</a></div><p class="productStatus"><span>月成交 <em>{ware.sold}笔</em></span>'
            f"<span>评价 <a>{ware.sold // 2}</a></span></p></div></div>"
        )
    count = f'<p class="crumbTitle j_ResultsNumber">共 <span>{part.total}</span> 件相关商品</p>'
    return page("脐橙-天猫Tmall.com", f'{count}<div id="J_ItemList">{"".join(tiles)}</div>', "gbk")


def tmall_shop(asked: Asked) -> Answer | None:
    """The list that a shop's mobile page asks for: the shop's host tells which."""
    number = int(asked.query.get("p", 1))
    part = asked.slice(asked.host.partition(".")[0], number, 24)
    if isinstance(part, Answer):
        return part
    items = [
        {
            "item_id": TMALL + ware.number,
            "title": ware.title,
            "sold": str(ware.sold // 3),
            "quantity": ware.stock,
            "totalSoldQuantity": ware.sold,
            "url": f"//detail.m.tmall.com/item.htm?id={TMALL + ware.number}",
            "price": str(ware.price),
        }
        for ware in part.wares
    ]
    pages = -(-part.total // 24)
    head = {"page_size": "24", "total_page": str(pages), "current_page": str(number), "total_results": str(part.total)}
    return data({**head, "shop_id": "7001", "shop_title": "农家旗舰店", "user_id": "22001", "items": items})


def taobao_shop(asked: Asked) -> Answer | None:
    """The fragment that a shop's search page asks for, a JavaScript string."""
    number = int(asked.query.get("pageNo", 1))
    part = asked.slice(asked.host.partition(".")[0], number, 20)
    if isinstance(part, Answer):
        return part
    tiles = "".join(
        f'<dl class="item" data-id="{TAOBAO + w.number}"><dt class="photo"><a><img alt="{w.title}"></a></dt><dd class="detail">'
        f'<a class="item-name" href="//item.taobao.com/item.htm?id={TAOBAO + w.number}">{w.title}</a><div class="attribute">'
        f'<div class="cprice-area"><span class="symbol">¥</span><span class="c-price">{w.price} </span></div>'
        + (f'<div class="sprice-area"><span class="s-price">{w.before}</span></div>' if w.before else "")
        + f'<div class="sale-area">已售：<span class="sale-num">{w.sold}</span></div></div></dd></dl>'
        for w in part.wares
    )
    following = (
        f'<a class="J_SearchAsync next" href="//{asked.host}/i/asynSearch.htm?mid=w-1&amp;pageNo={number + 1}">下一页</a>'
    )
    turn = f'<div class="pagination">{following if not part.last or part.total == 500 else ""}</div>'
    count = f'<div class="search-result">共搜索到<span> {part.total} </span>个符合条件的商品。</div>'
    text = f'{count}<div class="J_TItems">{tiles}{turn}</div>'
    return Answer(json.dumps(text, ensure_ascii=False), "text/html")


def juhuasuan(asked: Asked) -> Answer | None:
    """The lists that Juhuasuan's categories ask for, each sale with its own spell and stock."""
    if not asked.path.startswith("/json/"):
        return None
    part = asked.slice(asked.query.get("frontCatIds", ""), int(asked.query.get("page", 1)), 15)
    if isinstance(part, Answer):
        return part
    rows = [
        {
            "baseinfo": {
                "itemId": JU + w.number,
                "juId": 100 + w.number,
                "ostime": 1587693600000,
                "oetime": 1587866400000,
                "sellerId": 22001,
                "soldAmount": 99999,
                "stock": w.stock,
                "preSale": False,
            },
            "merit": {"down": ["第2份半价"]},
            "name": {"title": w.title, "shortName": w.title[:4]},
            "price": {"actPrice": str(w.price), "origPrice": str(w.before or w.price)},
            "remind": {"remindNum": 9, "soldCount": w.sold},
        }
        for w in part.wares
    ]
    return data({"head": {"success": True, "currentPage": part.number}, "itemList": rows})


def offers(asked: Asked) -> Answer | None:
    """s.1688.com: the list in the page's script; words stand in GBK."""
    part = asked.slice(asked.query.get("keywords", ""), int(asked.query.get("beginPage", 1)), 20)
    if isinstance(part, Answer):
        return part
    rows: list[dict[str, Any]] = [
        {
            "offerid": str(OFFER + w.number),
            "title": w.title,
            "isP4P": w.is_sponsored,
            "discountPrice": {"price": str(w.price), "unit": "件"},
            "memberId": "b2b-1",
            "attr": {"aliTalk": {"loginId": "峡江果园"}, "company": {"name": "宜昌峡江果业有限公司"}},
            "cpv": [{"p": "产地", "v": PLACES[w.number % 3]}],
        }
        for w in part.wares
    ]
    content = f'<script>window.data={{"totalCount":{part.total},"offerList":{json.dumps(rows, ensure_ascii=False)}}};</script>'
    return page("脐橙批发-阿里巴巴", content, "gbk")


def aliexpress(asked: Asked) -> Answer | None:
    """Searches and the lists of a store, by the data of 2022."""
    is_store = asked.path.startswith("/store/")
    kind = asked.path.split("/")[2].removesuffix(".html") if is_store else asked.query.get("SearchText", "")
    part = asked.slice(kind, int(asked.query.get("page", 1)), 20)
    if isinstance(part, Answer):
        return part
    rows = [_result(w) for w in part.wares]
    fields = {"mods": {"itemList": {"content": rows}}, "pageInfo": {"totalResults": part.total, "pageSize": 20}}
    value = {"data": {"root": {"fields": fields}}}
    return script("window._dida_config_={}; window._dida_config_._init_data_", {"data": value}, "Hubei tea")


def _result(ware: Ware) -> dict[str, Any]:
    prices: dict[str, Any] = {"salePrice": {"currencyCode": "USD", "minPrice": float(ware.price)}}
    if ware.before:
        prices["originalPrice"] = {"currencyCode": "USD", "minPrice": float(ware.before)}
    return {
        "productId": str(ALIEXPRESS + ware.number),
        "productType": "ad" if ware.is_sponsored else "natural",
        "title": {"displayTitle": ware.title},
        "prices": prices,
        "trade": {"tradeDesc": f"{ware.sold} sold"},
        "store": {"storeId": 911, "storeName": "Enshi Tea Store"},
    }
