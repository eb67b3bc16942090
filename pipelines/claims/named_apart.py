"""Where a text names places and goods that it is not about: in the names of accounts, of people, and in the line that dates it."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.readers.patterns import ARTICLE, WHOLE, near

# “滇西小哥” of a creator, 主播“蜀中桃子姐”: the name of an account.
_ACCOUNT = near(
    r"(?:达人|主播|网红|博主|创作者|创客|账号|up主|大v|streamer|host|blogger|influencer|vlogger|known as) ?((?:[“\"「][^”\"」\n]{2,16}[”\"」]、?){1,4})",
    ARTICLE,
    flags=re.I,
)
# A short line at the head that says when, and where, it was put out: 28 October 2024, Patna.
_FULL_DATE = near(
    r"20\d\d年\d{1,2}月\d{1,2}日|20\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}/20\d\d|[A-Z][a-z]{2,8}\.? \d{1,2}, 20\d\d|\d{1,2} [^\W\d]{3,12}\.? 20\d\d|\d{1,2} [\u0900-\u097f]{2,10} 20\d\d",
    WHOLE,
)
_VERBS = re.compile(r"[。！？!?।：“”\"]|[.] ?$|(?<![a-z])(?:was|were|will|has|have|sold|sells|said|opens?|runs?)(?![a-z])")
_LINES, _SHORT = 3, 72


@lru_cache(maxsize=2)
def names_of_accounts(text: str) -> list[tuple[int, int]]:
    """Spans of the names of accounts, in which no place or goods are meant."""
    return [match.span(1) for match in _ACCOUNT.finditer(text)]


def dated_lines(text: str) -> list[tuple[int, int]]:
    """Spans of the lines at the head of a text that only date it."""
    found, at = [], 0
    for line in text.split("\n", _LINES)[:_LINES]:
        if len(line) <= _SHORT and _FULL_DATE.search(line) and not _VERBS.search(line):
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


# Where somebody grew up, studied or worked before is not what the trade is about; nor is where a company sits.
_LIFE = near(
    r"(?<![a-z])(?:born|grew up|raised|studied|graduated|a job|jobs|his job|her job|worked for years|working|lived|living|life) (?:[a-z]+ ){0,2}?(?:in|at|from) $",
    WHOLE,
)


def is_of_a_life(text: str, start: int, end: int) -> bool:
    """Whether a place is where somebody was born, studied or worked, or the seat of a company (the Shanghai-based platform)."""
    return text.startswith("-based", end) or _LIFE.search(text[max(0, start - 48) : start]) is not None
