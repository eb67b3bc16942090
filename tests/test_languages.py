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
