"""Any text at all gives claims or none: quotes cut from it, no exception, in bounded time."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.claims.marking import spans_of
from pipelines.claims.reading import read_announcement
from tests.examples import examples

ON = date(2020, 5, 1)
WORDS = [
    "淘宝",
    "拼多多",
    "直播",
    "卖出",
    "超过",
    "近",
    "1.2万",
    "3000",
    "吨",
    "斤",
    "元",
    "%",
    "倍",
    "单",
    "人次",
    "观看",
    "县长",
    "王小明",
    "、",
    "，",
    "。",
    "；",
    "“",
    "”",
    "(",
    ")",
    "4月25日",
    "截至",
    "去年",
    "将",
    "分别",
    "和",
    "湖北",
    "脐橙",
    "同比增长",
    "Taobao",
    "and",
    "JD.com",
    "sold",
    "over",
    "5",
    "million",
    "tons",
    "of",
    "oranges",
    "on",
    "Tuesday",
    ",",
    ".",
    '"',
    "up",
    "20",
    "percent",
    "viewers",
    "respectively",
    "between",
    "from",
    "to",
    "10",
    "yuan",
    "($2)",
    "he",
    "went",
    "live",
]


@settings(max_examples=examples(150))
@given(
    st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(["", " ", "\n"]), st.sampled_from(["zh", "en", "vi", None])
)
def test_words_of_announcements_in_any_order(words: list[str], between: str, language: str | None) -> None:
    text = between.join(words)
    told = read_announcement(text, language=language, published_on=ON)
    quotes = (
        [one.quote for one in told.claims] + [one.quote for one in told.promotions] + [one.quote for one in told.livestreams]
    )
    for quote, (start, end) in zip(quotes, spans_of(told), strict=True):
        assert quote and text[start:end] == quote
    for claim in told.claims:
        assert claim.value >= 0 and claim.rules and claim.metric
        assert claim.as_of is None or (claim.period_start is None and claim.period_end is None)
        assert not (claim.period_start and claim.period_end) or claim.period_start <= claim.period_end
    assert all(text[m.start : m.end] == m.text for m in told.mentions)


@settings(max_examples=examples(60))
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    read_announcement(text, language=None, published_on=None)


@pytest.mark.parametrize(
    "piece", ["1", "约", "1,", "从1到", "“", "Aa ", "(Xinhua) ", "县长王", "1.5万吨、", "on the 21st ", "\n", "。"]
)
def test_a_long_text_costs_what_its_length_is_worth(piece: str) -> None:
    """Twice the text costs twice the time, not four times: so one of any length ends."""
    half, whole = (
        min(_seconds(piece * (size // len(piece))) for _ in range(tries)) for tries, size in ((2, 25_000), (1, 50_000))
    )
    assert whole < 3 * half + 0.25
    assert whole < 5


def _seconds(text: str) -> float:
    begin = time.process_time()
    read_announcement(text, language="zh", published_on=ON)
    return time.process_time() - begin
