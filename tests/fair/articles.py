"""The articles of the fair's press: made-up campaigns, told with the dates of the fair's own promotions. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.fair.promotions import PROMOTIONS


@dataclass(frozen=True, slots=True)
class Article:
    """One article."""

    number: int
    day: int
    """Of publication, counted from the fair's first day."""
    language: str
    title: str
    paragraphs: tuple[str, ...]

    def address(self, start: date) -> str:
        """Path on the press site."""
        published = start + timedelta(self.day)
        return f"/{published:%Y-%m/%d}/content_{700000 + self.number}.htm"


def articles(start: date) -> tuple[Article, ...]:
    """All articles, oldest first."""
    days = {promotion.code: promotion.dates(start) for promotion in PROMOTIONS}

    def zh(code: str) -> tuple[str, str]:
        first, last = days[code]
        return f"{first.month}月{first.day}日", f"{last.month}月{last.day}日"

    def en(code: str) -> tuple[str, str]:
        first, last = days[code]
        return f"{first:%B} {first.day}", f"{last:%B} {last.day}"

    return (
        Article(
            1,
            -9,
            "zh",
            "淘宝湖北特产馆上线 首批汇集2万种农副产品",
            (
                f"记者从湖北省商务厅获悉，淘宝湖北特产馆于{zh('hubei-zone')[0]}正式上线，首批汇集秭归脐橙、潜江小龙虾、洪湖莲藕等2万种湖北农副产品。",
                "特产馆负责人介绍，馆内商家来自全省十二个市州，将持续运营到七月初，期间每周更换主推商品。",
                "秭归县一位果农说，往年这个时候脐橙已经卖完，今年因为物流不畅，果园里还剩下不少，希望网上能多卖一些。",
            ),
        ),
        Article(
            2,
            0,
            "en",
            "Online zone for Hubei specialties draws orders from across the country",
            (
                f"An online zone for the specialties of Central China's Hubei province, opened on Taobao on "
                f"{en('hubei-zone')[0]}, has drawn orders from all parts of the country, its organiser said on Monday.",
                "The zone gathers about 20,000 types of products, among them navel oranges from Zigui, crayfish from "
                "Qianjiang and lotus root from Honghu.",
                "Growers were asked to prepare parcels of five and ten jin, which buyers order most, the organiser said.",
            ),
        ),
        Article(
            3,
            1,
            "zh",
            "“为湖北拼单”活动明日启动 百款商品参与",
            (
                f"由淘宝发起的“为湖北拼单”活动将于{zh('buy-hubei')[0]}至{zh('buy-hubei')[1]}举行，超过100款湖北商品参与，部分商品低至七折。",
                "活动组织方表示，参与活动的商品包括热干面、鸭脖、香菇、黑木耳等，商家需保证在四十八小时内发货。",
                "业内人士提醒消费者，下单前可以比较活动前后的价格，留意有的商品在活动前提高了标价。",
            ),
        ),
        Article(
            4,
            3,
            "en",
            "Three-day campaign puts Hubei noodles and mushrooms on tables nationwide",
            (
                f"A three-day campaign that runs from {en('buy-hubei')[0]} to {en('buy-hubei')[1]} has put hot dry noodles, "
                "mushrooms and braised duck from Hubei on tables all over the country.",
                "More than 100 products take part, with discounts of up to 30 percent, according to the platform.",
                "Independent shops have joined with a week of their own, which ends three days later.",
            ),
        ),
        Article(
            5,
            5,
            "zh",
            "春茶节下周开幕 湖北绿茶线上开卖",
            (
                f"天猫春茶节将于{zh('new-tea')[0]}开幕，持续到{zh('new-tea')[1]}，恩施、秭归、麻城等地的茶农将带来今年的新茶。",
                "组织方计划在活动期间推出三场产地直播，由当地茶企负责人介绍制茶工艺。",
                "去年同期，参加活动的茶企有六十家，今年报名的数量有所增加。",
            ),
        ),
        Article(
            6,
            9,
            "en",
            "Holiday shoppers stock up on Hubei food as festival opens online",
            (
                f"A festival for holiday shoppers opens on Taobao on {en('may-day')[0]} and lasts until {en('may-day')[1]}.",
                "Sellers in Hubei said that they had raised stocks of ready-to-eat crayfish and salted duck eggs.",
                "The platform did not say how many products would be included.",
            ),
        ),
    )
