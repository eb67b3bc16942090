"""Object literals of JavaScript read as JSON: keys without quotes, single quotes, comments, trailing commas, `undefined`.

No expression is evaluated. Strings are told apart first, so that what looks like a key or a comment inside one stays as it is.
"""

from __future__ import annotations

import json
import re
from typing import Any

_TOKEN = re.compile(
    r",(?=\s*+[}\]])|!([01])"
    r"|(?<![\w$])(?:([\w$]++)(?=\s{0,40}+:)|(undefined|NaN|void 0)\b)"
    r"""|(?=["'])(?:("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|'((?:[^'\\]|\\.)*+)(?:'|\\?\Z))"""
    r"|(?=/)(//[^\n]*+|/\*.*?(?:\*/|\Z))",
    re.DOTALL,
)
_MOST, _MOST_SIGNS = 700_000, 200_000
"""Beyond these a script is no data of a page."""
_WORDS = {"undefined": "null", "NaN": "null", "void 0": "null", "0": "true", "1": "false"}
_JS_ESCAPES = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(['\w]))")
_KEPT = frozenset('"\\/bfnrtu')


def loose(text: str, start: int = 0) -> Any:
    """The object or array that begins at a place of a script; None where there is none that can be read."""
    end = start + _MOST
    if sum(text.count(sign, start, end) for sign in "\"'{,!/") > _MOST_SIGNS:
        return None
    written = _TOKEN.sub(_as_json, text[start : start + _MOST])
    try:
        return json.JSONDecoder(strict=False).raw_decode(written.lstrip())[0]
    except (ValueError, RecursionError):
        return None


def _as_json(match: re.Match[str]) -> str:
    flag, key, word, double, single, comment = match.groups()
    if double is not None:
        return _JS_ESCAPES.sub(_escape, double) if "\\" in double else double
    if single is not None:
        inner = _JS_ESCAPES.sub(_escape, single) if "\\" in single else single
        return '"' + inner.replace('"', '\\"') + '"'
    if key is not None:
        return f'"{key}"'
    if comment is not None:
        return " "
    return _WORDS[word or flag] if word or flag else ""


def _escape(match: re.Match[str]) -> str:
    """Escapes that JSON does not know: two hexadecimal digits, quotes, letters that stand for themselves."""
    if match[1]:
        return f"\\u00{match[1]}"
    return match[0] if match[2] in _KEPT else match[2]
