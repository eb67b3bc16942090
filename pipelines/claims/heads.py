"""Where a sentence names a promotion: names in quotation marks or capitals, and words of its kinds that are begun, counted or given.

A head is a word of promotions.toml. Beside a name it always counts; without one it needs a word by which a promotion begins
or runs (`act`) right before or behind it, for most such words (activity, programme, voucher) are said of other things too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.claims.article import Part
from pipelines.claims.head_shapes import is_put_online
from pipelines.claims.head_words import HOLIDAY, TAKES_UP, WEAK_ENDS, is_many, is_told, table_heads, words
from pipelines.claims.lexicon import table
from pipelines.readers.names import Named
from pipelines.readers.patterns import REACH, WHOLE, near


@dataclass(frozen=True, slots=True)
class Head:
    """A promotion named in a sentence; `start` and `end` are offsets of its plain text: the quote."""

    kind: str
    text: str
    name: str | None
    start: int
    end: int
    is_sure: bool = False
    """The word of its kind stands beside its name."""
    is_new: bool = True
    """It is told as something new (a campaign, 举办促销活动), not taken up (the campaign, 活动期间)."""


_QUOTED = near(r"[“\"「『《]([^”“\"」』》\n]{2,60})[”\"」』》]|(?<!\w)[‘']([^‘’'\n]{3,40})[’'](?!\w)", WHOLE)
_SPEECH = near(r"[,.!?，。！？;；]$|[^”]{10,}(?:我|你|咱)|\b(?:I|[Ww]e|[Yy]ou|[Mm]y)\b")
# A name in quotation marks behind such a word is a person's.
_OF_A_PERSON = re.compile(
    "(?:达人|主播|网红|博主|歌手|演员|选手|网友|大v|up主|账号|名为|streamer|host|blogger|influencer|vlogger|known as) ?$"
)
_TITLED = near(r"[A-Z0-9][\w'’&-]{0,24}(?: (?:[A-Z0-9][\w'’&-]{0,24}|of|and|for|the|to|in)){0,6}[.,]", WHOLE)
_PRICED = near(r"\d{1,4}(?:\.\d{1,2})?(?:元|块)", WHOLE)
_BEHIND_QUOTE = re.compile(
    r"[”\"」』》]?(?:[\u4e00-\u9fff\d]{0,8}|, (?:(?:a|an|its|the|as|which is|is) )(?:[a-z0-9'’-]+ ){0,4}| (?:(?!with|and|in|on|for|to|from|at|by)[a-z0-9'’-]+ ){0,3})"
)
_ONE_STREAM = near(
    r"[”\"」』》]?(?:首场|第[一二三四五六七八九十\d]{1,3}场)(?:专场|助农|公益|带货|主题){0,3}直播(?!间)|[”\"」』》](?:助农|公益|带货|扶贫|专题){0,2}专场(?:直播)?(?:在[\u4e00-\u9fff]{2,8})?开播"
    r"|[”\"」』》]?(?: (?:[a-z]+ ){0,2}(?:livestream|broadcast|live show)(?![a-z])|(?:专场)?(?:助农)?直播(?![活季月周节间带专行计项系接大]))",
    WHOLE,
)
# A named stream of many sessions: 10场“一县一品”专场直播, “助农专场”直播累计开播1.8万场.
_SEVERAL_OF_IT = near(r"[”\"』」》]?(?:专场|助农|公益)?直播[^,，。]{0,12}?\d[\d.]{0,6}[万余多]{0,2}场", WHOLE)
_SEVERAL_BEFORE = near(r"(?:[\d余多百千万]场|系列)(?:[“\"「『]|$)", WHOLE)
_BEFORE_QUOTE = re.compile(
    r"(?: (?:called|dubbed|named|themed|entitled|titled|known as|of|for|bertajuk|bernama|mang tên|có tên|denominat[oa]|chiamat[oa])|(?<![\u4e00-\u9fff]),|:|：|——|名为|主题为|主题是)? ?[“\"「『《]?"
)
_TITLE = re.compile(r"(?:[A-Z0-9][\w'’&.-]*(?: (?:of|and|for|the|to|&) )?[ -]?){2,8}")
_CAPITALS = near(r"(?:(?:[A-Z][\w'’&-]+|\d+(?:\.\d+)?) ){1,6}$")
_CALLED = re.compile(r"(?:called|dubbed|named|known as) ((?:[A-Z][\w'’&-]+ ?){1,6})")
_YEARED = re.compile(
    r"(?:20\d\d年?(?:全国)?|第[一二三四五六七八九十\d]{1,3}[届个]|首届|(?<!\d)(?:618|818|116|99|38|520|55|88)(?=[\u4e00-\u9fff]))[\u4e00-\u9fff“”·]{2,14}$"
)
_BRACKETED = re.compile(r"\([^()]{1,60}\) ?$")
# Vietnamese and Indonesian names begin with the word of their kind: Tuần lễ nông sản Việt.
_OWN_NAME = re.compile(
    r"(?:Tuần lễ|Chương trình|Lễ hội|Hội chợ|Ngày hội|Gian hàng)(?: [\w-]+){1,4}|(?:Pekan|Festival|Gerakan|Pasar)(?: [A-Z][\w-]*){1,4}"
)
_OPENER_WORDS = (
    "the this that a an its in at on during for our their last as under through meanwhile since when and selama lewat melalui dalam pada program"
    " kampanye durante con trong"
)
_OPENERS = frozenset(_OPENER_WORDS.split())
_OF_ALL = re.compile("中国|全国|第|20|chinese|china")


def is_public(head: Head) -> bool:
    """Whether a festival is everybody's (Singles' Day, 618, 年货节), not one platform's own."""
    text = (head.name or head.text).lower()
    found = words("public").find_plain(text) if head.kind == "festival" else []
    return any(len(text) - (one.end - one.start) <= 2 or (one.end == len(text) and _OF_ALL.match(text)) for one in found)


def heads_of(part: Part) -> list[Head]:
    """The promotions that a sentence names, in order."""
    low = part.sentence.low
    found = table_heads(part)
    named = _quoted(part, found)
    taken = [(head.start, head.end) for head in named]
    for one in found:
        if any(start < one.end and one.start < end for start, end in taken):
            continue
        name = _unquoted_name(part, one) if one.meaning != "other" else None
        is_new = TAKES_UP.search(low[max(0, one.start - 24) : one.start]) is None
        if name and named and named[-1].name and name != named[-1].name and name.startswith(named[-1].name):
            # 第六个丰收节主会场活动: the festival's own.
            continue
        if name is not None and HOLIDAY.fullmatch(name.lower()):
            continue
        if one.text in WEAK_ENDS and name is None:
            continue
        if name is not None or is_told(part, one):
            kind = "activity_series" if name is None and is_many(part, one) else one.meaning
            kind = _kind_of(kind, name or _modified(low, one), one.text)
            public = one.text if name is None and kind == "festival" and words("public").find_plain(one.text) else None
            named.append(Head(kind, one.text, name or public, one.start, one.end, is_sure=True, is_new=is_new))
    return sorted(named, key=lambda head: head.start)


def _modified(low: str, one: Named[str]) -> str | None:
    """A plain head with the words that say what it is of (village broadcasting programme), None for other heads."""
    if _PLAIN.fullmatch(one.text) is None or "\u4e00" <= one.text[-1] <= "\u9fff":
        return None
    match = re.search(r"(?:[a-z-]+ ){1,2}$", low[max(0, one.start - 30) : one.start])
    return match.group() + one.text if match is not None and _STREAMED.search(match.group()) else None


# ---- names ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _endings() -> list[tuple[str, str]]:
    """(ending of a name, kind)."""
    return [(ending, kind) for kind, endings in table("promotions.toml")["endings"].items() for ending in endings.split("|")]


_STRONG = frozenset(["zone", "festival", "livestream_series", "subsidy"])
_BEGUN = re.compile(
    r"(?:启动|发起|开展|推出|开启|上线|举办|开设|开出|打造|发布|实施|组织|(?:启动|推出|发起|举办)的|launch(?:ed|es|ing)?|start(?:ed|s)?|open(?:ed|s)?|kick(?:ed|s) off|unveil(?:ed|s)?|roll(?:ed|s) out)(?:了| (?:a|an|its|the))? ?$"
)
_BEGINS = near(
    r"[”\"」』》]?(?:[\u4e00-\u9fff]{0,6}?)?(?:正式|也|随即|同步|同日|今日|今天){0,4}(?:启动|上线|开启|开馆|开幕|开售|收官|落幕|举行)"
)
_STREAMED = re.compile(
    "直播|村播|livestream|live[- ]stream|broadcast|(?:the|this) session|(?<![a-z])in live(?![a-z])|(?<![a-z])live$", re.I
)
_PLAIN = re.compile("program(?:me)?s?|campaigns?|activit(?:y|ies)|initiatives?|计划|活动|行动|项目|工程", re.I)
_DATED_NAME = re.compile(r"(?<!\d)(?:\d{1,2}[/.]\d{1,2}|618|818)(?![\d元块%折])")


def _kind_of(outer: str | None, name: str | None, text: str = "") -> str:
    """The kind of a promotion by the word beside its name and by the end of the name."""
    inner = None
    if name is not None:
        low = name.lower()
        inner = next((kind for ending, kind in _endings() if low.endswith(ending)), None)
        if _DATED_NAME.search(low):
            inner = "festival"
    if (
        name is not None
        and inner != "festival"
        and _STREAMED.search(name)
        and (not text or _PLAIN.fullmatch(text) or text == name)
    ):
        inner = "livestream_series"
        outer = None if outer == "activity_series" else outer
    if outer == "zone" and inner == "subsidy" and text in ("频道", "会场", "页面", "page", "channel"):
        return inner
    if outer in ("zone", "livestream_series", "subsidy") and not (inner == "festival" and text not in ("专区", "会场")):
        return outer
    if inner in _STRONG and outer != "other":
        return str(inner)
    return outer or inner or "activity_series"


def _quoted(part: Part, known: list[Named[str]]) -> list[Head]:
    sentence = part.sentence
    found = []
    for match in _QUOTED.finditer(sentence.text):
        inner, group = match[1] or match[2], 1 if match[1] else 2
        if inner[-1] in ".," and _TITLED.fullmatch(inner):
            # American usage: "Mountain Cherry Week."
            inner = inner[:-1]
        if (
            _SPEECH.search(inner)
            or _OF_A_PERSON.search(sentence.text[max(0, match.start() - 12) : match.start()])
            or (_PRICED.match(inner) and not inner.endswith(("专区", "频道", "会场", "节")))
            or any(m.text.lower() == inner.lower() for m in part.of("platform"))
            or (inner.isascii() and not any(word[:1].isupper() or word[:1].isdigit() for word in inner.split()))
        ):
            continue
        start = sentence.at(sentence.start + match.start(group))
        end = sentence.at(sentence.start + match.start(group) + len(inner))
        head = _head_of(part, inner, (start, end), known)
        if head is not None:
            found.append(head)
    return found


def _head_of(part: Part, inner: str, span: tuple[int, int], known: list[Named[str]]) -> Head | None:
    """The promotion that a name in quotation marks is; None where no word says that it is one, or it is one livestream."""
    low, (start, end) = part.sentence.low, span
    beside = _beside(low, start, end, known)
    inside = [one for one in known if start <= one.start and one.end <= end]
    ends = [one for one in inside if one.end == end]
    by_ending = any(inner.lower().endswith(ending) and len(inner) > len(ending) + 1 for ending, _ in _endings())
    begun = _BEGUN.search(low[max(0, start - 14) : start - 1]) or _BEGINS.match(low, end, end + REACH)
    if beside is None and not ends and not (inside and inner.isascii()) and not by_ending and not begun:
        return None
    if _ONE_STREAM.match(low, end) is not None:
        several = _SEVERAL_OF_IT.match(low, end) or _SEVERAL_BEFORE.search(low[max(0, start - 10) : start])
        return (
            Head("livestream_series", "直播", inner, start, end, is_sure=True)
            if several and "直播" in low[end : end + 8]
            else None
        )
    outer = beside.meaning if beside is not None else ends[-1].meaning if ends else inside[-1].meaning if inside else None
    kind = _kind_of(outer, inner, beside.text if beside is not None else "")
    if kind == "activity_series" and any(
        one.end - one.start >= len(inner) - 2 for one in words("public").find_plain(inner.lower())
    ):
        kind = "festival"
    if beside is None:
        if kind == "activity_series" and not by_ending and is_put_online(low, start, end):
            # 京东上线“年货大街”: a place.
            kind = "zone"
        return Head(kind, inner, inner, start, end)
    # “百县千品”直播行动; a series of streams.
    streamed = "直播" in low[end : beside.end] or (beside.text == "series" and _STREAMED.search(low))
    if kind == "activity_series" and streamed:
        kind = "livestream_series"
    return Head(kind, beside.text, inner, min(start, beside.start), max(end, beside.end), is_sure=True)


# "Taste of Vietnam" week, “唯爱助农”频道: said beside a name only.
_ONLY_BESIDE = re.compile(
    r"[”\"」』》’'] ?(?:(?P<series>(?<= )(?:week|month|days?|series|season|plan|scheme|project|push|league)(?![a-z]))|(?P<zone>(?<= )(?:section|page|channel|corner|hall|mall|store|shop|shopfront|venue|column|collection|tab|space)(?![a-z])|频道|会场|页面|栏目|馆|店))"
)


def _beside(low: str, start: int, end: int, known: list[Named[str]]) -> Named[str] | None:
    """The head that stands right behind a name in quotation marks, else right before it."""
    behind = [
        one
        for one in known
        if one.meaning != "other" and end < one.start <= end + 40 and _BEHIND_QUOTE.fullmatch(low, end, one.start)
    ]
    only = _ONLY_BESIDE.match(low, end)
    if only is not None and not behind:
        group = "zone" if only["zone"] else "series"
        return Named(only.start(group), only.end(group), only[group], "zone" if only["zone"] else "activity_series")
    if behind:
        # The last of a chain is the thing: 活动专区.
        return next((two for two in behind if two.start == behind[0].end), behind[0])
    before = [
        one for one in known if one.meaning != "other" and one.end <= start and _BEFORE_QUOTE.fullmatch(low, one.end, start)
    ]
    return before[-1] if before else None


def _unquoted_name(part: Part, head: Named[str]) -> str | None:
    """Words in capitals that end in the head or stand right before it; a Chinese name with its year or count (第五届双品网购节)."""
    sentence = part.sentence
    first, last = sentence.place(head.start, head.end)
    first, last = first - sentence.start, last - sentence.start
    text = sentence.text
    if head.meaning == "zone" and _STORE_NAME.fullmatch(text[first:last]):
        return text[first:last].rsplit(" ", 1)[0] if text[first:last].split()[-1].islower() else text[first:last]
    if "\u4e00" <= text[last - 1] <= "\u9fff":
        match = _YEARED.search(text[max(0, first - 24) : last])
        return match.group() if match is not None and last - first < len(match.group()) else None
    if text[first].isupper():
        words = text[first:last].split()
        if (
            len(words) > 1
            and all(word[0].isupper() or word[0].isdigit() for word in words)
            and not any(m.start() < first and last <= m.end() for m in _TITLE.finditer(text))
        ):
            return text[first:last]
        if first and not text[:first].rstrip().endswith((".", ":", '"', "“")) and _OWN_NAME.match(text, first):
            return str(_OWN_NAME.match(text, first)[0])  # type: ignore[index]
        for match in _TITLE.finditer(text):
            if match.start() < first and last <= match.end():
                # Spring Tea Festival for Hubei growers: whom it is for is no part of its name.
                whom = text.startswith(" for ", last)
                return _cut(part, text[match.start() : last] if whom else match.group().strip())
    before = _CAPITALS.search(_BRACKETED.sub("", text[:first]))
    if before is not None and head.meaning != "livestream_series" and (name := _cut(part, before.group().strip())):
        return name
    behind = _NAMED_BEHIND.match(text, last) if _NAMING.fullmatch(head.text) else None
    if behind is not None:
        return _cut(part, behind[1].strip())
    called = _CALLED.search(text, last, min(len(text), last + 80))
    return called[1].strip() if called is not None else None


# Where the name stands behind its word: kampanye Beli Lokal, chương trình Tự Hào Hàng Việt.
_NAMING = re.compile("kampanye|program|gerakan|chương trình|chiến dịch|iniziativa|campagna|progetto")
_NAMED_BEHIND = near(r" ((?:[^\W\d_a-zà-ỹ][\w'’-]{0,24} ?){2,6})", WHOLE)
_STORE_NAME = near(r"(?:[A-Z][\w-]{1,40} ){1,3}(?:[a-z]{1,40}|Online)|[A-Z][\w-]{1,40}\.(?:com|COM|in|id|vn)")


def _cut(part: Part, name: str) -> str | None:
    """A name in capitals without the sentence's first word; None where only a place, platform or month is left."""
    words = name.split()
    while words and (words[0].lower() in _OPENERS or words[0].endswith(("'s", "’s"))):
        words = words[1:]
    known = {word for mention in part.mentions for word in mention.text.split()}
    left = [word for word in words if word not in known and not word.isdigit()]
    return " ".join(words) if left and len(" ".join(words)) > 3 and any(len(word) > 2 for word in left) else None
