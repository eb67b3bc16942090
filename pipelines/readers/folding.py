"""One form of a text for reading: full-width signs, zero-width signs, odd spaces and traditional script made plain."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import opencc

_SPACES = dict.fromkeys(
    [*range(9, 14), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000], " "
)
_NOTHING = dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xAD, *range(0x202A, 0x202F), *range(9), *range(14, 32), 127])
_PLAIN = {**_SPACES, **_NOTHING, ord("～"): "~", ord("〜"): "~", ord("–"): "-", ord("—"): "-", ord("−"): "-", ord("‐"): "-"}


def fold(text: str) -> str:
    """The text in NFKC without zero-width and control characters, with plain spaces, dashes and simplified script."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        simplified = _simplified()
        if any(sign in simplified for sign in text):
            text = "".join(simplified.get(sign, sign) for sign in text)
    return text.translate(_PLAIN)


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional sign -> simplified sign, from OpenCC's character table (Apache-2.0)."""
    convert = opencc.OpenCC("t2s")
    signs = [chr(point) for point in range(0x4E00, 0xA000)]
    # One call for all signs, each on a line of its own so that no phrase rule applies.
    return {a: b for a, b in zip(signs, convert.convert("\n".join(signs)).split("\n"), strict=True) if a != b}
