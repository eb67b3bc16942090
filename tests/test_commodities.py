"""Commodities: what a title sells, what it only looks like, and which goods a text names."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.commodities import find_commodities, read_commodity

REFERENCE = Path(__file__).resolve().parent.parent / "db" / "reference"


def rows(name: str) -> list[dict[str, str]]:
    lines = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("潜江小龙虾麻辣5斤装", "crayfish"),
        ("热干面酱 芝麻酱", "sesame-paste"),
        ("藕粉 无糖", "lotus-root-starch"),
        ("橙汁", ""),
        ("茶杯", ""),
        ("龙虾玩具", ""),
        ("橙色T恤", ""),
        ("苹果手机", ""),
        ("苹果15 手机壳 橙色", ""),
        ("茶叶蛋", "egg"),
        ("蛋糕", ""),
        ("米粉", "rice-noodles"),
        ("螺蛳粉 柳州特产", "rice-noodles"),
        ("婴儿米粉", ""),
        ("洪湖莲子", "lotus-seed"),
        ("莲子 新货 干货 500g", "lotus-seed"),
        ("奶茶", "milk-tea"),
        ("珍珠奶茶", "milk-tea"),
        ("阳澄湖大闸蟹礼盒 公4两母3两", "hairy-crab"),
        ("梁子湖大闸蟹", "hairy-crab"),
        ("大闸蟹 礼券 8只装", "hairy-crab"),
        ("小龙虾 送手套", "crayfish"),
        ("恩施玉露绿茶 250g 送茶杯", "green-tea"),
        ("英山云雾茶", "green-tea"),
        ("利川红茶", "tea"),
        ("宜昌宜红茶", "tea"),
        ("安化黑茶", "dark-tea"),
        ("普洱茶饼 357g", "dark-tea"),
        ("西湖龙井", "green-tea"),
        ("武汉热干面 含芝麻酱 方便面 110g*12袋 整箱", "hot-dry-noodles"),
        ("热干面 芝麻酱 武汉特产", "hot-dry-noodles"),
        ("蔡林记 热干面", "hot-dry-noodles"),
        ("rice cooker", ""),
        ("orange juice", ""),
        ("rice wine", "rice-wine"),
        ("Xiaogan rice wine", "rice-wine"),
        ("Honghu lotus roots", "lotus-root"),
        ("lotus root powder", "lotus-root-starch"),
        ("green tea 200g", "green-tea"),
        ("Tea cup", ""),
        ("crayfish toy", ""),
        ("honey soap", ""),
        ("century eggs", "preserved-egg"),
        ("preserved eggs", "preserved-egg"),
        ("duck necks", "braised-duck"),
        ("Chibi brick tea", "dark-tea"),
        ("Wuhan hot noodles with sesame paste", "hot-dry-noodles"),
        ("鸡蛋 30枚 土鸡蛋 农家散养", "egg"),
        ("艾条 五年陈 艾灸", "mugwort"),
        ("艾灸盒", ""),
        ("艾草精油", ""),
        ("菜籽油 5L 压榨", "rapeseed-oil"),
        ("菜籽油 四川", "rapeseed-oil"),
        ("山药 铁棍山药 5斤", "yam"),
        ("皮蛋 松花蛋 20枚", "preserved-egg"),
        ("沙湖咸鸭蛋 红心", "salted-duck-egg"),
        ("咸蛋黄酥", ""),
        ("香菇酱 下饭菜", ""),
        ("香菇酱 拌饭 香菇", ""),
        ("罗田板栗", "chestnut"),
        ("板栗饼", ""),
        ("糖炒栗子", "chestnut"),
        ("板栗 新鲜 迁西", "chestnut"),
        ("蜂蜜 百花蜜 土蜂蜜 500g*2", "honey"),
        ("蜂蜜柚子茶", ""),
        ("蜂蜜小面包", ""),
        ("枣花蜜", "honey"),
        ("秭归脐橙新鲜橙子水果当季整箱10斤", "navel-orange"),
        ("秭归伦晚", "navel-orange"),
        ("橙子 新鲜 水果", "orange"),
        ("爱媛38号果冻橙", "orange"),
        ("血橙 秭归", "orange"),
        ("冰糖橙", "orange"),
        ("宜昌蜜桔", "mandarin"),
        ("小米手机", ""),
        ("小米 5斤 黄小米", "millet"),
        ("大米桶", ""),
        ("五常大米 5kg", "rice"),
        ("五常米", "rice"),
        ("宽2米 桌布", ""),
        ("桥米 京山", "rice"),
        ("糯米 500g", "rice"),
        ("鱼饵 小龙虾味", ""),
        ("小龙虾味薯片", ""),
        ("小龙虾底料", ""),
        ("小龙虾尾 虾球 麻辣", "crayfish"),
        ("油焖大虾", "crayfish"),
        ("潜江油焖大虾 900g/盒 2盒装", "crayfish"),
        ("麻辣小龙虾尾即食熟食零食", "crayfish"),
        ("周黑鸭 鸭脖 卤味 零食", "braised-duck"),
        ("绝味鸭脖 武汉", "braised-duck"),
        ("精武鸭颈", "braised-duck"),
        ("北京烤鸭", "braised-duck"),
        ("鸭蛋", "egg"),
        ("麻城福白菊 菊花茶", "chrysanthemum-tea"),
        ("胎菊", "chrysanthemum-tea"),
        ("金丝皇菊", "chrysanthemum-tea"),
        ("孝感麻糖", "sesame-candy"),
        ("芝麻糖", "sesame-candy"),
        ("房县黑木耳 秋木耳 250g", "wood-ear"),
        ("干木耳", "wood-ear"),
        ("花菇", "shiitake"),
        ("干香菇 500g", "shiitake"),
        ("shiitake mushrooms", "shiitake"),
        ("black fungus", "wood-ear"),
        ("potato chips", ""),
        ("土豆片", ""),
        ("高山土豆 恩施富硒小土豆 10斤", "potato"),
        ("马铃薯", "potato"),
        ("武昌鱼 鄂州", "wuchang-bream"),
        ("鳊鱼", "wuchang-bream"),
        ("风干武昌鱼", "wuchang-bream"),
        ("米酒 孝感 糯米酒酿", "rice-wine"),
        ("孝感米酒 1kg", "rice-wine"),
        ("米醋", "vinegar"),
        ("葛根粉", "kudzu"),
        ("魔芋爽", "konjac"),
        ("黄鳝", "eel"),
        ("甲鱼", "soft-shelled-turtle"),
        ("赣南脐橙 5斤", "navel-orange"),
        ("烟台苹果 红富士", "apple"),
        ("新疆红枣", "jujube"),
        ("哈密瓜", "melon"),
        ("丹东草莓", "strawberry"),
        ("云南小粒咖啡", "coffee"),
        ("安吉白茶", "green-tea"),
        ("Thai durian", "durian"),
        ("金枕榴莲", "durian"),
        ("Vietnam dragon fruit", "dragon-fruit"),
        ("vải thiều", "lychee"),
        ("海南芒果", "mango"),
        ("小 龙 虾", "crayfish"),
        ("热干 面", "hot-dry-noodles"),
        ("咸 鸭蛋", "salted-duck-egg"),
        ("藕 粉", "lotus-root-starch"),
        ("茶 杯", ""),
        ("秭归 脐 橙", "navel-orange"),
        ("鮮活小龍蝦", "crayfish"),
        ("熱乾麵", "hot-dry-noodles"),
        ("脐橙汁多味甜 10斤", "navel-orange"),
        ("脐橙色泽鲜艳", "navel-orange"),
        ("小龙虾香辣", "crayfish"),
        ("苹果脆甜", "apple"),
        ("橙子榨汁机", ""),
        ("洗发水 生姜", ""),
        ("生姜洗发水", ""),
        ("龙虾抱枕", ""),
        ("种子 番茄", ""),
        ("番茄种子", ""),
        ("茶叶罐", ""),
        ("茶叶 礼盒装", "tea"),
        ("碧螺春", "green-tea"),
        ("茉莉花茶", "tea"),
        ("铁观音", "tea"),
        ("莲藕排骨汤", ""),
        ("藕夹", "lotus-root"),
        ("芝麻酱", "sesame-paste"),
        ("黑芝麻", "sesame"),
        ("米线", "rice-noodles"),
        ("云南过桥米线", "rice-noodles"),
        ("milk tea", "milk-tea"),
        ("bubble tea", "milk-tea"),
        ("egg tart", ""),
        ("Chestnut cake", ""),
        ("honey 500g", "honey"),
        ("Shennongjia honey", "honey"),
        ("moxa sticks", "mugwort"),
        ("Hairy crabs from Yangcheng Lake", "hairy-crab"),
        ("Fresh navel oranges 5kg", "navel-orange"),
        ("Orange T-shirt", ""),
        ("rapeseed oil", "rapeseed-oil"),
        ("iPhone case orange", ""),
        ("tea towel", ""),
        ("chrysanthemum tea", "chrysanthemum-tea"),
        ("Chinese yam", "yam"),
        ("sesame candy", "sesame-candy"),
        ("salted duck eggs", "salted-duck-egg"),
        ("lotus seed", "lotus-seed"),
        ("Jingshan rice", "rice"),
        ("Yingshan Yunwu tea", "green-tea"),
        ("Pu-erh tea cake", "dark-tea"),
        ("橙子手机支架", ""),
        ("潜江龙虾节", "crayfish"),
        ("蟹黄酱", ""),
        ("湖北特产", ""),
        ("荷叶茶", "tea"),
        ("枸杞菊花茶", "chrysanthemum-tea"),
        ("普洱 熟茶", "dark-tea"),
        ("腊肉 恩施土猪肉 五花", "cured-meat"),
        ("鸭脖 武汉 黑鸭", "braised-duck"),
        ("黑鸭鸭脖", "braised-duck"),
        ("宜红工夫", "tea"),
    ],
)
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
        ("vino, parmigiano e prosecco", ["vino wine", "parmigiano dairy", "prosecco wine"]),
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
