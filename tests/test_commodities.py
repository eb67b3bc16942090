"""Commodities: what a title sells, what it only looks like, and which goods a text names."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.commodities import find_commodities, read_commodity
from tests.reader_cases import cases

REFERENCE = Path(__file__).resolve().parent.parent / "db" / "reference"


def rows(name: str) -> list[dict[str, str]]:
    lines = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


# A register that docs/methods.md names, with the number of its notice or the day, month or year that a text gives for it.
REGISTER = re.compile(
    r"AQSIQ \d{4} no\. \d+"
    r"|(?:AQSIQ|SBQTS|MOA|MARA|SAIC certification mark)(?: no\. \d+)?, (?:before )?(?:(?:\d{1,2} )?[A-Z][a-z]+ )?\d{4}"
    r"|EU-China agreement(?:, (?:first|second) list)?"
    r"|EU-China 10\+10 project"
)


def test_each_geographical_indication_bears_its_register() -> None:
    sources = {row["code"]: row["source"] for row in rows("commodities.csv") if row["source"]}
    assert len(sources) >= 80
    for code, source in sources.items():
        for entry in source.removeprefix("GI: ").split("; "):
            named = re.fullmatch(r"([A-Z][^()]+) \(([^()]+)\)", entry)
            assert source.startswith("GI: ") and named is not None, (code, entry)
            assert REGISTER.fullmatch(named[2]), (code, entry)


@pytest.mark.parametrize(("title", "code"), cases("commodities.csv"))
def test_a_title_sells_one_thing(title: str, code: str) -> None:
    assert read_commodity(title) == code


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("帮助湖北农户卖出脐橙、莲藕和土豆。", ["脐橙 navel-orange", "莲藕 lotus-root", "土豆 potato"]),
        ("洪湖清水蟹和宜昌蜜桔走俏", ["清水蟹 hairy-crab", "蜜桔 mandarin"]),
        ("喝茶聊天", []),
        ("茶农收入增加", []),
        ("他们卖茶。", ["茶 tea"]),
        (
            "navel oranges, crayfish, lotus roots and kiwi fruit",
            [
                "navel oranges navel-orange",
                "crayfish crayfish",
                "lotus roots lotus-root",
                "kiwi fruit kiwifruit",
            ],
        ),
        ("hot noodles with sesame paste", ["hot noodles with sesame paste hot-dry-noodles"]),
        ("Tea farmers in Orange County", []),
        ("strawberries, cherries and blueberries", ["strawberries strawberry", "cherries cherry", "blueberries blueberry"]),
        ("mangoes, tomatoes and potatoes", ["mangoes mango", "tomatoes tomato", "potatoes potato"]),
        ("Petani menjual kopi dan beras", ["kopi coffee", "beras rice"]),
        ("bán vải thiều và thanh long", ["vải thiều lychee", "thanh long dragon-fruit"]),
        ("vino, parmigiano e prosecco", ["vino wine", "parmigiano cheese", "prosecco wine"]),
        ("आम और चाय", ["आम mango", "चाय tea"]),
        ("ทุเรียน มังคุด", ["ทุเรียน durian", "มังคุด mangosteen"]),
        ("粉丝超过百万", []),
        ("一带一路与 Silk Road", []),
        ("orange juice and honey", ["honey honey"]),
    ],
)
def test_goods_that_a_text_names(text: str, named: list[str]) -> None:
    found = find_commodities(text)
    assert [f"{one.text} {one.meaning}" for one in found] == named
    assert all(text[one.start : one.end] == one.text for one in found)


def test_goods_that_are_none_of_ours_are_named_on_demand() -> None:
    found = find_commodities("橙汁、服装与香菇", others=True)
    assert [(one.text, one.meaning) for one in found] == [("橙汁", ""), ("服装", ""), ("香菇", "shiitake")]


@pytest.mark.parametrize("title", ["秭归脐橙5斤", "热干面 带酱", "Enshi green tea", "藕粉 无糖"])
@pytest.mark.parametrize("change", ["full width", "zero width", "no-break space"])
def test_how_it_is_typed_changes_nothing(title: str, change: str) -> None:
    typed = {
        "full width": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in title),
        "zero width": "\u200b".join(title),
        "no-break space": title.replace(" ", "\u00a0"),
    }[change]
    assert read_commodity(typed) == read_commodity(title) != ""


def test_the_tables_agree() -> None:
    goods = rows("commodities.csv")
    codes = {row["code"] for row in goods}
    assert len(codes) == len(goods) >= 150
    assert {row["parent_code"] for row in goods} <= codes | {""}
    assert all(row["hs6"] == "" or (len(row["hs6"]) == 6 and row["hs6"].isdigit()) for row in goods)
    names = rows("commodity_names.csv")
    assert {row["code"] for row in names} <= codes | {"", "other"}
    assert len({row["name"].lower() for row in names}) == len(names)


@pytest.mark.parametrize("row", rows("commodities.csv"), ids=lambda row: row["code"])
def test_each_commodity_is_known_by_its_own_names(row: dict[str, str]) -> None:
    wanted = "" if row["code"] == "craft" or row["parent_code"] == "craft" else row["code"]
    assert read_commodity(row["name_en"]) == wanted
    assert len(row["name_zh"]) == 1 or read_commodity(row["name_zh"]) == wanted


@given(st.text())
def test_any_text_gives_a_code_or_nothing(text: str) -> None:
    code = read_commodity(text)
    assert isinstance(code, str)
    for one in find_commodities(text, others=True):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text


@given(
    st.lists(st.sampled_from(["茶", "橙", "汁", "米", "送", "杯", " ", "lotus", "root", "juice", "İ", "㎏", "́", "蛋"])).map(
        "".join
    )
)
def test_pieces_of_names_do_no_harm(text: str) -> None:
    assert isinstance(read_commodity(text), str)
    assert all(one.text for one in find_commodities(text))
