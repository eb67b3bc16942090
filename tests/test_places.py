"""Places: what a text names, what only looks like a place, and places in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.names import reference_rows
from pipelines.readers.places import find_places, read_place
from tests.reader_cases import cases


@pytest.mark.parametrize(("text", "code"), cases("places.csv"))
def test_a_text_names_a_region(text: str, code: str) -> None:
    place = read_place(text)
    if code.startswith("?"):
        assert place.code == ""
        assert set(code[1:].split(",")) - {""} <= set(place.candidates)
    else:
        assert place.code == code
        assert (place.level == "none") == (code == "")


@pytest.mark.parametrize(
    ("text", "prior", "code"),
    [
        ("Qianjiang", "420000", "429005"),
        ("Qianjiang", "500000", "500114"),
        ("Xishui county", "420000", "421125"),
        ("Yicheng", "420000", "420684"),
        ("朝阳", "110000", "110105"),
        ("公安", "420000", "421022"),
        ("朝阳", "220000", "220104"),
        ("湖北", "440000", "420000"),
        ("Qianjiang", "湖北", "429005"),
        ("Georgia", "US", "US-GA"),
        ("Qianjiang", "no such place", ""),
    ],
)
def test_the_source_tells_which(text: str, prior: str, code: str) -> None:
    assert read_place(text, prior=prior).code == code


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("湖北省宜昌市秭归县的脐橙", ["湖北省 420000", "宜昌市 420500", "秭归县 420527"]),
        ("恩施州和武汉市", ["恩施 422800", "武汉市 420100"]),
        ("国家公安机关与东方甄选合作，资源丰富", []),
        ("湖北荆州的公安和沙市", ["湖北 420000", "荆州 421000", "公安 421022", "沙市 421002"]),
        ("共建湖北省地方特产馆", ["湖北省 420000"]),
        ("farmers in Zigui County, Hubei Province", ["Zigui County 420527", "Hubei Province 420000"]),
        ("Luotian county in central China's Hubei", ["Luotian county 421123", "China CN", "Hubei 420000"]),
        ("the mayor Zhang Jianli sold tea", []),
        ("Yingshan in Hubei and Qianjiang", ["Yingshan 421124", "Hubei 420000", "Qianjiang 429005"]),
        ("they nan tak to us", []),
        ("Xinhua reports from Chiang Mai", ["Chiang Mai TH-50"]),
        ("Qianjiang crayfish", ["Qianjiang "]),
        ("vải thiều Bắc Giang", ["Bắc Giang VN-54"]),
        ("petani di Jawa Tengah", ["Jawa Tengah ID-JT"]),
        ("कर्नाटक के किसान", ["कर्नाटक IN-KA"]),
        ("襄樊市后来改名", ["襄樊市 420600"]),
    ],
)
def test_places_in_running_text(text: str, named: list[str]) -> None:
    found = find_places(text)
    assert [f"{one.text} {one.meaning.code}" for one in found] == named
    assert all(text[one.start : one.end] == one.text for one in found)


def test_running_text_about_a_region_knows_its_counties() -> None:
    assert [one.meaning.code for one in find_places("Xishui, Yingshan and Qianjiang", prior="420000")] == [
        "421125",
        "421124",
        "429005",
    ]


def test_each_region_is_known_by_its_own_names() -> None:
    for row in reference_rows("regions.csv"):
        for name in filter(None, (row["name_zh"], row["name_en"])):
            place = read_place(name)
            assert row["code"] in (place.code, *place.candidates), name


def test_each_county_is_known_by_the_regions_it_lies_in() -> None:
    names = {row["code"]: row["name_zh"] for row in reference_rows("regions.csv")}
    counties = [row for row in reference_rows("regions.csv") if row["level"] == "county"]
    for row in counties:
        above = row["parent_code"]
        line = [names[above[:2] + "0000"], *([names[above]] if not above.endswith("0000") else []), row["name_zh"]]
        assert read_place("".join(line)).code == read_place(" ".join(line)).code == row["code"], line


@pytest.mark.parametrize("text", ["湖北省宜昌市秭归县", "Idaho, US", "湖北 武汉"])
@pytest.mark.parametrize("change", ["full width", "zero width", "no-break space"])
def test_how_it_is_typed_changes_nothing(text: str, change: str) -> None:
    typed = {
        "full width": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
        "zero width": "\u200b".join(text),
        "no-break space": text.replace(" ", "\u00a0"),
    }[change]
    assert read_place(typed) == read_place(text)


@given(st.text(), st.sampled_from([None, "420000", "nowhere", "US"]))
def test_any_text_gives_a_place_or_nothing(text: str, prior: str | None) -> None:
    place = read_place(text, prior=prior)
    assert (place.code == "") == (place.level == "none") == (place.country == "")
    for one in find_places(text, prior=prior):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text


@given(
    st.lists(st.sampled_from(["湖北", "公安", "朝阳", "市", "县", "州", " ", "Enshi", "city of ", " county", "İ", "Li "])).map(
        "".join
    )
)
def test_pieces_of_names_do_no_harm(text: str) -> None:
    place = read_place(text)
    assert place.code in place.candidates or not place.candidates or place.code == ""
    assert all(one.text for one in find_places(text))
