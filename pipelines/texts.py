"""Text as both databases can hold it: NUL, lone surrogates and over-long text are replaced or cut, and it is told."""

from __future__ import annotations

import re
from functools import lru_cache

from db.rows import RejectionRow

LONGEST = 4_000
LONGEST_KEY = 400
"""Of ids: they stand in indexes, which PostgreSQL limits to 2,704 bytes."""
LONGEST_RAW = 2_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@lru_cache(maxsize=4_096)
def stored(text: str | None, longest: int = LONGEST) -> tuple[str | None, str | None]:
    """(the text as it is stored, what was wrong with it); blank text is None, unknown."""
    if text is None:
        return None, None
    trouble = None
    if _UNSTORABLE.search(text):
        text, trouble = _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text), "characters that cannot be stored were replaced"
    text = text.strip()
    if len(text) > longest:
        text, trouble = text[:longest], f"cut to {longest} characters"
    return text or None, trouble


def rejection(item_type: str, field: str, reason: str, raw: str) -> RejectionRow:
    """A row of `rejection`, with the raw text as it can be stored."""
    return RejectionRow(
        item_type=item_type, field=field, reason=stored(reason, LONGEST_RAW)[0] or "", raw=stored(raw, LONGEST_RAW)[0] or "''"
    )
