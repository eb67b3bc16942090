"""The zone of the fair on Taobao: goods as JSON in hidden text areas among placeholders, and how many it says it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fair.listing import Listing
from tests.fair.promotions import Promotion
from tests.fair.view import Moment, Page, compact, esc, money, text

ZONE_HOST = "hubei.chi.taobao.com"
CODE = "hubei-zone"
SHOWN = 60
"""A zone shows a part of its goods, whatever it says of their number."""
_A_MODULE = 20


def shown(moment: Moment) -> list[Listing]:
    """Members that the zone's page shows: those in stock, in the order of their making, to the end of its room."""
    day = moment.day
    members = moment.market.members(CODE, day)
    return [listing for listing in members if listing in moment.states and moment.states[listing].in_stock][:SHOWN]


class Zone:
    """hubei.chi.taobao.com"""

    def answer(self, moment: Moment, path: str, query: Mapping[str, str]) -> Page | None:
        """The page, while the zone is open."""
        promotion = next(promotion for promotion in moment.market.promotions if promotion.code == CODE)
        if path not in ("/", "") or not promotion.first <= moment.day <= promotion.last:
            return None
        return text(_page(moment, promotion))


def _page(moment: Moment, promotion: Promotion) -> str:
    goods = [_good(moment, listing) for listing in shown(moment)]
    modules = [goods[n : n + _A_MODULE] for n in range(0, len(goods), _A_MODULE)]
    banner = {"items": [{"item_title": "文字", "item_url": "#", "item_current_price": ""}]}
    areas = "".join(_area(number, {"items": module}) for number, module in enumerate(modules))
    first, last = promotion.dates(moment.market.start)
    spell = f"{first.month}月{first.day}日-{last.month}月{last.day}日"
    size = f"{(promotion.announced_count or 0) // 10_000}万余种"
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{esc(promotion.name)}</title></head>\n'
        f'<body><div class="hd"><h1>{esc(promotion.name)}</h1>'
        f"<p>汇集{size}湖北特产，产地直发</p><p>活动时间：{spell}</p></div>\n"
        f"{_area(len(modules), banner)}{areas}</body></html>\n"
    )


def _area(number: int, custom: Mapping[str, Any]) -> str:
    written = compact({"custom": custom["items"], "moduleinfo": {"id": number}})
    return f'<textarea class="J_dynamic_data" style="display:none">{esc(written)}</textarea>\n'


def _good(moment: Moment, listing: Listing) -> dict[str, Any]:
    state = moment.states[listing]
    host = "detail.tmall.com" if listing.platform == "tmall" else "item.taobao.com"
    said = {
        "item_title": listing.title,
        "item_url": f"//{host}/item.htm?id={listing.native_id}",
        "item_current_price": money(state.price),
    }
    return {**said, "item_price": money(state.list_price)} if state.list_price is not None else said
