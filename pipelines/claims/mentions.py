"""What an announcement names: platforms, regions and commodities, each with its offsets in the text."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.claims.goods_named import refined
from pipelines.claims.lexicon import table
from pipelines.claims.named_apart import dated_lines, is_of_a_life, names_of_accounts
from pipelines.claims.spotted import Mention
from pipelines.readers.commodities import find_commodities
from pipelines.readers.names import Names
from pipelines.readers.patterns import ARTICLE, WHOLE, near
from pipelines.readers.places import find_places
from pipelines.readers.plain import plain
from pipelines.readers.platforms import find_platforms

# Where a story was filed is no place that it is about: CHANGSHA, March 26 (Xinhua) --; 新华社武汉4月8日电.
_DATELINE = near(
    r"^(?:[^\n]{0,60}?(?:\(Xinhua\)|\((?:Reuters|AP|AFP|ANI|PTI|ECNS|CNS|VNS|VNA|Bernama|TNA|IANS|ANSA|Antara|Xinhua News Agency)\)) ?(?:--|—|-)?|[A-Z][A-Z ,'’.]{2,40}(?:, [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)? ?[-–—]{1,2} "
    r"|[A-Z][\w ,.]{2,60}? - |[A-Z][A-Z ]{2,30}: |[\u0900-\u097f ]{2,20}: |By [A-Z][^\n|]{2,70}?(?: in [A-Z][\w ,]{2,40})? ?(?:\||$)|[^\n。，]{0,14}(?:社|网|报)[^\n。，]{1,10}\d{1,2}月\d{1,2}日[电讯]|[^\n。，]{0,12}[电讯] )",
    ARTICLE,
    flags=re.M,
)
# Who printed it is no platform that it is about: 央视网消息, 据央视新闻报道, U.S. dollars.
_PRINTED = near(
    r" ?(?:网|新闻)?(?:消息|讯|记者|报道|电(?![商视])|客户端讯)|[^。\n]{0,8}?新闻联播| dollars?| (?:reporter|correspondent)s?(?![a-z])",
    ARTICLE,
)
_AGENCY = frozenset(["xinhua", "新华"])
# Towns and villages that no table has.
_LOCAL_EN = near(r"(?<![\w'])(?:[A-Z][a-z']+ ?){1,2}(?= (?:Town|Township|Village|town|township|village)(?![a-z]))", ARTICLE)
_LOCAL_ZH = near(
    r"(?:(?<=[县市区州乡镇省旗、在])|(?<=[县市区州乡镇]的))(?!各|全|一|两|这|该|每|示|贫|农|乡|本|的)[\u4e00-\u9fff]{2,3}?(?<!的一个)(?<!一个)(?<![坐重城集小])(?:镇|村|乡|苗寨|侗寨)(?![民里庄振兴级干委镇支内口上头村是])",
    ARTICLE,
)
# A small place before a larger one that a table has: in Bangli, Bali.
_BEFORE_LARGER = near(
    r"(?:(?<= in )|(?<= of )|(?<= at )|(?<=from ))(?:[A-Z][a-z']{2,} ?){1,2}(?=, (?:the |a )?([A-Z]))", ARTICLE
)
_LOCAL_OTHER = re.compile(
    r"(?:Kabupaten|Kecamatan|Desa|Nagari|(?<![Tt]oko )Kelurahan|huyện|xã|thị xã|thị trấn|phường) ((?:[A-ZĐ][\wÀ-ỹ]+ ?){1,2})(?=[\W]|[a-z])"
)
_OPENERS = frozenset(["The", "In", "At", "From", "Of", "A", "This", "Our", "Every", "Each", "Rural", "Taobao", "Many"])


def find_mentions(text: str) -> list[Mention]:
    """All mentions, in order of the text."""
    platforms = [
        Mention("platform", one.text, one.meaning, one.start, one.end)
        for one in find_platforms(text)
        if not _is_printed(text, one.end)
    ]
    accounts = names_of_accounts(text)
    goods = [m for m in _goods(text) if not any(start <= m.start and m.end <= end for start, end in accounts)]
    regions = _regions(text, [(m.start, m.end) for m in platforms])
    return sorted([*platforms, *regions, *goods], key=lambda mention: (mention.start, -mention.end))


@lru_cache(maxsize=1)
def _further_goods() -> Names[bool]:
    words = table("goods.toml")["goods"]
    return Names([(word, True) for group in words.values() for word in group.split("|")], plurals=True)


def _goods(text: str) -> list[Mention]:
    """Goods of the table of commodities, and those that only announcements name."""
    found = [Mention("commodity", one.text, one.meaning or None, one.start, one.end) for one in find_commodities(text)]
    low, offsets = plain(text)
    for one in _further_goods().find_plain(low):
        start, end = offsets[one.start], offsets[one.end - 1] + 1
        inside = [m for m in found if m.start < end and start < m.end]
        if all(start <= m.start and m.end <= end for m in inside):
            # The longer name is the finer one.
            found = [m for m in found if m not in inside]
            found.append(Mention("commodity", text[start:end], next((m.code for m in inside), None), start, end))
    return refined(text, _joined(text, found))


@lru_cache(maxsize=1)
def _further_places() -> Names[bool]:
    words = [word for group in table("places.toml")["places"].values() for word in group.split("|")]
    return Names([(word, True) for word in words], cased=frozenset(words))


def _joined(text: str, found: list[Mention]) -> list[Mention]:
    """A Chinese name of a variety right before its kind is one with it: 九月红脐橙."""
    kept: list[Mention] = []
    for one in sorted(found, key=lambda mention: mention.start):
        if kept and kept[-1].end == one.start and kept[-1].code == one.code and "\u4e00" <= text[one.start] <= "\u9fff":
            former = kept.pop()
            one = Mention(one.kind, text[former.start : one.end], one.code or former.code, former.start, one.end)
        kept.append(one)
    return kept


def datelines(text: str) -> list[tuple[int, int]]:
    """Spans of the lines that say where and when a story was filed."""
    return [match.span() for match in _DATELINE.finditer(text)]


def _is_printed(text: str, end: int) -> bool:
    return _PRINTED.match(text, end) is not None


# 县长武勇超: the head of a county, no place.
_GOVERNED = frozenset("县市区镇乡州村厅局部")


def _is_piece(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a place is only a piece of something else: US$, 其中阳澄湖, Shopee Indonesia."""
    if (
        text[end : end + 1] == "$"
        or (text[start] == "范" and text[start - 1 : start] == "示")
        or (text[start] == "中" and text[start - 1 : start] == "其")
        or (text[start] == "长" and text[start - 1 : start] in _GOVERNED and start > 0)
        or (text[start:end] in ("合作", "新乡") and text[end : end + 1] in ("社", "村"))
        or (text[start:end] == "安新" and text[start - 1 : start] == "雄")
    ):
        return True
    return any(behind + 1 == start and text[behind].isspace() and text[start].isascii() for _, behind in taken)


# An autonomous county or prefecture goes by its place: 恩施土家族苗族自治州.
_PEOPLES = near(
    "([\u4e00-\u9fff]{2,4}?)(?:土家族|苗族|侗族|藏族|羌族|彝族|白族|傣族|壮族|回族|蒙古族?|哈尼族|布依族|瑶族|朝鲜族|满族|畲族|黎族|哈萨克族?|景颇族|傈僳族|纳西族|仡佬族|维吾尔族?|各族)+(?:自治[州县区旗])?",
    WHOLE,
)


def _short(mention: Mention) -> Mention:
    match = _PEOPLES.fullmatch(mention.text)
    if match is None:
        return mention
    return Mention(mention.kind, match[1], mention.code, mention.start, mention.start + len(match[1]))


def _with_locals(text: str, found: list[Mention]) -> list[Mention]:
    """Small places by their pattern: before a larger one, behind a word of their kind (Kabupaten Aceh Tengah)."""
    starts = {m.start for m in found}
    for match in _BEFORE_LARGER.finditer(text):
        name = match.group().strip()
        near = match.start(1) in starts or any(match.end() < m.start <= match.end() + 8 for m in found)
        if near and name.split()[0] not in _OPENERS and not any(m.start < match.end() and match.start() < m.end for m in found):
            found.append(Mention("region", name, None, match.start(), match.start() + len(name)))
    named = {match[1].strip() for match in _LOCAL_OTHER.finditer(text)}
    again = [(one, match.start()) for one in sorted(named)[:40] for match in re.finditer(re.escape(one), text)]
    for name, start in again:
        end = start + len(name)
        same = [m for m in found if m.start < end and start < m.end]
        if all(start <= m.start and m.end <= end for m in same) and not any(m.end - m.start == end - start for m in same):
            found = [m for m in found if m not in same]
            found.append(Mention("region", name, None, start, end))
    return found


def _regions(text: str, taken: list[tuple[int, int]]) -> list[Mention]:
    found = [
        Mention("region", one.text, one.meaning.code or None, one.start, one.end)
        for one in find_places(text)
        if one.text.lower() not in _AGENCY and not _is_printed(text, one.end) and not _is_piece(text, one.start, one.end, taken)
    ]
    for one in _further_places().find(text):
        inside = [m for m in found if m.start < one.end and one.start < m.end]
        if all(one.start <= m.start and m.end <= one.end and m.end - m.start < one.end - one.start for m in inside):
            found = [m for m in found if m not in inside]
            found.append(Mention("region", one.text, None, one.start, one.end))
    found = [_short(mention) for mention in _with_locals(text, found)]
    for pattern in (_LOCAL_EN, _LOCAL_ZH):
        for match in pattern.finditer(text):
            name = match.group().strip()
            if name.split()[0] not in _OPENERS and not any(m.start < match.end() and match.start() < m.end for m in found):
                found.append(Mention("region", name, None, match.start(), match.start() + len(name)))
    apart = [*taken, *datelines(text), *dated_lines(text), *names_of_accounts(text)]
    found = [_with_land(text, m) for m in found if not is_of_a_life(text, m.start, m.end)]
    return [m for m in found if not any(start <= m.start and m.end <= end for start, end in apart)]


# Yangcheng Lake, the Dabie Mountains: the place is the lake.
_LAND = near(r" (?:Lake|Mountains?|Islands?|Peninsula|Plateau|Valley|River Delta)(?![a-z])", ARTICLE)


def _with_land(text: str, mention: Mention) -> Mention:
    land = _LAND.match(text, mention.end) if text[mention.end - 1].isascii() else None
    return mention if land is None else Mention(mention.kind, text[mention.start : land.end()], None, mention.start, land.end())
