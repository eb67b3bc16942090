"""The bound that the words before and behind a number give it (over, nearly, up to, 余, 以上)."""

from __future__ import annotations

import re
from typing import Literal

from pipelines.readers.amount_words import ABOUT, AFTER, AT_LEAST, AT_MOST

AmountBound = Literal["exact", "at_least", "at_most", "about"]
_LOOK = 28
_AFTER = re.compile(" ?(" + "|".join(re.escape(word) for word in sorted(AFTER, key=len, reverse=True)) + ")(?![a-z])")


def bound_after(text: str, at: int) -> tuple[AmountBound | None, int]:
    """The bound that the words right behind a number or its noun give (以上, or more), and where they end."""
    match = _AFTER.match(text, at)
    return (None, at) if match is None else (AFTER[match[1]], match.end())  # type: ignore[return-value]


_WORDS_OF_BOUND = (("at_least", AT_LEAST), ("about", ABOUT), ("at_most", AT_MOST))
_LAST_SIGNS = frozenset(word[-1] for _, words in _WORDS_OF_BOUND for word in words)


def bound_before(text: str, at: int) -> AmountBound | None:
    """The bound that the words right before a number give; the longest word counts (`不超过` over `超过`)."""
    before = text[max(0, at - _LOOK) : at].rstrip(" \"'“”‘’(（《约合的")
    if text[at - 1 : at] == "约":
        before = text[max(0, at - _LOOK) : at]
    if before[-1:] not in _LAST_SIGNS:
        return None
    best, length = None, 0
    for bound, words in _WORDS_OF_BOUND:
        if before.endswith(words):
            for word in words:
                if len(word) > length and before.endswith(word) and _is_word(before, word):
                    best, length = bound, len(word)
    return best  # type: ignore[return-value]


def bound_start(text: str, at: int) -> int:
    """Where the words of bound right before a number begin; the number's own place where there are none."""
    before = text[max(0, at - _LOOK) : at].rstrip()
    length = max(
        (len(w) for _, words in _WORDS_OF_BOUND for w in words if before.endswith(w) and _is_word(before, w)), default=0
    )
    return at - (len(text[max(0, at - _LOOK) : at]) - len(before)) - length if length else at


def _is_word(before: str, word: str) -> bool:
    at = len(before) - len(word)
    if not ("a" <= word[0] <= "z"):
        # 上 and 过 count only right before a number (上百家, 过亿元), not behind a verb (卖上, 通过 3).
        return word not in ("上", "过", "近") or at == 0 or before[at - 1] not in "线以卖网加早晚马身手路通不经最附邻售赶会达"
    return at == 0 or not before[at - 1].isalpha()
