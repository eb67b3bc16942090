"""Who presents a livestream: roles by the words of people.toml, names of people in public office and public figures only."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipelines.claims.article import Part
from pipelines.claims.lexicon import table
from pipelines.readers.names import Names
from pipelines.readers.patterns import WHOLE, near

PUBLIC = frozenset(["official", "news_anchor", "celebrity", "influencer"])


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a role in a sentence; offsets are those of its plain text."""

    role: str
    name: str | None
    start: int
    end: int


_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申欧关焦左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季成霍翁简游盛尤裴洪涂辛管瞿詹占景柏苗靳祁沙焉蓝冉巫房路池鲍费卓喻应米刁车牟冷项耿迟古岑仇屈"
)
_NAME_ZH = re.compile(rf"(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|[{_SURNAMES}])[\u4e00-\u9fff·]{{1,2}}")
_BEHIND_ZH = frozenset(
    "、，,。；在走进说和与及等向为称介来亲当通做变化率透以也都带担正携就从用对领又到出前代现于将还化推吃则手(（:："
)
_NO_NAME = frozenset(
    "续率则曾还又首先正亲带走做当推介变化身以及其他了的是在和与为将把被也都就还很这那有对从向到用个名位们一二三两该等说称"
)
_UPPER = "A-Z" + "".join(
    sign for number in range(0xC0, 0x1EFA) if (sign := chr(number)).isupper() and not 0x370 <= number < 0x1E00
)
_LOWER = "a-z'’" + "".join(
    sign for number in range(0xDF, 0x1EFA) if (sign := chr(number)).islower() and not 0x370 <= number < 0x1E00
)
_WORD_EN = rf"[{_UPPER}][{_LOWER}]+(?:-[A-Z]?[a-z]+)?"
_NAME_EN = rf"(?:{_WORD_EN})(?: (?:{_WORD_EN}|bin|al|de)){{1,2}}"
_BEFORE_EN = near(
    rf"(?P<names>{_NAME_EN}(?:(?:, | and |, and ){_NAME_EN})*)(?: \(\w+\))?,? (?:is |was |a |an |the |who is |then |also )*(?:[\w'-]+ ){{0,3}}$",
    WHOLE,
)
_AFTER_EN = re.compile(
    rf" (?:(?:UBND )?(?:tỉnh|huyện|thành phố|xã|Sở|Bộ) )?(?:of [A-Z]\w+(?: [A-Z]\w+)*,? )?(?P<names>{_NAME_EN}(?:(?:, | and ){_NAME_EN})*)"
)
_ACTS_AS = re.compile(
    r"(?:当起?|化身|变身|做|成为|变成|担任|变|成|became|become|becomes|turned|turn|into|as)(?: an?| the| into)? ?$"
)

# Will host a livestream: what somebody does, no role.
_TO_HOST = re.compile(
    r" (?:an?|the|its|their|his|her|another|one|two|three|several|more|daily|weekly|live|livestream\w*|\d[\d,]{0,9})(?![a-z'])"
)


@lru_cache(maxsize=1)
def _roles() -> Names[str]:
    words = table("people.toml")
    return Names(
        [
            (word, role)
            for role, languages in words.items()
            if role not in ("stream", "present")
            for w in languages.values()
            for word in w.split("|")
        ]
    )


@lru_cache(maxsize=1)
def _figures() -> Names[str]:
    text = (resources.files("pipelines.claims") / "public_figures.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return Names([(row["name"], row["role"]) for row in rows])


def people_in(part: Part) -> list[Person]:
    """The people of a sentence, in order; one whose name may not be kept has none."""
    sentence = part.sentence
    low = sentence.low
    taken = [(sentence.at(m.start), sentence.at(m.end)) for m in part.mentions if m.kind == "platform"]
    found = [Person(one.meaning, _original(part, one.start, one.end), one.start, one.end) for one in _figures().find_plain(low)]
    for one in _roles().find_plain(low):
        if any(a <= one.start and one.end <= b for a, b in taken) or _ACTS_AS.search(low[max(0, one.start - 14) : one.start]):
            continue
        if low[max(0, one.start - 1) : one.start] == "【" or low[one.end : one.end + 1] == "】":
            # 【主播】 says who speaks.
            continue
        if one.text in ("host", "hosts") and _TO_HOST.match(low, one.end):
            continue
        names = _names_at(part, one.start, one.end)
        if not names or one.meaning not in PUBLIC:
            found.append(Person(one.meaning, None, one.start, one.end))
        else:
            found += [Person(one.meaning, name, a, b) for name, a, b in names]
    found.sort(key=lambda person: person.start)
    return _distinct(found)


def _original(part: Part, start: int, end: int) -> str:
    first, last = part.sentence.place(start, end)
    return part.sentence.text[first - part.sentence.start : last - part.sentence.start]


# A host known by the name of an account: 主播“艾妈”.
_QUOTED_NAME = near('(?:账号)?[“"「『@]([^”"」』，。、 ]{2,8})[”"」』 ]', WHOLE)


def _names_at(part: Part, start: int, end: int) -> list[tuple[str, int, int]]:
    """Names right behind a role (县长刘文跃; Minister X Y) or before it (X Y, deputy head of)."""
    sentence = part.sentence
    low = sentence.low
    if "\u4e00" <= low[end - 1] <= "\u9fff":
        quoted = _QUOTED_NAME.match(low, end)
        if quoted is not None:
            # “石榴哥”杨国强: the name itself stands behind that of the account.
            real = _NAME_ZH.match(low, quoted.end())
            if real is not None and low[real.start() + 1] not in _NO_NAME:
                stop = real.start() + _length(low, real.start(), real.end())
                if stop == len(low) or low[stop] in _BEHIND_ZH or _ALONG.match(low, stop):
                    return [(_original(part, real.start(), stop), real.start(), stop)]
            return [(_original(part, quoted.start(1), quoted.end(1)), quoted.start(1), quoted.end(1))]
        match = _NAME_ZH.match(low, end)
        if match is None or low[match.start() + 1] in _NO_NAME:
            return []
        length = _length(low, match.start(), match.end())
        return [(_original(part, match.start(), match.start() + length), match.start(), match.start() + length)]
    first, last = sentence.place(start, end)
    text, at = sentence.text, sentence.start
    # Bupati Banyuwangi Ipuk X: the place that is governed stands between.
    ends = [
        m.end for m in part.mentions if m.kind == "region" and m.start == last + 1 and "," not in text[last - at : m.end - at]
    ]
    after = _AFTER_EN.match(text, (max(ends) if ends else last) - at) or _AFTER_EN.match(text, last - at)
    before = _BEFORE_EN.search(text, max(0, first - at - 90), first - at)
    account = _ACCOUNT_EN.match(text, last - at)
    if account is not None:
        return [(account[1], sentence.at(at + account.start(1)), sentence.at(at + account.end(1)))]
    for match in (after, before):
        if match is not None:
            names = [n for n in re.findall(_NAME_EN, match["names"]) if not _is_mention(part, n)]
            if names:
                return [(name, sentence.at(at + match.start("names")), end) for name in names]
    return []


# Kuaishou streamer "Guangxi Sister".
_ACCOUNT_EN = re.compile(r' ["“]([A-Z][\w\' -]{2,24})["”]')


def _is_mention(part: Part, name: str) -> bool:
    return any(
        mention.text in name or name in mention.text for mention in part.mentions if mention.kind in ("region", "platform")
    )


_ALONG = re.compile("一(?:边|起|行|同|直|路|大早|开|口|场)")


_HOSTS_IT = ("主持", "主播", "主讲", "主推")


def _length(low: str, start: int, end: int) -> int:
    """How long a Chinese name is: where a sign follows that no name holds."""
    longest = end - start
    for length in range(2, longest + 1):
        if length == 2 and low.startswith(_HOSTS_IT, start + 2):
            return length
        if start + length >= len(low) or low[start + length] in _BEHIND_ZH or _ALONG.match(low, start + length):
            return length
    return min(longest, 3)


def _distinct(found: list[Person]) -> list[Person]:
    """Each name once, each role without a name once; a role right beside a name of a known figure is that figure's."""
    kept: list[Person] = []
    for person in found:
        if person.name is None and any(
            p.name is not None and -3 <= p.start - person.end <= (8 if p.role == person.role else 3) for p in found
        ):
            continue
        if any(p.name == person.name and (p.name is not None or p.role == person.role) for p in kept):
            continue
        kept.append(person)
    return kept
