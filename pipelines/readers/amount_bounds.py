"""The bound that the words before and behind a number give it (over, nearly, up to, 余, 以上)."""

from __future__ import annotations

import re
from typing import Literal

from pipelines.readers.amount_words import ABOUT, AFTER, AT_LEAST, AT_MOST
from pipelines.readers.patterns import REACH, near

AmountBound = Literal["exact", "at_least", "at_most", "about"]
_LOOK = 28
_AFTER = near(" ?(" + "|".join(re.escape(word) for word in sorted(AFTER, key=len, reverse=True)) + ")(?![a-z]| than)")


def bound_after(text: str, at: int) -> tuple[AmountBound | None, int]:
    """The bound that the words right behind a number or its noun give (以上, or more), and where they end."""
    match = _AFTER.match(text, at, at + REACH)
    return (None, at) if match is None else (AFTER[match[1]], match.end())  # type: ignore[return-value]


_WORDS_OF_BOUND: tuple[tuple[AmountBound, tuple[str, ...]], ...] = (
    ("at_least", AT_LEAST),
    ("about", ABOUT),
    ("at_most", AT_MOST),
)
# Last sign -> the words that end with it, the longest first.
_BY_LAST_SIGN: dict[str, list[tuple[str, AmountBound]]] = {}
for _bound, _words in _WORDS_OF_BOUND:
    for _word in _words:
        _BY_LAST_SIGN.setdefault(_word[-1], []).append((_word, _bound))
for _found in _BY_LAST_SIGN.values():
    _found.sort(key=lambda pair: -len(pair[0]))


def bound_before(text: str, at: int) -> AmountBound | None:
    """The bound that the words right before a number give; the longest word counts (`不超过` over `超过`)."""
    found = _word_before(text, at)
    return None if found is None else found[1]


def bound_start(text: str, at: int) -> int:
    """Where the words of bound right before a number begin; the number's own place where there are none."""
    found = _word_before(text, at)
    return at if found is None else found[0]


def _word_before(text: str, at: int) -> tuple[int, AmountBound] | None:
    before = text[max(0, at - _LOOK) : at]
    if before[-1:] != "约":
        before = before.rstrip(" \"'“”‘’(（《约合的")
    if before.endswith("up to") and _ROSE.search(before):
        return None
    for word, bound in _BY_LAST_SIGN.get(before[-1:], ()):
        if before.endswith(word) and _is_word(before, word):
            return max(0, at - _LOOK) + len(before) - len(word), bound
    return None


# Prices edged up to 26 yuan: no bound.
_ROSE = re.compile(
    r"(?:edged|went|gone?|climbed|rose|risen|pushed|grew|crept|inched|ticked|shot|moved|jumped|picked|rising|climbing) up to$"
)


def _is_word(before: str, word: str) -> bool:
    at = len(before) - len(word)
    if not ("a" <= word[0] <= "z"):
        # 上 and 过 count only right before a number (上百家, 过亿元), not behind a verb (卖上, 通过 3).
        if word == "过" and before.endswith("销售过"):
            return True
        return word not in ("上", "过", "近") or at == 0 or before[at - 1] not in "线以卖网加早晚马身手路通不经最附邻售赶会达"
    return at == 0 or not before[at - 1].isalpha()
