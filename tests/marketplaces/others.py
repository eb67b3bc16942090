"""JD, Pinduoduo, Suning, Kaola, Xiaomi, and the shops of Douyin and Kuaishou."""

from __future__ import annotations

import re
from typing import Any

from tests.marketplaces.goods import Ware
from tests.marketplaces.hall import Answer, Asked, data, page, script

JD, PDD, SUNING, KAOLA, XIAOMI = 100012340000, 92000000000, 11001200000, 1568000, 2194500000
DOUYIN, KUAISHOU = 3480000000000000000, 20300000000
_SPELL = (1587693600, 1587866400)
_ID = re.compile(r"/(?:\d{10}/)?0*(\d+)\.html")


def jd(asked: Asked) -> Answer | None:
    """Searches (odd pages), zones, item pages without their price, and the gateway's flash sales."""
    if asked.host == "search.jd.com":
        return _jd_search(asked)
    if asked.host.startswith(("channel.", "sale.")):
        return _jd_zone(asked)
    if asked.host == "api.m.jd.com":
        return _jd_flash(asked)
    match = _ID.search(asked.path)
    ware = asked.ware(match[1], JD) if match else None
    if ware is None:
        return page("商品已下架", "<div class='itemover-tip'>该商品已下柜，非常抱歉！</div>")
    config = f"var pageConfig = {{product: {{skuid: {JD + ware.number}, name: '{ware.title}', venderId:88, shopId:'77'}}}};"
    body = (
        f'<div class="sku-name">{ware.title}</div><div class="summary-price-wrap"><span class="p-price"><span>￥</span>'
        f'<span class="price J-p-{JD + ware.number}"></span></span></div><ul class="p-parameter-list">'
        f'<li title="宜昌">商品产地：湖北宜昌</li></ul><a id="InitCartUrl"></a><div id="store-prompt"></div>'
    )
    return page(f"{ware.title}【行情 报价】-京东", f"<script>{config}</script>{body}")


def _jd_search(asked: Asked) -> Answer | None:
    part = asked.slice(asked.query.get("keyword", ""), (int(asked.query.get("page", 1)) + 1) // 2, 30)
    if isinstance(part, Answer):
        return part
    tiles = "".join(
        f'<li class="gl-item" data-sku="{JD + w.number}"><div class="p-price"><strong data-price="{_shown(w)}"><em>￥</em>'
        f'<i>{_shown(w)}</i></strong></div><div class="p-name"><a href="//item.jd.com/{JD + w.number}.html">'
        f'<em>{w.title}</em></a></div><div class="p-commit"><strong><a>{w.sold}</a>条评价</strong></div>'
        f'<div class="p-shop"><span><a title="农家旗舰店" href="//mall.jd.com/index-77.html">农家旗舰店</a></span></div>'
        + ('<span class="p-promo-flag">广告</span>' if w.is_sponsored else "")
        + "</li>"
        for w in part.wares
    )
    return page("脐橙 - 商品搜索 - 京东", f'<ul class="gl-warp">{tiles}</ul><script>result_count:"{part.total}"</script>')


def _shown(ware: Ware) -> str:
    """The price in the list; of some goods a script asks for it."""
    return "" if ware.number % 5 == 0 else str(ware.price)


def jd_prices(asked: Asked) -> Answer | None:
    """p.3.cn: what is paid, and the price before; -1 where the goods are not sold."""
    rows = []
    for sku in asked.query.get("skuIds", "").split(","):
        ware = asked.ware(sku.removeprefix("J_"), JD)
        paid = str(ware.price) if ware else "-1.00"
        rows.append({"id": sku, "p": paid, "op": str(ware.before or ware.price) if ware else "-1.00"})
    return data(rows)


def _jd_zone(asked: Asked) -> Answer | None:
    part = asked.slice(asked.path.rsplit("/", 1)[-1].removesuffix(".html"), int(asked.query.get("page", 1)), 60)
    if isinstance(part, Answer):
        return part
    links = "".join(f'<li><a href="//item.jd.com/{JD + w.number}.html">{w.title}</a></li>' for w in part.wares)
    return page("湖北馆 - 京东", f"<h1>湖北馆 汇集2万余款湖北特产</h1><ul>{links}</ul>")


def _jd_flash(asked: Asked) -> Answer | None:
    part = asked.slice(asked.query.get("gid", ""), int(asked.query.get("page", 1)), 20)
    if isinstance(part, Answer):
        return part
    rows = [
        {
            "wareId": str(JD + w.number),
            "wname": w.title,
            "miaoShaPrice": str(w.price),
            "jdPrice": str(w.before or w.price),
            "stockNum": w.stock,
            "startTimeMills": _SPELL[0] * 1000,
            "endTimeMills": _SPELL[1] * 1000,
        }
        for w in part.wares
    ]
    return data({"code": "0", "miaoShaList": rows}, "pcMiaoShaAreaList")


def pinduoduo(asked: Asked) -> Answer | None:
    """The gateway's lists by offset; the page of a search, which shows its first page whatever is asked; sales."""
    if asked.host.startswith("api"):
        part = asked.slice(asked.path.split("/")[3], int(asked.query.get("offset", 0)) // 20 + 1, 20)
    elif "search_result" in asked.path:
        part = asked.slice(asked.query.get("search_key", ""), 1, 20)
    else:
        part = asked.slice(asked.path.strip("/").removesuffix(".html"), 1, 60)
    if isinstance(part, Answer):
        return part
    rows = [_pdd(w) for w in part.wares]
    if asked.host.startswith("api"):
        return data({"server_time": _SPELL[0], "goods_list": rows, "total": part.total})
    if "search_result" in asked.path:
        return script("window.rawData", {"stores": {"store": {"data": {"ssrListData": {"list": rows}}}}}, "搜索结果")
    for row in rows:
        row |= {"start_time": _SPELL[0], "end_time": _SPELL[1]}
    return script("window.rawData", {"store": {"list": rows}}, "限时秒杀")


def _pdd(ware: Ware) -> dict[str, Any]:
    return {
        "goods_id": PDD + ware.number,
        "goods_name": ware.title,
        "group": {"price": ware.fen, "customer_num": 2},
        "normal_price": ware.fen_before,
        "cnt": ware.sold,
        "quantity": ware.stock,
        "mall_id": 55,
        "mall_name": "峡江果园",
        **({"ad": {"ad_id": 7}} if ware.is_sponsored else {}),
    }


def suning(asked: Asked) -> Answer | None:
    """Searches and category lists, whose prices a script asks for; item pages; and the endpoint that it asks."""
    if asked.host == "ds.suning.com":
        return _suning_prices(asked)
    if asked.host == "product.suning.com":
        match = _ID.search(asked.path)
        ware = asked.ware(match[1], SUNING) if match else None
        if ware is None:
            return page("苏宁易购", "<p>该商品已下架</p>")
        row = '<tr><td class="name">产地</td><td class="val">湖北宜昌</td></tr>'
        return page(ware.title, f'<h1 id="itemDisplayName">{ware.title}</h1><table id="itemParameter">{row}</table>')
    if asked.host == "list.suning.com":
        _, kind, page_number = asked.path.strip("/").removesuffix(".html").split("-")
        number = int(page_number) + 1
    else:
        kind, _, page_number = asked.path.strip("/").partition("/&cp=")
        number = int(page_number or 0) + 1
    part = asked.slice(kind, number, 30)
    if isinstance(part, Answer):
        return part
    tiles = "".join(
        f'<li class="item-wrap"><div class="img-block"><a href="//product.suning.com/0070001001/{SUNING + w.number}.html">'
        f'<img alt="{w.title}"></a></div><div class="price-box"><span class="def-price" datasku="{SUNING + w.number}|||||'
        f'0070001001"></span></div><div class="title-selling-point"><a>{w.title}</a></div><div class="info-evaluate">'
        f'<i>{w.sold}</i>评价</div><div class="store-stock"><a>峡江专营店</a></div></li>'
        for w in part.wares
    )
    return page("脐橙 - 苏宁易购", f'<script>var param={{"totalCount":"{part.total}"}}</script><ul>{tiles}</ul>')


def _suning_prices(asked: Asked) -> Answer | None:
    rows = []
    for native_id in re.findall(r"(\d{18})__2_", asked.path):
        ware = asked.ware(native_id.lstrip("0"), SUNING)
        if ware is not None:
            state = "1" if ware.stock else "2"
            row = {
                "cmmdtyCode": native_id,
                "price": str(ware.price),
                "snPrice": str(ware.before or ware.price),
                "invStatus": state,
            }
            rows.append({**row, "refPrice": str(ware.before or ""), "bizCode": "0070001001", "vendorName": "峡江专营店"})
    return data({"status": 200, "rs": rows}, "ds0000000003587")


def kaola(asked: Asked) -> Answer | None:
    """Activity pages by their data; numbers are yuan. Beyond the last page there is none."""
    part = asked.slice(asked.path.rsplit("/", 1)[-1].removesuffix(".json"), int(asked.query.get("pageNo", 1)), 20)
    if isinstance(part, Answer) or not part.wares:
        return part if isinstance(part, Answer) else None
    rows = [
        {
            "goodsId": KAOLA + w.number,
            "title": w.title,
            "currentPrice": float(w.price),
            "originalPrice": float(w.before or w.price),
            "commentCount": w.sold,
            "actualStorageStatus": 1 if w.stock else 0,
            "onlineStatus": 1,
        }
        for w in part.wares
    ]
    return data({"code": 0, "body": {"totalCount": part.total, "itemList": rows}})


def xiaomi(asked: Asked) -> Answer | None:
    """The calendar of flash sales, JSON in a script."""
    part = asked.slice(asked.path.rsplit("/", 1)[-1].removesuffix(".json"), int(asked.query.get("page", 1)), 60)
    if isinstance(part, Answer):
        return part
    rows = [
        {
            "goods_id": str(XIAOMI + w.number),
            "goods_name": w.title,
            "goods_price": str(w.before or w.price),
            "seckill_price": str(w.price),
            "remind_num": "已有81人设置提醒",
            "stock": w.stock,
        }
        for w in part.wares
    ]
    found = data([{"time_id": "1", "start_time": _SPELL[0], "end_time": _SPELL[1], "list": rows}])
    return Answer(f"var data = {found.body}", "application/javascript")


def douyin(asked: Asked) -> Answer | None:
    """Lists of the mall's goods by offset, and its sales."""
    number = int(asked.query.get("page", 0)) + 1
    part = asked.slice(asked.query.get("id", ""), number, 20)
    if isinstance(part, Answer):
        return part
    is_sale = "seckill" in asked.path
    rows = []
    for w in part.wares:
        names = {"product_id": str(DOUYIN + w.number), "product_title": w.title, "market_price": str(w.fen_before)}
        price = {"seckill_price": str(w.fen), "start_time": str(_SPELL[0]), "end_time": str(_SPELL[1])}
        plain = {"discount_price": str(w.fen), "sell_num": w.sold, "stock_num": w.stock, "shop_id": "445566"}
        rows.append({**names, **(price if is_sale else plain)})
    if is_sale:
        return data({"data": {"platform_seckill": {"title": "天天特价", "products": [{"products": rows}]}}})
    return data({"st": 0, "data": {"total": part.total, "list": rows}})


def kuaishou(asked: Asked) -> Answer | None:
    """Lists of a shop's goods; prices in fen."""
    part = asked.slice(asked.query.get("shop", ""), int(asked.query.get("page", 1)), 20)
    if isinstance(part, Answer):
        return part
    rows = [
        {
            "itemId": KUAISHOU + w.number,
            "itemTitle": w.title,
            "priceFen": w.fen,
            "originalPrice": w.fen_before,
            "soldAmount": w.sold,
            "stock": w.stock,
        }
        for w in part.wares
    ]
    return data({"result": 1, "total": part.total, "itemList": rows})
