"""Live rooms, topics and the zone of the fair: read into a store they agree with the truth; a wrong row is caught."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine, text

from crawler.items import Capture, PageItem
from crawler.pages.registry import page_for
from db import ingest
from pipelines.stages import rows_of
from tests import rows
from tests.fair import compare_streams, stream_truth, times, truth
from tests.fair.compare import Checks
from tests.fair.live import LIVE_HOST, ROOM_HOST, TOPIC_HOST, TOPIC_PATH
from tests.fair.market import FIRST_DAY, Market
from tests.fair.rooms import ROOMS
from tests.fair.server import sites
from tests.fair.topics import TOPICS
from tests.fair.view import Moment
from tests.fair.zone import ZONE_HOST

SHOPS = {"shopify": "127.0.0.1:8601", "woocommerce": "127.0.0.1:8602", "plain": "127.0.0.1:8603"}
DAYS = truth.days_of(FIRST_DAY, FIRST_DAY + timedelta(6))


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(sizes=(("taobao", 150), ("tmall", 60)))


def item(moment: Moment, host: str, path: str, query: dict[str, str]) -> PageItem | None:
    """The page that a host of the fair shows, as its page class reads it."""
    answer = sites(SHOPS)[host].answer(moment, path, query)
    if answer is None:
        return None
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    url = f"https://{host}{path}" + (f"?{asked}" if asked else "")
    page, at = page_for(url), moment.instant.astimezone(UTC)
    assert page is not None
    capture = Capture(
        run_id="r1",
        source_code="s",
        spider="x",
        logical_date=times.local_day(at),
        url=url,
        method="GET",
        request_sha256=sha256(b"").hexdigest(),
        fetched_at=at,
        observed_at=at,
        status=200,
        content_type=answer.content_type,
        payload_sha256=sha256(answer.body).hexdigest(),
        record_id=f"<urn:uuid:{url}{at}>",
        warc_file="s/r1-000.warc.gz",
        warc_offset=0,
        warc_length=1,
    )
    reading = page(url, answer.body, at, answer.content_type).read()
    return PageItem(capture=capture, reading=reading, currency="CNY", place_prior="420000")


def fill(engine: Engine, market: Market, days: Sequence[date]) -> None:
    rows.prepare(engine)
    for day in days:
        moment = Moment(market, times.observed(day))
        asked: list[tuple[str, str, dict[str, str]]] = [(LIVE_HOST, "/", {}), (ZONE_HOST, "/", {})]
        asked += [(ROOM_HOST, "/act/talent/live.html", {"id": room.native_id}) for room in ROOMS]
        asked += [(TOPIC_HOST, TOPIC_PATH, {"ch_id": topic.native_id}) for topic in TOPICS]
        pages = [page for host, path, query in asked if (page := item(moment, host, path, query)) is not None]
        ingest.write_batch(engine, [rows_of(page) for page in pages], code_version="test", now=rows.NOW)


def checked(engine: Engine, market: Market, days: Sequence[date]) -> Checks:
    return {
        **{f"room {name}": check for name, check in compare_streams.livestreams(engine, market, SHOPS, days).items()},
        **{f"topic {name}": check for name, check in compare_streams.topics(engine, market, days).items()},
        **{f"zone {name}": check for name, check in compare_streams.zone(engine, market, SHOPS, days).items()},
    }


def test_rooms_topics_and_the_zone_agree_with_the_truth(store_engine: Engine, market: Market) -> None:
    fill(store_engine, market, DAYS)
    checks = checked(store_engine, market, DAYS)
    assert [line for check in checks.values() for line in check.wrong] == []
    assert checks["room status"].total > 40
    assert checks["topic participants"].total == len(TOPICS) * len(DAYS)
    assert checks["zone members"].total == len(DAYS)


def test_a_wrong_row_is_caught(store_engine: Engine, market: Market) -> None:
    fill(store_engine, market, DAYS[:2])
    with store_engine.begin() as connection:
        connection.execute(text("UPDATE livestream_observation SET likes_min = likes_min + 9000000 WHERE likes_min > 0"))
        connection.execute(text("UPDATE promotion SET name = 'another' WHERE kind = 'zone'"))
        connection.execute(text("DELETE FROM livestream_host WHERE role = 'farmer'"))
    checks = checked(store_engine, market, DAYS[:2])
    for name in ("room likes", "room host", "zone zone"):
        assert checks[name].right < checks[name].total, name


def test_the_truth_holds_all_three_states_and_a_room_that_was_never_held(market: Market) -> None:
    rooms = stream_truth.livestreams(market, SHOPS, DAYS)
    states = {seen["status"] for room in rooms for seen in room["days"].values()}
    assert states == {"announced", "live", "ended"}
    missed = [room for room in rooms if not room["held"]]
    assert missed
    assert all(seen["status"] == "announced" for room in missed for seen in room["days"].values())
    for room in rooms:
        viewers = [seen["viewers"] for seen in room["days"].values() if seen["viewers"] is not None]
        assert viewers == sorted(viewers)


def test_a_zone_shows_less_than_it_says_it_has(market: Market) -> None:
    zone = stream_truth.zone(market, SHOPS, DAYS)
    for day in zone["days"].values():
        assert len(day["shown"]) <= day["members_in_stock"] < zone["announced_count"]
