"""Scripts of a page found in one pass over its text, however it is broken: a script without an end costs no second search."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENING = re.compile(r"<script\b(?:[^<>]++|<(?!script)){0,100}+>", re.IGNORECASE)
_CLOSING = re.compile(r"</script", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,500}+>", re.IGNORECASE)
_TITLE_END = re.compile(r"</title", re.IGNORECASE)


def scripts_of(text: str, wanted: re.Pattern[str]) -> Iterator[str]:
    """Contents, stripped, of the scripts whose opening tag shows the wanted pattern, in the order of the page."""
    opening = _OPENING.search(text)
    while opening is not None:
        closing = _CLOSING.search(text, opening.end())
        if closing is None:
            return
        if wanted.search(opening[0]):
            yield text[opening.end() : closing.start()].strip()
        opening = _OPENING.search(text, closing.end())


def title_of(text: str) -> str:
    """Text of the first title element as it is written, '' where there is none."""
    opening = _TITLE.search(text)
    closing = _TITLE_END.search(text, opening.end()) if opening is not None else None
    return text[opening.end() : closing.start()].strip() if opening is not None and closing is not None else ""
