"""The same story on several sites: copies, translations, other stories; in any order of arrival."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Engine

from db.ingest.duplicates import shingles, sketch
from db.rows import PageRows
from pipelines.told import told_rows
from tests.rows import AT, page, prepare, rows, write

ON = date(2020, 4, 26)
STORY = (
    "4月25日，大姚县县长刘文跃走进拼多多直播间推销大姚核桃，1小时里累计观看人数突破50万，收到订单5810单，成团金额20.11万元。"
    "当地农户说，往年这个时候核桃卖不出去，今年一场直播就卖掉了几个月的存货，明年打算再多种一些。"
)
COPY = "（记者 张三）" + STORY.replace("推销大姚核桃", "推介大姚核桃") + "责任编辑：李四"
ENGLISH = (
    "On April 25 Liu Wenyue, head of Dayao County, sold walnuts in a Pinduoduo livestream. More than 500,000 people watched in"
    " one hour, placing 5,810 orders worth 201,100 yuan."
)
OTHER = "武定县的火腿酱在驴妈妈直播间上架，副县长介绍了火腿的腌制方法和当地的气候，网友纷纷下单，客服忙到深夜，当晚卖出3000瓶。"


@pytest.fixture
def engine(store_engine: Engine) -> Engine:
    prepare(store_engine)
    return store_engine


def article(site: str, text: str, language: str = "zh-Hans", on: date | None = ON, hour: int = 0) -> PageRows:
    row: dict[str, Any] = {
        "url": f"https://{site}.example/1",
        "text": text,
        "text_sha256": sha256(text.encode()).hexdigest(),
        "text_sketch": sketch(text),
        "language": language,
        "published_on": on,
    }
    told = told_rows(text, language=language, published_on=on)
    return page(site, at=AT + timedelta(hours=hour), announcements=[row], told={row["text_sha256"]: told})


def marks(engine: Engine) -> dict[str, tuple[str | None, str | None]]:
    """Site -> (site of the first, kind)."""
    found = rows(engine, "announcement")
    sites = {row["id"]: row["url"].split("/")[2].split(".")[0] for row in found}
    return {sites[row["id"]]: (sites.get(row["duplicate_of"]), row["duplicate_kind"]) for row in found}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_copies_and_translations_point_to_the_first(engine: Engine, order: tuple[int, ...]) -> None:
    pages = [
        article("first", STORY),
        article("copy", COPY, on=ON + timedelta(1)),
        article("english", ENGLISH, "en", on=ON + timedelta(2)),
        article("other", OTHER),
    ]
    for number in order:
        write(engine, pages[number])
    assert marks(engine) == {
        "first": (None, None),
        "copy": ("first", "copy"),
        "english": ("first", "translation"),
        "other": (None, None),
    }


def test_months_later_it_is_another_announcement(engine: Engine) -> None:
    write(engine, article("first", STORY), article("later", COPY, on=ON + timedelta(90)))
    assert marks(engine)["later"] == (None, None)


def test_when_the_first_goes_the_others_stay(engine: Engine) -> None:
    first = article("first", STORY)
    write(engine, first, article("copy", COPY, on=ON + timedelta(1)))
    first.announcements = []
    write(engine, first)
    assert marks(engine) == {"copy": (None, None)}


def test_sketches_tell_texts_apart() -> None:
    assert len(shingles(STORY) & shingles(COPY)) > 0.6 * len(shingles(STORY))
    assert not shingles(STORY) & shingles(OTHER)
    assert sketch("") == ""


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_a_text_that_was_corrected_at_its_address_replaces_the_former(engine: Engine, order: tuple[int, ...]) -> None:
    pages = [
        article("one", STORY),
        article("two", COPY, hour=1),
        article("one", COPY[:60], hour=2),
        article("one", OTHER, hour=3),
    ]
    for n in order:
        write(engine, pages[n])
    own = {row["text"]: row for row in rows(engine, "announcement") if row["url"] == "https://one.example/1"}
    last = own.pop(OTHER)
    assert last["duplicate_of"] is None
    assert [row["duplicate_of"] for row in own.values()] == [last["id"]] * 2


def test_a_copy_points_to_what_the_address_of_the_first_says_now(engine: Engine) -> None:
    corrected = STORY.replace("5810", "5180")
    write(engine, article("one", STORY))
    write(engine, article("two", COPY, hour=1))
    write(engine, article("one", corrected, hour=2))
    found = {row["text"]: row for row in rows(engine, "announcement")}
    first = found[corrected]
    assert (first["duplicate_of"], found[STORY]["duplicate_of"], found[COPY]["duplicate_of"]) == (
        None,
        first["id"],
        first["id"],
    )
