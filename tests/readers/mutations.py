"""Other ways to write the same text: full-width signs, zero-width signs, traditional script, spaces beside Chinese signs."""

from __future__ import annotations

import re
from collections.abc import Callable

import opencc

_TRADITIONAL = opencc.OpenCC("s2t")
_WIDE = {point: point + 0xFEE0 for point in range(ord("0"), ord("9") + 1)}
_WIDE_SIGNS = {point: point + 0xFEE0 for point in range(0x21, 0x7F)}
_HAN = "\u4e00-\u9fff"


def wide_digits(text: str) -> str:
    return text.translate(_WIDE)


def wide_signs(text: str) -> str:
    """All ASCII signs in full width."""
    return text.translate(_WIDE_SIGNS)


def zero_width(text: str) -> str:
    """A sign without width between any two."""
    return "\u200b".join(text)


def traditional(text: str) -> str:
    return str(_TRADITIONAL.convert(text))


def spaced(text: str) -> str:
    """A space between a Chinese sign and the number, sign or word beside it."""
    return re.sub(rf"(?<=[{_HAN}])(?=[A-Za-z\d¥￥$+])|(?<=[A-Za-z\d+])(?=[{_HAN}])", " ", text)


def spaced_out(text: str) -> str:
    """A space between any two Chinese signs."""
    return re.sub(rf"(?<=[{_HAN}])(?=[{_HAN}])", " ", text)


def no_break_spaces(text: str) -> str:
    return text.replace(" ", "\u00a0")


MUTATIONS: tuple[Callable[[str], str], ...] = (
    *(wide_digits, wide_signs, zero_width, traditional, spaced, spaced_out, no_break_spaces),
)
