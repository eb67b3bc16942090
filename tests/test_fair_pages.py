"""The page classes read the pages of the fair in full: what they say is the truth, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest

from crawler.items import Announcement, Listing, Reading
from crawler.pages.base import Page
from crawler.pages.press import PressArticle
from crawler.pages.taobao import TaobaoItem, TaobaoSearch
from crawler.pages.tmall import TmallItem
from tests.fair import truth
from tests.fair.articles import articles
from tests.fair.listing import Listing as True_
from tests.fair.listing import State
from tests.fair.market import FIRST_DAY
from tests.fair.ports import PRESS_HOST
from tests.fair.server import Fair
from tests.fair.taobao_search import results

DAY = FIRST_DAY + timedelta(4)


@pytest.fixture(scope="module")
def fair() -> Iterator[Fair]:
    with Fair() as served:
        served.on(DAY)
        yield served


def read(fair: Fair, page: type[Page], host: str, target: str) -> Reading:
    answer = fair.page(host, target)
    scheme = "https" if not host.startswith("127.") else "http"
    url = f"{scheme}://{host}{target}"
    reading = page(url, answer.body, fair.moment.instant.astimezone(UTC), answer.content_type).read()
    assert reading.wall is None, (url, reading.wall)
    assert reading.unread == []
    return reading


def listings(reading: Reading) -> list[Listing]:
    return [item for item in reading.items if isinstance(item, Listing)]


def amount(number: Decimal | None, text: str | None) -> Decimal | None:
    return number if number is not None or text is None else Decimal(text)


def check(item: Listing, true: True_, state: State) -> None:
    """The fields that every page of a marketplace shows."""
    assert item.platform == true.platform
    assert item.title == true.title
    assert amount(item.price, item.price_text) == truth.amount(state.price)
    assert amount(item.list_price, item.list_price_text) == truth.amount(state.list_price)
    assert item.currency == "CNY"
    assert item.shop is not None
    assert item.shop.name == true.seller.name
    assert item.sold_text is not None
    assert true.sold_text(state).removesuffix("人付款") in item.sold_text
    assert item.sold_period in ("30d", "month")
    assert item.review_count in (state.reviews, None)


def test_search_results(fair: Fair) -> None:
    found = results(fair.moment, "特产")
    seen: dict[str, Listing] = {}
    for offset in range(0, len(found), 44):
        reading = read(fair, TaobaoSearch, "s.taobao.com", f"/search?q={quote('特产')}&s={offset}")
        assert reading.stated_total == len(found)
        for item in listings(reading):
            seen.setdefault(item.native_id, item)
        assert sum(bool(item.sponsored) for item in listings(reading)) == (2 if offset == 0 else 0)
    assert len(seen) == len(found) > 100
    for true in found:
        item = seen[true.native_id]
        check(item, true, fair.moment.states[true])
        assert item.ships_from_text == true.ships_from
    beyond = read(fair, TaobaoSearch, "s.taobao.com", f"/search?q={quote('特产')}&s=4400")
    assert beyond.items == []


def test_item_pages(fair: Fair) -> None:
    pages: dict[str, tuple[str, type[Page]]] = {
        "taobao": ("item.taobao.com", TaobaoItem),
        "tmall": ("detail.tmall.com", TmallItem),
    }
    sold_out = 0
    for true in fair.market.of("taobao", "tmall"):
        host, page = pages[true.platform]
        if true.first > 4:
            continue
        (item,) = listings(read(fair, page, host, f"/item.htm?id={true.native_id}"))
        state = fair.moment.states.get(true)
        if state is None:
            assert item.presence == "absent"
            continue
        assert item.presence == "seen"
        check(item, true, state)
        assert item.brand == (true.brand or None)
        assert item.origin_text == true.origin_text
        assert item.net_weight_text == (true.net_text or None)
        assert item.availability == ("in_stock" if state.in_stock else "out_of_stock")
        assert item.ships_from_text == true.ships_from.replace(" ", "")
        sold_out += not state.in_stock
    assert sold_out >= 2


def test_press(fair: Fair) -> None:
    start = fair.market.start
    out = [article for article in articles(start) if article.day <= 4]
    links = [link for page in ("index.htm",) for link in read(fair, PressArticle, PRESS_HOST, f"/news/{page}").links]
    assert [link.url for link in links if link.kind == "article"] == [
        f"https://{PRESS_HOST}{a.address(start)}" for a in out[::-1]
    ]
    for article in out:
        (item,) = read(fair, PressArticle, PRESS_HOST, article.address(start)).items
        assert isinstance(item, Announcement)
        assert (item.title, item.published_on) == (article.title, start + timedelta(article.day))
        assert item.text == "\n".join(article.paragraphs)
