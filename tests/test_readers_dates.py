"""Dates: the cases of tests/readers/dates.jsonl, and dates in running texts with their offsets and marks."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipelines.readers.dates import find_dates, read_dates
from tests.readers import cases

BASE = datetime.fromisoformat("2020-04-24T10:00+08:00")
CASES = cases("dates")


def moment(text: str) -> date | datetime | None:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def whole_seconds(value: date | datetime | None) -> date | datetime | None:
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


@pytest.mark.parametrize(("text", "start", "end", "precision"), CASES, ids=[case[0] or "nothing" for case in CASES])
def test_a_date_is_read(text: str, start: str, end: str, precision: str) -> None:
    read = read_dates(text, base=BASE)
    assert (whole_seconds(read.start), whole_seconds(read.end), read.precision) == (moment(start), moment(end), precision)
    assert read.rule


def test_a_running_text_names_its_dates_with_their_places() -> None:
    text = "截至 ４月１７日，各大平台共销售湖北农产品79.6万吨；4月28日至5月10日举办双品网购节，抖音计划开展13场直播。"
    first, second, festival = find_dates(text, base=BASE)
    assert (first.start, first.closing, first.text) == (date(2020, 4, 17), True, "４月１７日")
    assert (second.start, second.end) == (date(2020, 4, 28), date(2020, 5, 10))
    assert text[second.span_start : second.span_end] == "4月28日至5月10日"
    assert festival.festival == "double-product"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In the past 70 days, more than 18 million people joined.", [("2020-02-14", "2020-04-24", False)]),
        ("Sales since late March reached 1.4 million yuan.", [("2020-03-21", None, False)]),
        ("By March 25, Hubei had sold 4.28 tons for 29.90 yuan.", [("2020-03-25", "2020-03-25", True)]),
        ("目前，平台已上线1.2万款商品，每斤5.20元，24小时发货。", [("2020-04-24", "2020-04-24", True)]),
        ("You may buy 618 boxes; they march on to 3/4 of it.", []),
        ("备战618，商家提前准备", [("2020-06-18", "2020-06-18", False)]),
        ("4月24日、25日两天直播", [("2020-04-24", "2020-04-24", False), ("2020-04-25", "2020-04-25", False)]),
        ("The broadcast on Monday was watched by 100,000 people", [("2020-04-20", "2020-04-20", False)]),
        ("The broadcast will be held on Monday", [("2020-04-27", "2020-04-27", False)]),
        ("2018年起连续三年", [("2018-01-01", None, False)]),
        ("五一路的店，包邮3件，4天发货，版本2.4.1", []),
    ],
)
def test_what_a_running_text_says(text: str, expected: list[tuple[str, str | None, bool]]) -> None:
    found = [(str(d.start), None if d.end is None else str(d.end), d.closing) for d in find_dates(text, base=BASE)]
    assert found == expected


def test_a_base_may_be_a_day_or_text_and_gives_the_zone() -> None:
    assert read_dates("昨天", base=date(2020, 4, 24)).start == date(2020, 4, 23)
    assert read_dates("昨天", base="2020-04-24").start == date(2020, 4, 23)
    assert read_dates("5分钟前", base=date(2020, 4, 24)).precision == "day"
    jakarta = read_dates("20:00", base="2020-04-24T10:00+07:00").start
    assert jakarta == datetime.fromisoformat("2020-04-24T20:00+07:00")
