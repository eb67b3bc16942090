"""What announcements tell, in the store: written with their text, replaced as a set, left alone where nothing changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from db.rows import PageRows, ToldRows
from pipelines.told import told_rows
from tests.dumps import dump
from tests.rows import page, prepare, rows, write

ON = date(2020, 4, 26)
TEXT = (
    "4月25日，大姚县县长刘文跃走进拼多多直播间推销大姚核桃，收到订单5810单，成团金额20.11万元。\n"
    "淘宝上线“湖北农产品专区”，将举办100多场促销活动。"
)


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    prepare(store_engine)
    return store_engine


def article(told: ToldRows | None = None) -> PageRows:
    row: dict[str, Any] = {"url": "https://press.example/1", "text": TEXT, "text_sha256": "f" * 64, "title": "县长直播"}
    told = told or told_rows(TEXT, language="zh-Hans", published_on=ON)
    return page("n", announcements=[row], told={row["text_sha256"]: told})


def test_what_an_article_tells_is_written_with_it(engine: Engine) -> None:
    write(engine, article())
    (announcement,) = rows(engine, "announcement")
    claims = rows(engine, "claim")
    assert [(c["ordinal"], c["metric"], int(c["value"]), c["platform_code"], c["period_start"]) for c in claims] == [
        (1, "orders", 5810, "pinduoduo", date(2020, 4, 25)),
        (2, "sales_value", 201_100, "pinduoduo", date(2020, 4, 25)),
        (3, "promotional_activities", 100, "taobao", None),
    ]
    assert all(TEXT[c["quote_start"] : c["quote_end"]] == c["quote"] for c in claims)
    assert all(TEXT[m["span_start"] : m["span_end"]] == m["text"] for m in rows(engine, "mention"))
    (stream,) = rows(engine, "livestream")
    assert (stream["native_id"], stream["platform_code"], stream["held_on"]) == (
        f"a:{announcement['id']}:1",
        "pinduoduo",
        date(2020, 4, 25),
    )
    assert [(h["role"], h["name"]) for h in rows(engine, "livestream_host")] == [("official", "刘文跃")]
    assert {"zone", "activity_series"} <= {p["kind"] for p in rows(engine, "promotion") if p["platform_code"] == "taobao"}


def test_read_again_changes_nothing(engine: Engine) -> None:
    write(engine, article())
    before = dump(engine)
    write(engine, article())
    assert dump(engine) == before and before["revision"] == []


def test_another_reading_replaces_the_set_and_keeps_the_former(engine: Engine) -> None:
    write(engine, article())
    ids = {c["ordinal"]: c["id"] for c in rows(engine, "claim")}
    told = told_rows(TEXT, language="zh-Hans", published_on=ON)
    told.claims = [{**told.claims[0], "bound": "about"}]
    told.livestreams, told.promotions = [], []
    write(engine, article(told))
    (claim,) = rows(engine, "claim")
    assert (claim["id"], claim["bound"]) == (ids[1], "about")
    assert [rows(engine, name) for name in ("livestream", "livestream_host", "promotion")] == [[], [], []]
    assert {"claim", "promotion", "livestream"} <= {r["table_name"] for r in rows(engine, "revision")}
