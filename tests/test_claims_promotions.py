"""Promotions and livestreams told in announcements: kind, platform, days; hosts by role, names of public figures only."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.claims.reading import read_announcement

ON = date(2020, 4, 24)
STREAMS = {
    "4月6日晚，央视主播朱广权与主播李佳琦在淘宝直播连线，卖出4014万元的湖北商品。": [
        ("2020-04-06", [("news_anchor", "朱广权"), ("influencer", "李佳琦")])
    ],
    "4月20日，县委常委、副县长刘文跃走进拼多多直播间推销核桃。": [("2020-04-20", [("official", "刘文跃")])],
    "果农张大山在快手直播卖苹果。": [(None, [("farmer", None)])],
    "On April 21 Wang Shuai, deputy head of Shanghe County, sold tomatoes in a Taobao livestream.": [
        ("2020-04-21", [("official", "Wang Shuai")])
    ],
    "Fruit farmer Han Mei sells peaches in her livestream.": [(None, [("farmer", None)])],
    "主持人：您自己也直播？": [],
    "镇里办了两场蜂蜜专场直播，卖出九百单。": [],
    "Tối 20/4, Phó Chủ tịch UBND tỉnh Nguyễn Văn Dũng livestream trên Shopee bán 9 tấn mận.": [
        ("2020-04-20", [("official", "Nguyễn Văn Dũng")])
    ],
    "The county opened a livestreaming base and trained staff of e-commerce firms.": [],
    "Wang Li, head of the county's commerce bureau, said that it plans to hold 20 more livestreaming sessions in June.": [],
    "拼多多副总裁王坚表示，平台将开展150场助农直播。": [],
    'Pinduoduo announced the results of its "Mayors in Live" program.': [],
    "The livestream sold out. The next one, hosted by actor Wang Zulan on Kuaishou, is scheduled for Sunday.": [
        ("2020-04-26", [("celebrity", "Wang Zulan")])
    ],
    "A zone for plums on JD.com went online on April 1, and a three-day livestream, from April 18 to 20, drew 3,000 viewers.": [
        ("2020-04-18", [])
    ],
    "4月8日晚，县长黄镇走进抖音直播间推介小龙虾。当晚直播由主持人刘洁主持，吸引132万网友围观。": [
        ("2020-04-08", [("official", "黄镇"), ("news_anchor", "刘洁")])
    ],
    "4月6日晚，主持人康辉化身带货主播，在淘宝直播推介五常大米。\n直播持续3个半小时，带货总额逾2800万元。": [
        ("2020-04-06", [("news_anchor", "康辉")])
    ],
}
PROMOTIONS = {
    "拼多多启动“湖北好货”促销活动，并上线“湖北优品馆”。": [("activity_series", "pinduoduo"), ("zone", "pinduoduo")],
    "京东将发放1亿元消费券。": [("subsidy", "jd")],
    "今年“618”期间，天猫推出多项优惠。": [("festival", "tmall")],
    "Flipkart signed a memorandum of understanding with the state's mango board.": [("other", "flipkart")],
    "Taobao has set up a special zone for oranges from Zigui.": [("zone", "taobao")],
    "Douyin plans to hold 13 live streaming activities for goods from Hubei.": [("livestream_series", "douyin")],
    "县里将联合快手开展300场公益直播活动，带动农户增收。": [("livestream_series", "kuaishou")],
    "天猫将举办一场公益直播。": [],
    'Tmall opened a "Mountain Pantry" section for honey and tea.': [("zone", "tmall")],
    "唯品会“山乡好味”频道上线3000款农产品。": [("zone", "vipshop")],
    "Tokopedia menggelar kampanye Rasa Nusantara untuk kopi Gayo.": [("activity_series", "tokopedia")],
    "苏宁易购、京东等8家电商平台启动“金秋消费季”，活动将持续到11月底。": [("festival", "suning"), ("festival", "jd")],
    "苏宁818发烧节将于8月10日启动，推出满300减40的优惠。": [("festival", "suning"), ("subsidy", "suning")],
    "快手计划年内再办12场同类直播。": [("livestream_series", "kuaishou")],
    "淘宝天猫将推出“山里好货”专区。": [("zone", "taobao"), ("zone", "tmall")],
    "2.3万个村参与了今年的活动，京东卖出苹果800吨。": [],
    "12.12 sales on Shopee and Lazada brought in 20 million pesos.": [("festival", "shopee"), ("festival", "lazada")],
    'Kuaishou launched a "Highland Apple Week."': [("activity_series", "kuaishou")],
    "快手举办“百村百味”直播行动，推介蜂蜜。": [("livestream_series", "kuaishou")],
    "甘肃省加大了农机补贴力度，开展机耕专项行动。": [],
    "Tmall has waived annual fees for merchants in the province until June 30.": [("subsidy", "tmall")],
    "Sellers on Lazada will not have to pay commissions until the end of 2020.": [("subsidy", "lazada")],
    "Kuaishou will host a Harvest Carnival from May 15 to 25.": [("festival", "kuaishou")],
    "More than 60,000 farmers opened their own livestream channels on Taobao Live.": [],
    "Trips during the Spring Festival travel rush are expected to rise, Ctrip said.": [],
    "It was the first in a series of charity streams that CCTV holds with JD.com and Kuaishou this month.": [
        ("livestream_series", "jd"),
        ("livestream_series", "kuaishou"),
    ],
    "京东、拼多多分别设立“荆品馆”和“蜜桔专区”，推介蜜桔。": [("zone", "jd"), ("zone", "pinduoduo")],
    "JD Live will air 50 sessions with officials from 30 counties.": [("livestream_series", "jd")],
    "京东上线“年货大街”，苏宁易购发放消费券5亿元。": [("zone", "jd"), ("subsidy", "suning")],
    "TikTok Shop opened a national pavilion for coffee.": [("zone", "tiktok")],
    "4月8日，央视新闻“谢谢你为湖北拼单”第二场公益直播在快手开播。": [],
}


@pytest.mark.parametrize("text", STREAMS)
def test_streams_and_their_hosts(text: str) -> None:
    told = read_announcement(text, language=None, published_on=ON)
    got = [(s.held_on and s.held_on.isoformat(), [(host.role, host.name) for host in s.hosts]) for s in told.livestreams]
    assert got == STREAMS[text]


@pytest.mark.parametrize("text", PROMOTIONS)
def test_promotions(text: str) -> None:
    told = read_announcement(text, language=None, published_on=ON)
    assert sorted((p.kind, p.platform_code) for p in told.promotions) == sorted(PROMOTIONS[text])


def test_both_platforms_are_those_listed_before() -> None:
    text = "JD.com and Pinduoduo sold 900 tons of mangoes. Both platforms and Douyin will join the Baise Mango Festival."
    told = read_announcement(text, language="en", published_on=ON).promotions
    assert sorted((p.kind, p.platform_code) for p in told) == [("festival", one) for one in ("douyin", "jd", "pinduoduo")]


def test_a_series_has_its_number_and_its_days() -> None:
    text = "Taobao will hold more than 100 promotional activities for Hubei between April and June."
    (one,) = read_announcement(text, language="en", published_on=ON).promotions
    assert (one.announced_count, one.planned, one.starts_on, one.ends_on) == (100, True, date(2020, 4, 1), date(2020, 6, 30))
    assert one.region_code == "420000"


DAYS: dict[str, list[tuple[str, str | None, str | None, str | None]]] = {
    "据介绍，县里将联合快手推出“苗乡好物节”，活动自5月18日起至5月31日结束。": [
        ("festival", "kuaishou", "2020-05-18", "2020-05-31")
    ],
    "今年的“618”大促从京东率先开始，自6月1日起至6月18日结束。": [("festival", "jd", "2020-06-01", "2020-06-18")],
    "2020年“云品出山·春茶季”电商促销活动4月22日在抖音启动。": [("activity_series", "douyin", "2020-04-22", None)],
    "“川味电商节”自4月10日开展以来，截至4月23日卖出30吨。\n本次活动由商务厅联合京东、抖音共同举办，将持续至5月7日。": [
        ("festival", "jd", "2020-04-10", "2020-05-07"),
        ("festival", "douyin", "2020-04-10", "2020-05-07"),
    ],
    "第五届“双品网购节”将举办。\n第五届“双品网购节”将于4月28日至5月10日举办，淘宝、京东等平台参加。": [
        ("festival", "taobao", "2020-04-28", "2020-05-10"),
        ("festival", "jd", "2020-04-28", "2020-05-10"),
    ],
    "Alibaba Group on Monday launched a campaign in Hubei.\nThe campaign, dubbed Our Hubei, runs on Taobao through May 20.": [
        ("activity_series", "taobao", "2020-04-20", "2020-05-20")
    ],
    'JD.com posted sales of 9 billion yuan for its "618" shopping festival, which ran from April 1 to April 18.': [
        ("festival", "jd", "2020-04-01", "2020-04-18")
    ],
}


@pytest.mark.parametrize("text", DAYS)
def test_days_of_promotions(text: str) -> None:
    told = read_announcement(text, language=None, published_on=ON).promotions
    got = {(p.kind, p.platform_code, *(day and day.isoformat() for day in (p.starts_on, p.ends_on))) for p in told}
    assert got == set(DAYS[text])
