"""Item pages of Taobao and Tmall in the form of about 2020, as a browser holds them; gone ones say so in either of two ways."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from tests.fair.listing import Listing, State
from tests.fair.view import Moment, Page, esc, in_script, money, text


class ItemPages:
    """item.taobao.com or detail.tmall.com"""

    def __init__(self, platform: str) -> None:
        self.platform = platform

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """`/item.htm?id=ID`"""
        if path != "/item.htm":
            return None
        listing = moment.market.by_id.get(("", query.get("id", "")))
        state = moment.states.get(listing) if listing else None
        if listing is None or listing.platform != self.platform or listing.first > moment.day:
            return text(_LOST[self.platform], "gbk")
        if state is None and int(listing.native_id) % 2:
            return text(_LOST[self.platform], "gbk")
        render = {"taobao": _taobao, "tmall": _tmall}[self.platform]
        return text(render(listing, state or listing.at(moment.instant)), "gbk")


def properties(listing: Listing) -> list[tuple[str, str]]:
    """The property list of an item: name and value."""
    rows = [
        ("品牌", listing.brand),
        ("系列", listing.commodity.chinese),
        ("产地", listing.origin_text),
        ("净含量", listing.net_text),
    ]
    return [(name, value) for name, value in rows if value] + [("包装方式", "包装"), ("售卖方式", "组合")]


def _shop_id(listing: Listing) -> int:
    """A shop's own number, which is not its seller's."""
    return int(listing.seller.native_id) // 7


def _taobao(listing: Listing, state: State) -> str:
    price = money(state.price if state.list_price is None else state.list_price)
    promo = ""
    if state.list_price is not None:
        promo = (
            '<div class="tb-promo-item-bd"><strong class="tb-promo-price"><em class="tb-rmb">&yen;</em>'
            f'<em id="J_PromoPriceNum" class="tb-rmb-num">{money(state.price)}</em></strong></div>'
        )
    key = (
        '<div class="tb-key tb-key-sku"><a id="J_LinkBuy">立即购买</a></div>'
        if state.in_stock
        else '<div class="tb-key"><p class="tb-hint"><strong>商品已经卖光啦，非常抱歉</strong></p></div>'
        if state.present
        else '<div class="tb-key tb-key-off-sale"><p class="tb-hint"><strong>此宝贝已下架</strong></p></div>'
    )
    return _TAOBAO.format(
        id=listing.native_id,
        title=esc(listing.title),
        escaped=listing.title.encode("unicode_escape").decode(),
        shop=esc(listing.seller.name),
        shop_escaped=listing.seller.name.encode("unicode_escape").decode(),
        seller=listing.seller.native_id,
        shop_id=_shop_id(listing),
        price=price,
        promo=promo,
        hidden=" tb-hidden" if not promo else "",
        payers=listing.sold_text(state).removesuffix("人付款"),
        reviews=state.reviews,
        stock=state.stock,
        key=key,
        place=esc(listing.ships_from.replace(" ", "")),
        properties="".join(f'<li title="{esc(v)}">{esc(n)}:&nbsp;{esc(v)}</li>' for n, v in properties(listing)),
    )


def _tmall(listing: Listing, state: State) -> str:
    listed = money(state.list_price if state.list_price is not None else state.price)
    promo = ""
    if state.list_price is not None:
        shown = f'<em class="tm-yen">&yen;</em><span class="tm-price">{money(state.price)}</span>'
        promo = f'<dd><div class="tm-promo-price">{shown}</div></dd>'
    setup = {
        "api": {"descUrl": "//dsc.taobaocdn.com/"},
        "detail": {"defaultItemPrice": listed, "isHkItem": False, "pageType": "default"},
        "itemDO": {
            "reservePrice": listed,
            "isOnline": state.present,
            "title": listing.title,
            "sellerNickName": quote(listing.seller.name),
            "prov": listing.ships_from.split()[0],
            "brand": listing.brand,
            "quantity": state.stock,
            "userId": listing.seller.native_id,
            "itemId": listing.native_id,
            "auctionStatus": "0" if state.present else "-2",
        },
        "rstShopId": _shop_id(listing),
    }
    return _TMALL.format(
        id=listing.native_id,
        title=esc(listing.title),
        shop=esc(listing.seller.name),
        price=listed,
        promo=promo,
        hidden="" if promo else ' style="display: none;"',
        month=listing.sold_text(state).removesuffix("人付款"),
        reviews=state.reviews,
        stock=state.stock,
        place=esc(listing.ships_from.replace(" ", "")),
        off="" if state.present else '<div class="sold-out-info"><strong class="sold-out-tit">此商品已下架</strong></div>',
        properties="".join(f'<li title="&nbsp;{esc(v)}">{esc(n)}:&nbsp;{esc(v)}</li>' for n, v in properties(listing)),
        setup=in_script(setup),
    )


_LOST = {
    "taobao": """<!DOCTYPE html>
<html><head><meta charset="gbk"><title>淘宝网 - 淘！我喜欢</title></head>
<body><div id="content"><div id="error-notice" class="error-notice">
<div class="error-notice-hd">很抱歉，您查看的商品找不到了！</div>
<div class="error-notice-bd"><p>您可以：1.检查您输入的网址是否正确 2.联系卖家</p></div></div></div></body></html>
""",
    "tmall": """<!DOCTYPE html>
<html><head><meta charset="gbk"><title>您查看的商品找不到了 - 天猫Tmall.com</title></head>
<body><div id="content"><link rel="stylesheet" href="//assets.alicdn.com/p/mall/404/404.css">
<div class="errorPage"><h2>很抱歉，您查看的商品找不到了！</h2></div></div></body></html>
""",
}

_TAOBAO = """<!DOCTYPE html>
<html class="ks-webkit">
<head>
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta charset="gbk">
<link rel="canonical" href="https://item.taobao.com/item.htm?id={id}">
<meta name="description" content="欢迎前来淘宝网实力旺铺，选购{title},想了解更多{title}，请进入{shop}实力旺铺">
<meta property="og:type" content="product">
<meta property="og:title" content="{title}">
<meta name="microscope-data" content="pageId=1390163189;prototypeId=2;siteId=1;shopId={shop_id};userid={seller};">
<title>{title}-淘宝网</title>
<script>
    var g_config = {{
        ver              : '8.0.6',
        online           : true,
        itemId           : '{id}',
        shopId           : '{shop_id}',
        shopName         : '{shop_escaped}',
        sellerId         : '{seller}',
        sellerNick       : '{shop_escaped}',
        idata            : {{
            item: {{
                id               : '{id}',
                title            : '{escaped}',
                price            : '',
                status           : 0,
                cid              : '50002766'
            }}
        }}
    }};
</script>
</head>
<body data-spm="1">
<div class="tb-shop-info-hd"><div class="tb-shop-name"><dl><dd><strong>
<a href="//shop{seller}.taobao.com" title="{shop}" target="_blank">
    {shop}
</a></strong></dd></dl></div></div>
<div id="detail" class="tb-detail-bd tb-clear"><div class="tb-summary tb-clear"><div class="tb-property tb-property-x">
<div id="J_Title" class="tb-title" shortcut-key="t" shortcut-label="查看宝贝标题">
<h3 class="tb-main-title" data-title="{title}">
    {title}
</h3><p class="tb-subtitle"></p></div>
<ul class="tb-meta">
<li id="J_StrPriceModBox" class="tb-detail-price tb-clear J_PriceItem"><span class="tb-property-type">价格</span>
<div class="tb-property-cont"><strong id="J_StrPrice"><em class="tb-rmb">&yen;</em>
<em class="tb-rmb-num">{price}</em></strong></div>
</li>
<li id="J_PromoPrice" class="tb-detail-price tb-promo-price tb-clear{hidden}"><span class="tb-property-type">淘宝价</span>
<div class="tb-property-cont"><div id="J_Promo" class="tb-promo-mod"><div id="J_PromoHd" class="tb-promo-hd"></div>
<div id="J_PromoBd" class="tb-promo-bd">{promo}</div></div></div></li>
<li id="J_Counter" class="tb-counter"><span class="tb-property-type">销量</span><div class="tb-counter-bd">
<div class="tb-rate-counter"><a id="J_ReviewTabTrigger" href="javascript:;"><strong id="J_RateCounter">{reviews}</strong>
<span>累计评论</span></a></div>
<div class="tb-sell-counter"><a href="javascript:;" title="30天内已售出{payers}件，其中交易成功{payers}件">
<strong id="J_SellCounter">{payers}</strong><span>交易成功</span></a></div></div></li>
</ul>
<div id="J_logistic"><div class="tb-logistic">配送 <span id="J-From">{place}</span></div></div>
<div id="J_isku" class="tb-key"><em>(库存<span id="J_SpanStock" class="tb-count">{stock}</span>件)</em></div>
{key}
</div></div></div>
<div id="attributes" class="attributes"><ul class="attributes-list">
{properties}
</ul></div>
</body>
</html>
"""

_TMALL = """<!DOCTYPE html>
<html>
<head>
<meta charset="gbk">
<title>{title}-tmall.com天猫</title>
<link rel="canonical" href="https://detail.tmall.com/item.htm?id={id}">
<meta name="keywords" content="{title}">
</head>
<body>
<div id="shopExtra"><div class="slogo"><a class="slogo-shopname" href="//shop.tmall.com"><strong>{shop}</strong></a></div></div>
<div id="J_DetailMeta" class="tm-detail-meta"><div class="tb-property"><div class="tb-wrap">
<div class="tb-detail-hd"><h1 data-spm="1000983">
{title}
</h1></div>
{off}
<div class="tm-fcs-panel">
<dl class="tm-price-panel tm-price-cur" id="J_StrPriceModBox"><dt class="tb-metatit">价格</dt>
<dd><em class="tm-yen">&yen;</em> <span class="tm-price">{price}</span></dd></dl>
<dl class="tm-promo-panel" id="J_PromoPrice" data-label="促销价"{hidden}><dt class="tb-metatit">促销价</dt>{promo}</dl>
</div>
<div class="tb-postAge"><span id="J_deliveryAdd">{place}</span></div>
<ul class="tm-ind-panel">
<li class="tm-ind-item tm-ind-sellCount" data-label="月销量"><div class="tm-indcon"><span class="tm-label">月销量</span>
<span class="tm-count">{month}</span></div></li>
<li class="tm-ind-item tm-ind-reviewCount canClick tm-line3" id="J_ItemRates"><div class="tm-indcon">
<span class="tm-label">累计评价</span><span class="tm-count">{reviews}</span></div></li>
</ul>
<em id="J_EmStock" class="tb-hidden">库存{stock}件</em>
</div></div></div>
<div class="attributes" id="attributes"><p class="attr-list-hd tm-clear"><em>产品参数：</em></p><ul id="J_AttrUL">
{properties}
</ul></div>
<script>
    (function(){{ TShop.Setup(
{setup}
    ); }})();
</script>
</body>
</html>
"""
