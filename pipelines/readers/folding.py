"""One form of a text for reading: full-width signs, digits of other scripts, zero-width signs, odd spaces and traditional script made plain."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain

import opencc

_SPACES = dict.fromkeys(
    [*range(9, 14), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000], " "
)
_NOTHING = dict.fromkeys(
    [
        *(*range(9), *range(14, 32), 127, 0xAD, 0x034F, 0x180E, 0xFEFF),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)),
    ],
    "",
)
_DASHES = dict.fromkeys(map(ord, "–—−‐‑‒―﹣"), "-")
# Zeros of scripts with digits of their own: Arabic, Devanagari, Thai and others.
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0x1040, 0x17E0)
_DIGITS = {zero + n: str(n) for zero in _ZEROS for n in range(10)}
_PLAIN = {
    **_SPACES,
    **_DIGITS,
    **_NOTHING,
    **_DASHES,
    ord("～"): "~",
    ord("〜"): "~",
    ord("∼"): "~",
    ord("’"): "'",
    ord("‘"): "'",
}
_NARROW = {**_PLAIN, **{point: chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}}
_COMBINING = re.compile("[\u0300-\u036f\u3099\u309a]")
# A space beside a Chinese sign that stands alone.
_LONE = re.compile(
    " (?:(?:(?<=^[\u4e00-\u9fff] )|(?<=[^\u4e00-\u9fff][\u4e00-\u9fff] )) *+(?=[\u4e00-\u9fff])"
    "|(?<=[\u4e00-\u9fff] ) *+(?=[\u4e00-\u9fff](?![\u4e00-\u9fff])))"
)
_HAN_GAP = re.compile("(?<=[\u4e00-\u9fff]) {1,20}(?=[\u4e00-\u9fff])")


class _Signs(dict[int, str]):
    """Code point -> its plain form, found when it is first asked for; half of a pair of surrogates stands for no sign."""

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        plain = "\ufffd" if 0xD800 <= point < 0xE000 else _PLAIN.get(point)
        if plain is None:
            compatible = unicodedata.normalize("NFKC", sign)
            signs = simplified()
            plain = "".join(_PLAIN.get(ord(one), signs.get(one, one)) for one in compatible)
        self[point] = plain
        if len(plain) == 1:
            _ONE_FOR_ONE.add(sign)
        return plain


_ONE_FOR_ONE: set[str] = set()
_SIGNS = _Signs()
_ASCII = {point: _PLAIN.get(point, chr(point)) for point in range(128)}
_SIGNS.update(_ASCII)
_ONE_FOR_ONE.update(chr(point) for point, plain in _ASCII.items() if len(plain) == 1)


def fold(text: str) -> str:
    """The text in NFKC without zero-width and control characters, with plain digits, spaces, dashes and simplified script."""
    if not text.isascii() and _COMBINING.search(text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_SIGNS)


def plain_signs(text: str) -> str:
    """The text without full-width letters and digits, zero-width signs and odd spaces; its script stays."""
    return text if text.isascii() else text.translate(_NARROW)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its signs (and its end) the offset in the text that it comes from.

    Marks that are written behind their letter are left where they stand, so that offsets stay true.
    """
    folded = text.translate(_SIGNS)
    if len(folded) == len(text) and _ONE_FOR_ONE.issuperset(text):
        return folded, list(range(len(text) + 1))
    offsets = chain.from_iterable([at] * len(_SIGNS[ord(sign)]) for at, sign in enumerate(text))
    return folded, [*offsets, len(text)]


def close_up(text: str) -> str:
    """The text without spaces between Chinese signs."""
    return text if " " not in text or text.isascii() else _HAN_GAP.sub("", text)


def join_lone_signs(text: str) -> str:
    """The text with Chinese signs that stand alone between spaces joined to what stands beside them: 热干 面."""
    return _LONE.sub("", text)


@lru_cache(maxsize=1)
def simplified() -> dict[str, str]:
    """Traditional sign -> simplified sign, from OpenCC's character table (Apache-2.0)."""
    convert = opencc.OpenCC("t2s")
    signs = [chr(point) for point in range(0x3400, 0xA000)]
    # One call for all signs, each on a line of its own so that no phrase rule applies.
    return {a: b for a, b in zip(signs, convert.convert("\n".join(signs)).split("\n"), strict=True) if a != b}
