"""Object literals of JavaScript read as JSON: keys without quotes, single quotes, comments, trailing commas, `undefined`.

No expression is evaluated. Strings are told apart first, so that what looks like a key or a comment inside one stays as it is.
"""

from __future__ import annotations

import json
import re
from typing import Any

# Each alternative begins with its own sign, by which the others are passed over at once.
_TOKEN = re.compile(
    r",(?=\s*+[}\]])|![01]"
    r"|[\w$](?<![\w$].)[\w$]*+(?P<key>)(?=\s{0,40}+:)|u(?<![\w$].)ndefined\b|N(?<![\w$].)aN\b|v(?<![\w$].)oid 0\b"
    r"""|"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|'(?P<single>(?:[^'\\]|\\.)*+)(?:'|\\?\Z)"""
    r"|/(?:/[^\n]*+|\*.*?(?:\*/|\Z))",
    re.DOTALL,
)
_MOST, _MOST_SIGNS = 700_000, 200_000
"""Beyond these a script is no data of a page."""
_WORDS = {"undefined": "null", "NaN": "null", "void 0": "null", "!0": "true", "!1": "false", ",": ""}
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
    token, kind = match[0], match.lastgroup
    if kind == "key":
        return f'"{token}"'
    if kind == "single":
        inner = _JS_ESCAPES.sub(_escape, match["single"]) if "\\" in token else match["single"]
        return '"' + inner.replace('"', '\\"') + '"'
    if token[0] == '"':
        return _JS_ESCAPES.sub(_escape, token) if "\\" in token else token
    return " " if token[0] == "/" else _WORDS[token]


def _escape(match: re.Match[str]) -> str:
    """Escapes that JSON does not know: two hexadecimal digits, quotes, letters that stand for themselves."""
    if match[1]:
        return f"\\u00{match[1]}"
    return match[0] if match[2] in _KEPT else match[2]
