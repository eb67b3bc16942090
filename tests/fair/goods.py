"""What the fair sells, and where it comes from: commodities, counties, packs, shops. Data only."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Region:
    """A county with the names that pages show."""

    code: str
    """GB/T 2260."""
    province: str
    prefecture: str
    """'' where the county answers to the province directly."""
    name: str
    short: str
    """As titles write it."""
    english: str

    @property
    def ships_from(self) -> str:
        """As Taobao writes where a parcel comes from: province and city."""
        return f"{self.province} {self.prefecture or self.short}"

    @property
    def in_full(self) -> str:
        """As a property list writes an origin."""
        prefecture = _AUTONOMOUS.get(self.prefecture, f"{self.prefecture}市" if self.prefecture else "")
        return f"{self.province}省{prefecture}{self.name}"


@dataclass(frozen=True, slots=True)
class Commodity:
    """One kind of goods."""

    code: str
    chinese: str
    english: str
    yuan_per_kg: float
    regions: tuple[str, ...]
    """Where it comes from; the first ones are the best known."""
    praise: tuple[str, ...]
    """Words of titles."""
    packs: tuple[str, ...]
    """Keys of PACKS."""
    popularity: float = 1.0


_AUTONOMOUS = {"恩施": "恩施土家族苗族自治州"}

# County -> province, prefecture, name, short name, English name.
_COUNTIES = {
    "420527": ("湖北", "宜昌", "秭归县", "秭归", "Zigui"),
    "420581": ("湖北", "宜昌", "宜都市", "宜都", "Yidu"),
    "429005": ("湖北", "", "潜江市", "潜江", "Qianjiang"),
    "421083": ("湖北", "荆州", "洪湖市", "洪湖", "Honghu"),
    "422801": ("湖北", "恩施", "恩施市", "恩施", "Enshi"),
    "422802": ("湖北", "恩施", "利川市", "利川", "Lichuan"),
    "421281": ("湖北", "咸宁", "赤壁市", "赤壁", "Chibi"),
    "421126": ("湖北", "黄冈", "蕲春县", "蕲春", "Qichun"),
    "421123": ("湖北", "黄冈", "罗田县", "罗田", "Luotian"),
    "421181": ("湖北", "黄冈", "麻城市", "麻城", "Macheng"),
    "421321": ("湖北", "随州", "随县", "随县", "Suixian"),
    "420325": ("湖北", "十堰", "房县", "房县", "Fangxian"),
    "420902": ("湖北", "孝感", "孝南区", "孝感孝南", "Xiaonan"),
    "420881": ("湖北", "荆门", "钟祥市", "钟祥", "Zhongxiang"),
    "429021": ("湖北", "", "神农架林区", "神农架", "Shennongjia"),
    "429004": ("湖北", "", "仙桃市", "仙桃", "Xiantao"),
    "420702": ("湖北", "鄂州", "梁子湖区", "梁子湖", "Liangzihu"),
    "420115": ("湖北", "武汉", "江夏区", "武汉江夏", "Jiangxia"),
    "360722": ("江西", "赣州", "信丰县", "信丰", "Xinfeng"),
    "350524": ("福建", "泉州", "安溪县", "安溪", "Anxi"),
    "430923": ("湖南", "益阳", "安化县", "安化", "Anhua"),
    "320830": ("江苏", "淮安", "盱眙县", "盱眙", "Xuyi"),
    "230184": ("黑龙江", "哈尔滨", "五常市", "五常", "Wuchang"),
    "331126": ("浙江", "丽水", "庆元县", "庆元", "Qingyuan"),
    "231086": ("黑龙江", "牡丹江", "东宁市", "东宁", "Dongning"),
    "130227": ("河北", "唐山", "迁西县", "迁西", "Qianxi"),
}

REGIONS = {code: Region(code, *names) for code, names in _COUNTIES.items()}

# Pack -> (net grams, in a Chinese title, as a net content, in an English title); '' = the text says nothing of it.
PACKS = {
    "3jin": (1500, "3斤装", "1500g", "1.5 kg"),
    "5jin": (2500, "5斤装", "2500g", "2.5 kg"),
    "10jin": (5000, "净重10斤", "5kg", "5 kg"),
    "bag5kg": (5000, "5kg", "5kg", "5 kg"),
    "4x500": (2000, "500g*4袋", "500g*4", "500 g x 4"),
    "6x160": (960, "160g×6袋", "960g", "160 g x 6"),
    "2x250": (500, "250g*2罐", "250g*2", "250 g x 2"),
    "250": (250, "250克", "250g", "250 g"),
    "500": (500, "500g/袋", "500g", "500 g"),
    "1kg": (1000, "净含量1kg", "1kg", "1 kg"),
    "small": (150, "150g", "150g", "150 g"),
    "hidden": (800, "礼盒装", "800g", "gift box"),
    "none": (0, "整箱包邮", "", "family box"),
    "30eggs": (0, "30枚", "", "30 pieces"),
}


def _commodity(row: dict[str, str]) -> Commodity:
    return Commodity(
        code=row["code"],
        chinese=row["chinese"],
        english=row["english"],
        yuan_per_kg=float(row["yuan_per_kg"]),
        popularity=float(row["popularity"]),
        regions=tuple(row["regions"].split()),
        praise=tuple(row["praise"].split()),
        packs=tuple(row["packs"].split()),
    )


with Path(__file__).with_name("commodities.csv").open(encoding="utf-8", newline="") as _file:
    COMMODITIES = tuple(_commodity(row) for row in csv.DictReader(_file))

SELLER_WORDS = ("农家", "优选", "鲜生", "乡味", "臻品", "老字号", "田园", "山里", "江城", "楚天")
SELLER_KINDS = ("小店", "特产店", "农产品", "合作社", "土货铺")
MALL_KINDS = ("旗舰店", "食品专营店", "官方旗舰店")
BRANDS = ("楚香源", "荆楚味", "三峡人家", "江汉坊", "云上硒", "汉水谣", "归州堂", "大别山人", "清江源", "洪湖渔家")
BRANDS_ENGLISH = (
    "Chuxiang",
    "Jingwei",
    "Three Gorges Farm",
    "Jianghan House",
    "Yunxi",
    "Hanshui",
    "Guizhou Hall",
    "Dabie Hills",
)
