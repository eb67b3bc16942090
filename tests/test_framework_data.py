"""Data blocks of frameworks: flat lists are put together, whatever they hold, and functions that were called."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from crawler.pages.framework_data import read_frameworks, revived


def test_a_flat_list_is_put_together() -> None:
    flat = [["ShallowReactive", 1], {"name": 2, "tags": 3, "sold": 4}, "Shiitake", [2, 5], True, ["Date", "2024-05-01"]]
    assert revived([flat[1], *flat[1:]]) == {"name": "Shiitake", "tags": ["Shiitake", "2024-05-01"], "sold": True}
    assert revived(flat)["name"] == "Shiitake"
    assert revived([{"_1": 2}, "title", "Tea"]) == {"title": "Tea"}


def test_what_refers_to_itself_ends() -> None:
    assert revived([{"own": 0, "far": 99}, "x"]) == {"own": None, "far": None}
    assert revived("no list") is None
    assert revived(["only", "texts"]) is None


def test_a_called_function_gives_its_object() -> None:
    page = '<script>window.__NUXT__=(function(a,b){return {data:[{name:a,note:"a b",price:b}]}}("Tea",7.5));</script>'
    assert list(read_frameworks(page, frozenset({"window.__NUXT__"}))) == [
        {"data": [{"name": "Tea", "note": "a b", "price": 7.5}]}
    ]


@given(st.recursive(st.none() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_any_list_is_borne(value: object) -> None:
    revived(value)


def test_hostile_pages_cost_little() -> None:
    for text in ("__NUXT__=(function(" + "a," * 300_000, 'data-page="{' * 80_000, "self.__next_f.push([1," * 40_000):
        begun = time.perf_counter()
        list(read_frameworks(text, frozenset({"window.__NUXT__", 'data-page="{', "self.__next_f"})))
        assert time.perf_counter() - begun < 1
