"""What a number counts: the class of the noun behind it, or before it, by db/reference/counted_nouns.csv.

English and its like: the last known noun of the phrase that follows the number (`100 leading county officials`). Chinese:
the measure word and the noun behind it (`100家食品企业`), else the noun before (`粉丝突破50万`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipelines.readers.amount import Amount
from pipelines.readers.names import Named, Names, reference_rows
from pipelines.readers.patterns import REACH, near


class Counted(NamedTuple):
    """A counted noun; offsets are those of the plain text."""

    kind: str
    """Class of db/reference/counted_nouns.csv."""
    start: int
    end: int
    before: bool = False
    """It stands before the number."""
    noun: str = ""


_STOP_WORDS = (
    "of in on at for from to with by as than that which who whom whose while when where were was is are be been being has have had do does did"
    " the their its his her our your this these those it they he she we a an or but because so if not only also worth via through across during"
    " after before since until between per each every within under over above into onto off up down out about around against among will would"
    " can could may might should must plans plan hopes says said say told according including plus then there both some more most alone"
    " di pada dari yang untuk dengan dan ke dalam telah akan oleh của trong với cho được đã và tại từ trên bằng khi nel nella del della dei delle"
    " mengikuti mendapat menerima menjual bergabung meraih tham gia nhận bán sono erano hanno hanno ha"
    " di da con per che sono è su sul e में के की को से पर ने है हैं और ने का"
)
_STOP = frozenset(_STOP_WORDS.split())
_VERB_WORDS = (
    "bought buy sold sell watch saw see took take made make left leave came come went go gave give join hold held put use live earn benefit tune"
    " get got gain gained work works help helps say says follow post post buys sells attend visit participate run runs rose grew fell shop worldwide"
)
_VERBS = frozenset(_VERB_WORDS.split())
_WORD = re.compile(
    r"[a-z\u00c0-\u024f\u1e00-\u1eff\u0900-\u097f\u0e00-\u0e7f][\w'\u0900-\u097f\u0300-\u036f\u0e00-\u0e7f.-]*|[^\sa-z]"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_GOES_ON = near(
    r"(?:to(?! \d{1,2}[.:]\d\d)|at|in|on|by|during|within|over|since|as|from|last|this|so|and|after|worldwide|per|a (?:day|month|year)|e|và|dan|और|से) "
)
_END = re.compile(r"[，。；！？、：,;!?:()（）“”\"《》|]")
_LATIN_REACH, _HAN_REACH, _BEFORE_REACH, _LATIN_BEFORE = 90, 18, 16, 90
# Measure words that leave the noun open, and the class where no noun follows.
_OPEN = {
    "家": "merchant",
    "场": "event",
    "名": "person",
    "位": "person",
    "个": "one",
    "人": "person",
    "户": "farmer",
    "条": "",
    "项": "",
    "次": "",
    "支": "piece",
}
_WANTED = {
    "家": frozenset(["merchant", "platform", "none", "participant"]),
    "场": frozenset(["stream", "none", "event"]),
    "户": frozenset(["merchant", "farmer"]),
    "条": frozenset(["video", "post", "none"]),
    "次": frozenset(["view", "like", "post", "order"]),
    "项": frozenset(["event", "none", "type"]),
}
_OF_PEOPLE = frozenset("名位人")
_NO_PEOPLE = frozenset(["platform", "type", "piece", "goods", "event", "order"])
_MEASURES = frozenset("种款类件份箱盒袋瓶枚只颗罐包桶束朵套筐提单笔票场家名位人户个条项次支台枝听张串")
_HEADS = frozenset(["merchant", "participant", "farmer", "account"])
_LINK = near(
    r"(?:从[^,，。]{1,10}?(?:涨|增|升|发展|增长|增加|上升|扩大|提高)[到至]?了?|规模|峰值|最高|高峰|合|分别|成功|以上|[已总累达到至为有超过突破近约逾是的共计量数了将仅就高增加涨升长破出余多从由在\d.万亿千百\s:：])*+$"
)


@lru_cache(maxsize=1)
def _nouns() -> Names[str]:
    rows = [(noun, row["class"]) for row in reference_rows("counted_nouns.csv") for noun in row["nouns"].split("|")]
    return Names(rows, plurals=True)


_GATHERED = {"audience": "viewer", "viewership": "viewer", "following": "follower", "fan base": "follower"}
# 430 milioni di consumatori; sono 128 le aziende; 1.2 million of the orders.
_ARTICLE = re.compile(
    r"(?:di|le|gli|i|of (?:the|its|their|these|those|all)|(?:more|further|additional|other)(?! than)) (?=[a-z])"
)
# 5,000-square-meter, a 12-hour: a measure in front of another noun.
_HYPHENED = re.compile(
    r"-(?:square|cubic|met(?:er|re)|kilomet|km|hour|minute|second|day|week|month|year|acre|hectare|mu|ton|percent|storey|story)"
)
_OF_SO_MANY = re.compile(
    r"(?<![a-z])(audience|viewership|following|fan base) of (?:(?:more than|over|about|some|nearly|almost|around|up to|at least) )?$"
)


def counted_by(text: str, amount: Amount, limit: int) -> Counted | None:
    """What an amount counts in a plain text; `limit` is where the next amount starts, or the text's end."""
    told = _OF_SO_MANY.search(text, max(0, amount.start - 40), amount.start)
    if told is not None:
        return Counted(_GATHERED[told[1]], told.start(1), told.end(1), before=True, noun=told[1])
    at = max(amount.number_end, amount.end)
    if _HYPHENED.match(text, amount.number_end):
        return None
    while at < limit and text[at] in ' 多余来+"“”':
        at += 1
    article = _ARTICLE.match(text, at)
    if article is not None:
        at = article.end()
    if at < limit and not _HAN.match(text[at]):
        found = _latin(text, at, limit)
        bare = at >= len(text) or _END.match(text[at]) or text[at] in ".%" or _GOES_ON.match(text, at, at + REACH)
        return found or (_before(text, amount) if bare else None)
    found = _han(text, at, limit)
    if found is None or found.kind in ("person", "", "account") or found.noun in _OPEN:
        before = _before(text, amount)
        if before is not None and before.kind == "view" and found is not None and found.noun == "人":
            # 在线观看超50万人: people who watch.
            return found._replace(kind="viewer")
        if (
            before is not None
            and found is not None
            and found.kind in ("person", "account")
            and before.kind in ("place", "platform")
        ):
            # 来自贫困县的有664万人: people.
            before = None
        is_kind = before is not None and before.kind == "type" and not before.noun.endswith(("数", "数量", "种类"))
        if before is not None and before.kind != "person" and not is_kind and (found is None or before.kind != "none"):
            return before
    return found if found is not None and found.kind else None


def _latin(text: str, at: int, limit: int) -> Counted | None:
    words = list(_WORD.finditer(text, at, min(limit, at + _LATIN_REACH)))
    end, seen = at, False
    for number, match in enumerate(words):
        word = match.group()
        if not word[0].isalpha() and word not in "-'’&/":
            break
        bare = word.rstrip(".")
        if bare in _STOP or (seen and (bare in _VERBS or bare.endswith(("ed", "ing")))):
            break
        end = match.end()
        seen = seen or bool(_nouns().find_plain(bare))
        if word.endswith(".") and len(bare) > 1:
            break
        if number > 8:
            break
    found = _nouns().find_plain(text[at:end])
    if not found:
        return None
    last = found[-1]
    return Counted(last.meaning, at + last.start, at + last.end, noun=last.text)


def _han(text: str, at: int, limit: int) -> Counted | None:
    stop = _END.search(text, at, limit)
    reach = min(limit, at + _HAN_REACH, stop.start() if stop else limit)
    # A list of things of one kind goes on behind its sign (食品、餐饮企业).
    if stop is not None and stop.group() == "、" and stop.start() == reach:
        further = _END.search(text, reach + 1, limit)
        reach = min(limit, at + _HAN_REACH, further.start() if further else limit)
    found = _nouns().find_plain(text[at:reach])
    if not found:
        return None
    first = found[0]
    if first.start == 0 and first.text in ("件", "份"):
        # 两万件订单: what is counted are orders.
        ordered = next((noun for noun in found[1:] if noun.meaning == "order" and noun.start <= 10 and noun.text != "单"), None)
        if ordered is not None:
            return Counted("order", at, at + ordered.end, noun=ordered.text)
    if first.start == 0 and first.text in _OPEN:
        return _behind_measure(first, found[1:], at)
    if first.start > 10:
        return None
    return Counted(first.meaning, at + first.start, at + first.end, noun=first.text)


def _behind_measure(measure: Named[str], nouns: list[Named[str]], at: int) -> Counted:
    wanted = _WANTED.get(measure.text)
    for number, noun in enumerate(nouns):
        if noun.start > 14:
            break
        behind = nouns[number + 1] if number + 1 < len(nouns) else None
        follows = behind is not None and behind.start == noun.end
        if follows and behind is not None and noun.meaning == "place" and behind.meaning in _HEADS:
            # 乡村商家: the last noun is the thing.
            continue
        if follows and behind is not None and noun.meaning in ("type", "goods", "product") and behind.meaning == "place":
            # 农产品产业带: places.
            continue
        if measure.text in _OF_PEOPLE and noun.meaning in _NO_PEOPLE:
            break
        if len(noun.text) == 1 and noun.text not in "省市县村国州":
            continue
        if wanted is None or noun.meaning in wanted:
            return Counted(noun.meaning, at, at + noun.end, noun=noun.text)
    return Counted(_OPEN[measure.text], at, at + measure.end, noun=measure.text)


def _before(text: str, amount: Amount) -> Counted | None:
    """The noun that a number without one belongs to: right before it, words of reaching between."""
    reach = _BEFORE_REACH if _HAN.search(text, max(0, amount.start - 3), amount.start) else _LATIN_BEFORE
    start = max(0, amount.start - reach)
    for stop in _END.finditer(text, start, amount.start):
        # 直播场次:3200场: the colon of a list says what is counted.
        start = stop.end() if stop.group() not in ":：" or stop.end() < amount.start else start
    piece = text[start : amount.start]
    found = [noun for noun in _nouns().find_plain(piece) if noun.end - noun.start > 1]
    if not found:
        return None
    last = found[-1] if _HAN.match(found[-1].text) else _subject(piece, found)
    if _HAN.match(last.text) and not _LINK.fullmatch(piece[last.end :]):
        return None
    return Counted(last.meaning, start + last.start, start + last.end, before=True, noun=last.text)


_WITHIN = near(r"(?<![a-z])(?:for|of|from|in|at|by|with|to|on|via|di|da|dari|untuk|của)(?![a-z])")


def _subject(piece: str, found: list[Named[str]]) -> Named[str]:
    """The noun that the verb before a number belongs to: the last one that no preposition ties to another."""
    for former, noun in reversed(list(pairwise(found))):
        if _WITHIN.search(piece, former.end, noun.start) is None:
            return noun
    return found[0]
