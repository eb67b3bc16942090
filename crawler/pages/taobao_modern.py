"""Taobao's and Tmall's data of 2023 and later: items of the search endpoint, the data of an item page. Built without a capture.

The counter of search results (人付款, 人收货) counts buyers of 30 days; that of item pages (已售) names no period.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import orjson

from crawler.items import Listing, Shop, Variant
from crawler.pages import dom
from crawler.pages.attributes import read_properties
from crawler.pages.conditions import conditions_of
from crawler.pages.taobao_ids import CNY, id_of, is_tmall, item_url

_ABSENT = re.compile(r"下架|不存在|找不到|失效")
_SOLD_OUT = re.compile(r"卖光|售罄|无货|已售完|缺货|已抢光")


def search_listing(item: dict[str, Any], position: int) -> Listing | None:
    """One entry of the search endpoint's `itemsArray` or of the older mobile `listItem`."""
    link = str(item.get("auctionURL") or item.get("url") or item.get("clickUrl") or item.get("eurl") or "")
    native_id = dom.string(item.get("item_id")) or dom.string(item.get("nid")) or dom.string(item.get("itemId")) or id_of(link)
    title = dom.untagged(dom.string(item.get("title")))
    if native_id is None or not native_id.isdigit() or title is None:
        return None
    tmall = (
        is_tmall(link)
        or str(item.get("isTmall", item.get("ismall"))).lower() in ("1", "true")
        or dom.at(item, "shopInfo", "isTmall") is True
    )
    platform = "tmall" if tmall else "taobao"
    shown = dom.string(dom.at(item, "priceShow", "price")) or dom.string(item.get("priceWap"))
    shown = shown or dom.string(item.get("promoPrice")) or dom.string(item.get("price"))
    price = dom.decimal(shown)
    before = dom.decimal(item.get("originalPrice") or item.get("reservePrice") or item.get("price"))
    name = (
        dom.untagged(dom.string(dom.at(item, "shopInfo", "title")))
        or dom.string(item.get("nick"))
        or dom.string(item.get("wangwangId"))
    )
    seller = dom.string(item.get("userId")) or dom.string(item.get("sellerId")) or dom.string(item.get("user_id"))
    sold = dom.string(item.get("realSales")) or dom.string(item.get("sold")) or dom.string(item.get("sellCount"))
    is_count = bool(sold and sold.isdigit())
    return Listing(
        platform=platform,
        native_id=native_id,
        url=item_url(native_id, platform),
        title=title,
        shop=Shop(native_id=seller or name or "", name=name) if seller or name else None,
        price=price,
        list_price=before if before is not None and price is not None and before > price else None,
        currency=CNY,
        price_text=shown,
        conditions_text=conditions_of(_labels(item)),
        sold=int(sold or 0) if is_count else None,
        sold_text=sold,
        sold_period=("30d" if sold and not is_count else "unknown") if sold else None,
        ships_from_text=dom.string(item.get("procity")) or dom.string(item.get("location")) or dom.string(item.get("loc")),
        review_count=dom.whole(item.get("commentCount") or None),
        position=position,
        sponsored="click.simba" in link or str(item.get("isP4p")).lower() in ("1", "true"),
    )


def _labels(item: dict[str, Any]) -> Iterable[str | None]:
    """What stands on the tile beside the price."""
    for name in ("icons", "tagList", "structuredUSPInfo", "uspInfo", "promotionTags"):
        for one in dom.mappings(item.get(name)):
            yield dom.string(one.get("text")) or dom.string(one.get("title")) or dom.string(one.get("propertyName"))


def item_listing(res: Any, platform: str, url: str) -> Listing | None:
    """The listing of an item page's data (`pcdetail`), or of the mobile `getdetail`."""
    native_id = dom.string(dom.at(res, "item", "itemId")) or id_of(url)
    title = dom.untagged(dom.string(dom.at(res, "item", "title")))
    if native_id is None or title is None:
        return None
    if dom.at(res, "seller", "sellerType") == "B" or dom.at(res, "params", "trackParams", "businessType") == "B":
        platform = "tmall"
    listing = Listing(
        platform=platform, native_id=native_id, url=item_url(native_id, platform), title=title, currency=CNY, shop=_shop(res)
    )
    parts = dom.at(res, "componentsVO") if isinstance(dom.at(res, "componentsVO"), dict) else {}
    stack = _stack(res)
    _prices(listing, dom.at(parts, "priceVO"), dom.at(stack, "price"))
    sold = dom.string(dom.at(parts, "titleVO", "salesDesc")) or dom.string(dom.at(res, "item", "vagueSellCount"))
    sold = sold or dom.string(dom.at(stack, "item", "vagueSellCount")) or dom.string(dom.at(stack, "item", "sellCount"))
    if sold:
        listing.sold_text, listing.sold_period = sold, "month" if "月" in sold else "unknown"
    listing.review_count = dom.whole(dom.at(res, "rate", "totalCount") or dom.at(res, "item", "commentCount"))
    listing.ships_from_text = _from(parts) or dom.string(dom.at(stack, "delivery", "from"))
    found = read_properties(_properties(res, parts))
    listing.brand, listing.origin_text, listing.net_weight_text = found.brand, found.origin_text, found.net_weight_text
    listing.gtin, listing.sku = found.gtin, found.sku
    listing.variants = _variants(res, stack)
    _state(listing, res, parts, stack)
    return listing


def _shop(res: Any) -> Shop | None:
    name = dom.string(dom.at(res, "seller", "shopName")) or dom.string(dom.at(res, "seller", "sellerNick"))
    seller = dom.string(dom.at(res, "seller", "sellerId")) or dom.string(dom.at(res, "seller", "userId"))
    return Shop(native_id=seller or name or "", name=name) if seller or name else None


def _stack(res: Any) -> Any:
    """What the mobile data keep as JSON inside a string."""
    value = dom.at(res, "apiStack", 0, "value")
    try:
        return orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        return None


def _prices(listing: Listing, view: Any, mobile: Any) -> None:
    """The price to pay and the crossed-out one: `extraPrice`, `price` of the PC view; `price`, `extraPrices` of the mobile."""
    now, before = dom.at(view, "extraPrice"), dom.at(view, "price")
    if not dom.at(now, "priceText"):
        now, before = before, None
    elif _is_crossed_out(now):
        now, before = before, now
    if view is None:
        now, before = dom.at(mobile, "price"), dom.at(mobile, "extraPrices", 0)
    shown = dom.string(dom.at(now, "priceText"))
    if shown is None:
        return
    label = dom.string(dom.at(now, "priceTitle"))
    listing.price_text = f"{label} {shown}" if label else shown
    listing.list_price_text = dom.string(dom.at(before, "priceText"))
    listing.price_kind = "coupon" if label and "券" in label else ("promotion" if listing.list_price_text else "shelf")


def _is_crossed_out(price: Any) -> bool:
    """Whether the second price of the PC view is the one before, not the one after coupons."""
    label = dom.string(dom.at(price, "priceTitle")) or ""
    return dom.at(price, "lineThrough") in (True, "true") or any(word in label for word in ("前", "原价", "划线", "专柜"))


def _from(parts: Any) -> str | None:
    place = dom.string(dom.at(parts, "deliveryVO", "deliveryFromAddr")) or dom.string(dom.at(parts, "deliveryVO", "from"))
    return dom.clean(place.removeprefix("发货地：").removeprefix("从 ")) if place else None


def _properties(res: Any, parts: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for info in dom.mappings(dom.at(parts, "extensionInfoVO", "infos")):
        for one in dom.mappings(info.get("items")):
            texts = one.get("text")
            words = texts if isinstance(texts, list) else [texts]
            _put(found, dom.string(one.get("title")), "，".join(word for w in words if (word := dom.string(w))))
    for group in dom.mappings(dom.at(res, "props", "groupProps")):
        for rows in group.values():
            for row in dom.mappings(rows):
                for name, value in row.items():
                    _put(found, name, dom.string(value))
    return found


def _put(found: dict[str, str], name: str | None, value: str | None) -> None:
    if name and value:
        found.setdefault(name, value)


def _variants(res: Any, stack: Any) -> list[Variant]:
    names = {
        f"{dom.string(prop.get('pid'))}:{dom.string(value.get('vid'))}": dom.string(value.get("name"))
        for prop in dom.mappings(dom.at(res, "skuBase", "props"))
        for value in dom.mappings(prop.get("values"))
    }
    info = dom.at(res, "skuCore", "sku2info") or dom.at(stack, "skuCore", "sku2info")
    found = []
    for one in dom.mappings(dom.at(res, "skuBase", "skus")):
        native_id = dom.string(one.get("skuId"))
        if native_id is None:
            continue
        own = dom.at(info, native_id)
        cents = dom.whole(dom.at(own, "subPrice", "priceMoney") or dom.at(own, "price", "priceMoney"))
        stock = dom.whole(dom.at(own, "quantity"))
        chosen = [names.get(path) for path in str(one.get("propPath") or "").split(";")]
        found.append(
            Variant(
                native_id=native_id,
                name=" ".join(word for word in chosen if word) or None,
                price=Decimal(cents) / 100 if cents is not None else None,
                availability=None if stock is None else ("in_stock" if stock else "out_of_stock"),
            )
        )
    return found


def _state(listing: Listing, res: Any, parts: Any, stack: Any) -> None:
    words = " ".join(_words(parts, stack))
    stock = dom.whole(
        dom.at(res, "skuCore", "sku2info", "0", "quantity") or dom.at(stack, "skuCore", "sku2info", "0", "quantity")
    )
    if _ABSENT.search(words):
        listing.presence, listing.availability = "absent", "discontinued"
    elif _SOLD_OUT.search(words) or stock == 0:
        listing.availability = "out_of_stock"
    elif stock or dom.at(stack, "trade", "buyEnable") in (True, "true"):
        listing.availability = "in_stock"


def _words(parts: Any, stack: Any) -> Iterable[str]:
    """What the buttons and hints say."""
    bar = dom.at(parts, "bottomBarVO")
    places = (dom.at(bar, "hint"), dom.at(bar, "soldOutTip"), dom.at(stack, "trade", "hintBanner", "text"))
    yield from (word for place in places if (word := dom.string(place)))
    for side in ("leftButtons", "rightButtons", "buyInMobile"):
        for button in dom.mappings(dom.at(bar, side)):
            title = button.get("title")
            yield dom.string(title.get("text") if isinstance(title, dict) else title) or ""
