"""What the readers cost: strings a second of each on one core, and the time and memory of importing them all.

    python -m benchmarks.readers

Strings are of the shapes that pages show, all distinct (numbers, days and words vary), so that no cache answers: a reader that
remembers answers would else be flattered. Times are of the processor, the best of some rounds. Exit 1 below a limit.
"""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

STRINGS = 6_000
ROUNDS = 3
LEAST = 20_000
"""Strings a second."""
MOST_SECONDS, MOST_MEGABYTES = 0.5, 80
READERS = ["money", "counts", "weights", "dates", "places", "commodities", "platforms", "languages", "quantities"]
_PLACES = ["湖北", "宜昌", "秭归", "恩施", "武汉", "潜江", "黄冈", "襄阳", "云南", "昆明", "赣州", "烟台"]
_GOODS = ["脐橙", "小龙虾", "热干面", "香菇", "绿茶", "莲藕", "蜂蜜", "大米", "鸡蛋", "红薯"]
SHAPES: dict[str, tuple[str, ...]] = {
    "money": (
        *(
            "¥{n}.90",
            "￥{n}.9 ￥{m}.9",
            "{n}.9元/{k}斤",
            "券后¥{n} 原价¥{m}",
            "¥{n}.8起",
            "US ${n}.99 - {m}.99",
            "Rp {n}.{t}",
            "{k}斤{n}.9元",
        ),
        *("{n}.9~{m}.9元", "定金¥{k} 到手价¥{n}", "满{m}减{n}", "{t}.000 đ", "NT${n},{t}", "{n},{k}0 €", "${n}.00/lb"),
    ),
    "counts": (
        *(
            "月销{n}+",
            "已售{n}.{k}万+件",
            "{n}{t}人付款",
            "{n}.{k}k sold",
            "已拼{n}万件",
            "over {n},{t} types",
            "Terjual {n},{k}rb",
            "不到{n}件",
        ),
        *(
            "近30天售出{n}{t}件",
            "{n},{t}+ bought in past month",
            "累计销量{n}.{k}万",
            "Đã bán {n},{k}k",
            "{n}条评价",
            "两千{k}百件{n}",
            "超{n}万",
        ),
    ),
    "weights": (
        *(
            "{g}{k}斤装 {n}",
            "{g} {n}g*{k}袋",
            "{p}{g}净重{k}.5斤 {n}个",
            "{n}ml*{k}瓶",
            "{g}{k}-{m}斤 单果{n}mm",
            "净含量：{n}克",
            "{n} g x {k} packs",
        ),
        *(
            "{p}{g} 新鲜水果 整箱 {n}",
            "毛重{n}斤",
            "{g}买{k}斤送2斤 {n}",
            "{n}g（{t}g*{k}罐）",
            "{k} lb {n}",
            "{n}枚 65g/枚",
            "{g}礼盒{n}g/盒 {k}盒装",
        ),
    ),
    "dates": (
        *(
            "202{y}年{o}月{d}日",
            "202{y}-0{k}-{d} {h}:{i}",
            "{o}月{d}日至{d}日 {n}",
            "截至{o}月{d}日 {n}",
            "{n}天前",
            "April {d}, 202{y} {n}",
        ),
        *(
            "{o}月{d}日{h}:{i}",
            "past {n} days",
            "{o}.{d}-{o}.{d} {n}",
            "{d} Apr 202{y} {h}:{i}",
            "{n}分钟前",
            "今晚{k}点 {n}",
            "上周五 {n}",
            "202{y}年双11 {n}",
        ),
        "限时特价{n}",
    ),
    "places": (
        "{p}{g}{n}",
        "{p}市{n}",
        "湖北省{p} {n}",
        "新疆阿克苏 {n}",
        "Wuhan, Hubei {n}",
        "{g} 产地直发 {n}",
        "广东 {n}",
        "Yichang {n}",
    ),
    "commodities": (
        "{p}{g}{n}斤",
        "新鲜{g} 现摘现发 {n}",
        "{g}礼盒装{n}g",
        "navel oranges {n}",
        "手机壳 {n}",
        "{p}特产 {g} 零食 {n}",
    ),
    "platforms": (
        "淘宝{n}",
        "JD.com {n}",
        "抖音直播间 {n}",
        "{p}{g} {n}",
        "Taobao Live and Kuaishou {n}",
        "https://item.jd.com/{n}{t}.html",
    ),
    "languages": (
        "{p}{g}新鲜水果{n}",
        "fresh navel oranges from Hubei {n}",
        "{p}脐橙 orange {n}",
        "Jeruk segar {n}",
        "cam tươi {n}",
        "{n}",
    ),
    "quantities": (
        "{p}销售农产品{n}.{k}万吨",
        "sold {n},{t} tons of products",
        "{n}场直播吸引{k}00万人次",
        "over {n} activities",
        "销售额{n}.{k}亿元",
    ),
}


def strings(reader: str) -> list[str]:
    """Distinct strings of a reader's shapes."""
    dice = random.Random(20200424)
    made: dict[str, None] = {}
    for shape in itertools.cycle(SHAPES[reader]):
        if len(made) >= STRINGS:
            return list(made)
        made[shape.format(**_filling(dice))] = None
    return list(made)


def _filling(dice: random.Random) -> dict[str, int | str]:
    spans = {"n": (1, 9_999), "m": (100, 999), "k": (2, 9), "t": (100, 999), "y": (0, 5), "o": (1, 12), "d": (10, 28)}
    spans |= {"h": (10, 23), "i": (10, 59)}
    numbers = {name: dice.randint(*span) for name, span in spans.items()}
    return {**numbers, "g": dice.choice(_GOODS), "p": dice.choice(_PLACES)}


def readers() -> dict[str, Callable[[str], Any]]:
    """Each reader as a function of a text."""
    from pipelines.readers import commodities, counts, dates, languages, money, places, platforms, quantities, weights

    base = datetime.fromisoformat("2020-04-24T10:00+08:00")
    return {
        "money": lambda text: money.read_price(text, currency="CNY"),
        "counts": counts.read_count,
        "weights": weights.read_weight,
        "dates": lambda text: dates.read_dates(text, base=base),
        "places": places.read_place,
        "commodities": commodities.read_commodity,
        "platforms": platforms.read_platforms,
        "languages": languages.read_language,
        "quantities": quantities.read_quantities,
    }


def rate(read: Callable[[str], Any], texts: list[str]) -> float:
    """Strings a second, the best of some rounds; each round reads strings that no round before it has seen."""
    for text in texts[:20]:
        read(f"{text}。")
    best = 0.0
    for number in range(ROUNDS):
        fresh = [f"{text}{' ' * number}" for text in texts]
        start = time.process_time()
        for text in fresh:
            read(text)
        best = max(best, len(fresh) / (time.process_time() - start))
    return best


def import_cost() -> tuple[float, float]:
    """Seconds and resident megabytes of importing all readers in a fresh process, the best of some."""
    # The peak that `resource` tells would be that of this process before it started the other.
    code = [
        "import time; start = time.process_time()",
        *(f"import pipelines.readers.{name}" for name in READERS),
        "seconds = time.process_time() - start",
        "peak = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))",
        "print(seconds, int(peak) / 1024)",
    ]
    command = [sys.executable, "-c", "\n".join(code)]
    costs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(5)]
    return min(float(seconds) for seconds, _ in costs), min(float(megabytes) for _, megabytes in costs)


def main() -> int:
    """Print a line a reader; 1 where one is slower, or the import dearer, than the limit."""
    slow = 0
    for name, read in readers().items():
        texts = strings(name)
        per_second = rate(read, texts)
        slow += per_second < LEAST
        print(f"{name:12} {per_second:10,.0f} strings/s   {1e6 / per_second:6.1f} us   {len(texts)} strings")
    seconds, megabytes = import_cost()
    print(f"{'import':12} {seconds:10.2f} s   {megabytes:6.0f} MB")
    print(f"allowed: at least {LEAST:,} strings/s each, {MOST_SECONDS} s, {MOST_MEGABYTES} MB")
    return int(slow > 0 or seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
