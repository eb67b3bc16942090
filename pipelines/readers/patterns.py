"""Patterns for a short stretch of a text: where more of the text lies ahead they fail at once, whatever the text holds.

So no text, however long or hostile, makes them slow; who tries one at a place of a text says how far it may look (`endpos`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

REACH = 128
"""Signs that a pattern tried at one place may look ahead."""
WHOLE = 2_000
"""Signs of a short text that is searched as a whole, with room for signs that grow when they are made plain."""
ARTICLE = 200_000
"""Signs of the longest announcement that is read."""
_LATIN, _DIGITS = frozenset("abcdefghijklmnopqrstuvwxyz"), frozenset("0123456789")
_RUNS = {**dict.fromkeys(_LATIN, _LATIN), **dict.fromkeys(_DIGITS, _DIGITS)}


def near(pattern: str, reach: int = REACH, *, flags: int = 0) -> re.Pattern[str]:
    """The pattern for stretches of at most `reach` signs: give `endpos`, or a piece of a text that is no longer."""
    return re.compile(rf"(?=(?s:.){{0,{reach}}}+\Z)(?:{pattern})", flags)


def each(pattern: re.Pattern[str], text: str, starts: frozenset[str]) -> Iterator[re.Match[str]]:
    """Matches of a pattern of `near`, in order, none over another.

    `starts` are the signs that one may begin with; of a run of digits or Latin letters only the first is tried.
    """
    past = 0
    for at, sign in enumerate(text):
        if sign in starts and at >= past:
            if at and sign in _RUNS and text[at - 1] in _RUNS[sign]:
                continue
            match = pattern.match(text, at, at + REACH)
            if match is not None:
                past = match.end()
                yield match


def blanked(pattern: re.Pattern[str], text: str, starts: frozenset[str]) -> str:
    """The text with spaces in place of the matches of a pattern of `near`."""
    for match in list(each(pattern, text, starts)):
        text = f"{text[: match.start()]}{' ' * (match.end() - match.start())}{text[match.end() :]}"
    return text
