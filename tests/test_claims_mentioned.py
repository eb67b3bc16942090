"""What announcements tell besides figures, in sentences of our own; and who reads the articles of a platform's own site."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler import reading
from crawler.pages.kuaishou import KuaishouPage
from crawler.spiders.press import PressAnnouncements
from crawler.warc_reader import Archived
from pipelines.claims.mentions import find_mentions
from pipelines.claims.reading import Told, read_announcement


def told(text: str, language: str = "en", on: date = date(2022, 9, 15)) -> Told:
    return read_announcement(text, language=language, published_on=on)


PROMOTIONS = [
    ("From October 3 cherries have their own page on Lazada and Tokopedia.", {("zone", "lazada"), ("zone", "tokopedia")}),
    ("Shopee opened a mango channel on its start page.", {("zone", "shopee")}),
    ("An orchard drive helped them sell more.", set()),
    ("6月起，京东设立丰收节专区，重点推介32个县的特产。", {("zone", "jd")}),
    ("第六个中国农民丰收节将至，快手推出惠农举措。", {("festival", None)}),
    ("苏宁易购启动樱桃节，计划开展直播80场。", {("festival", "suning"), ("livestream_series", "suning")}),
    ("Selama Lazada 9.9 pada 7-9 September, petani menjual 3 ton kopi.", {("festival", "lazada")}),
]


@pytest.mark.parametrize(("text", "wanted"), PROMOTIONS)
def test_promotions_are_told(text: str, wanted: set[tuple[str, str | None]]) -> None:
    assert {(one.kind, one.platform_code) for one in told(text).promotions} == wanted


def test_a_host_called_by_the_surname_is_the_one_named_before() -> None:
    text = (
        "Commerce Minister Somchai Prasert spoke on Monday.\n\n"
        "On Tuesday a show hosted by Mr Somchai and the influencer Lin Fang drew 300,000 viewers on Taobao Live."
    )
    hosts = [host.name for stream in told(text).livestreams for host in stream.hosts]
    assert hosts == ["Somchai Prasert", "Lin Fang"]


def test_many_streams_of_a_plan_are_no_livestream() -> None:
    assert told("5月8日起，抖音电商将开展直播120场。", "zh", date(2022, 5, 1)).livestreams == []


ABOUT = [
    ("淘宝湖北馆上线，首批汇集秭归脐橙、潜江小龙虾、洪湖莲藕等2万种湖北农副产品。", ("420000", None)),
    ("平台销售秭归脐橙、潜江小龙虾等湖北农产品1.2亿元。", ("420000", None)),
    ("湖北农货在网上热销。秭归、兴山等县的脐橙卖出3万单。", ("420000", "navel-orange")),
    ("活动期间，秭归脐橙卖出3万单。", ("420527", "navel-orange")),
    ("活动期间，秭归等地的脐橙卖出3万单。", ("420527", "navel-orange")),
]


@pytest.mark.parametrize(("text", "about"), ABOUT)
def test_examples_do_not_say_what_a_figure_is_about(text: str, about: tuple[str, str | None]) -> None:
    (claim,) = told(text, "zh", date(2020, 4, 24)).claims
    assert (claim.region_code, claim.commodity_code) == about


def regions(text: str) -> list[str]:
    return [one.text for one in find_mentions(text) if one.kind == "region"]


def test_small_places_stand_before_larger_ones_and_behind_their_kind() -> None:
    assert "Kubutambahan" in regions("She roasts coffee in Kubutambahan, Bali.")
    assert "Tabanan Barat" in regions("Kopi dari Kabupaten Tabanan Barat dijual daring.")


def test_pieces_of_other_words_are_no_places() -> None:
    assert regions("They earned US$1.5 million.") == []
    assert "中阳" not in regions("其中阳澄湖大闸蟹卖得最好。")
    assert regions("这里是山里的一个村。") == []
    assert "Guangzhou" not in regions("By ZHAO Ming in Guangzhou | China Daily | Updated: 2022-01-01\n\nTea sold well.")


def test_accounts_dated_lines_and_former_lives_name_no_places() -> None:
    text = (
        "28 October 2024, Patna\n三农创作者“滇西小哥”在县长武勇超的直播间卖蜂蜜。\n"
        "Lu Ming gave up a job in Chengdu to sell crabs from Hongze Lake in Jiangsu."
    )
    assert [one.text for one in find_mentions(text) if one.kind == "region"] == ["Hongze Lake", "Jiangsu"]


def test_how_goods_are_made_is_part_of_their_name() -> None:
    text = "They sold oranges, cashew nuts and dried sweet potatoes; the fruit went first. 店里有蓝莓干和蜜柚，柚卖得最好。"
    named = [one.text for one in find_mentions(text) if one.kind == "commodity"]
    assert named == ["oranges", "cashew nuts", "dried sweet potatoes", "蓝莓干", "蜜柚"]


def test_a_figure_of_the_headline_has_the_scope_of_the_text() -> None:
    text = "首场直播带货410万元\n4月8日晚，主播李佳琦在淘宝直播推介湖北蜂蜜。两个小时成交410万元。观众很多。"
    found = told(text, "zh", date(2020, 4, 9)).claims
    assert {(one.platform_code, one.period_start) for one in found if one.metric == "sales_value"} == {
        ("taobao-live", date(2020, 4, 8))
    }


def test_those_who_take_part_run_what_a_notice_announces() -> None:
    text = "关于举办“山货进城”促销月的通知\n活动时间：11月10日至12月12日。\n活动平台：天猫、京东。\n带动零售额2亿元以上。"
    found = told(text, "zh", date(2021, 11, 2))
    assert {(one.kind, one.platform_code) for one in found.promotions} == {
        ("activity_series", "tmall"),
        ("activity_series", "jd"),
    }
    assert [(one.period_start, one.planned) for one in found.claims] == [(date(2021, 11, 10), True)]


def test_crafts_and_longer_names_of_goods_are_named() -> None:
    goods = [
        one.text for one in find_mentions("Buyers ordered woven baskets, brassware and rice cakes.") if one.kind == "commodity"
    ]
    assert goods == ["baskets", "brassware", "rice cakes"]


ARTICLE = """<html><head><title>助农计划升级公告</title></head><body><h1>助农计划升级公告</h1>
<p>2023-05-12</p><div class="article">
<p>为帮助山区农户拓宽销路，平台今日宣布升级助农计划，未来一年将投入专项资金，支持各地特色农产品线上销售。</p>
<p>报名商家可以享受流量扶持、佣金减免和培训服务，首批覆盖二十个县，涉及茶叶、脐橙、香菇等多种特产。</p>
<p>平台负责人表示，过去一年助农频道累计售出农产品三百万单，带动了大批返乡青年开店创业，效果超出预期。</p></div></body></html>"""


def archived(url: str, body: bytes) -> Archived:
    now = datetime(2023, 5, 12, tzinfo=UTC)
    headers = [("content-type", "text/html; charset=utf-8")]
    return Archived(
        url=url,
        method="GET",
        request_sha256="",
        fetched_at=now,
        observed_at=now,
        status=200,
        headers=headers,
        body=body,
        payload_sha256="",
        record_id="",
        file="",
        offset=0,
        length=len(body),
    )


def test_an_article_on_a_platforms_own_site_is_read_by_the_named_spider() -> None:
    body = ARTICLE.encode()
    response = archived("https://www.kuaishou.com/news/2023/0512", body)
    assert reading.read_archived(response, body, KuaishouPage, response.url).items == []
    second = reading.second_reader(response, {}, PressAnnouncements)
    read = reading.read_archived(response, body, KuaishouPage, response.url, second)
    assert [type(item).__name__ for item in read.items] == ["Announcement"]
