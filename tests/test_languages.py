"""Languages: short and long texts, mixed ones, and none at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.languages import read_language
from tests.reader_cases import cases


@pytest.mark.parametrize(("text", "language"), cases("languages.csv"))
def test_a_text_is_of_a_language(text: str, language: str) -> None:
    assert read_language(text) == language


@pytest.mark.parametrize("text", ["Hubei 湖北 crayfish 小龙虾", "navel oranges 秭归脐橙很好吃"])
def test_as_much_chinese_as_english_is_either(text: str) -> None:
    assert read_language(text) in ("zh-Hans", "en", "mul")


@given(st.text())
def test_any_text_gives_a_tag(text: str) -> None:
    assert re.fullmatch("[a-z]{2,3}(-Han[st])?", read_language(text))


@pytest.mark.parametrize("text", ["crayfish", "秭归脐橙", "Tôm hùm đất cay", "小龍蝦", "Terjual 1rb+"])
def test_how_it_is_typed_changes_nothing(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert read_language(wide) == read_language("\u200b".join(text)) == read_language(text) != "und"
