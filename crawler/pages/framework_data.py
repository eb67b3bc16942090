"""Data blocks in the forms of frameworks: flat lists whose numbers are places in the list, attributes, streams.

Nuxt 3 (`__NUXT_DATA__`) and React Router write each value once and refer to it by its place; Inertia keeps a page's data in an
attribute; Next.js streams them in pieces; Nuxt 2 writes a call of a function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from json import dumps
from typing import Any

import orjson

from crawler.pages import dom
from crawler.pages.app_data import streamed
from crawler.pages.loose_json import loose

SIGNS = ("self.__next_f", 'data-page="{', "data-page='{", "__remixContext", "streamController.enqueue(")
_ATTRIBUTE = re.compile(r"""data-page=(?:"(\{[^"]{20,2000000})"|'(\{[^']{20,2000000})')""")
_PIECE = re.compile(r"streamController\.enqueue\(\s{0,3}(?=\")")
_CALLED = re.compile(r"__NUXT__\s{0,3}=\s{0,3}\(function\(([\w$,\s]{0,20000})\)\s{0,3}\{")
_NAMES = re.compile(r'"(?:[^"\\]|\\(?s:.))*+(?:"|\\?\Z)|(?<![\w$.])([A-Za-z_$][\w$]{0,8})(?![\w$]|\s{0,3}:)')
_KEY = re.compile(r"_(\d{1,6})")
_MOST, _DEEPEST, _LONGEST = 60_000, 40, 700_000


def read_frameworks(page_text: str, found: frozenset[str]) -> Iterator[Any]:
    """The data blocks of a page that holds these of the signs."""
    if "self.__next_f" in found:
        yield from streamed(page_text)
    if "window.__NUXT__" in found:
        yield _called(page_text)
    if "__remixContext" in found:
        yield dom.json_after(page_text, "__remixContext =") or dom.json_after(page_text, "__remixContext=")
    if 'data-page="{' in found or "data-page='{" in found:
        for match in _ATTRIBUTE.finditer(page_text):
            yield _json(unescape(match[1] or match[2]))
    if "streamController.enqueue(" in found:
        for match in _PIECE.finditer(page_text):
            piece = dom.json_at(page_text, match.end())
            yield revived(_json(piece)) if isinstance(piece, str) else None


def _called(page_text: str) -> Any:
    """What the function of a page of Nuxt 2 gives back: an object whose repeated values stand behind it as arguments."""
    match = _CALLED.search(page_text)
    end = page_text.find("</script", match.end()) if match else -1
    if match is None or end < 0 or end - match.end() > _LONGEST:
        return None
    script = page_text[match.end() : end].rstrip().rstrip(";")
    start, last = script.find("{", script.find("return")), script.rfind("}(")
    if not 0 <= start < last or not script.endswith("))"):
        return None
    values = loose(f"[{script[last + 2 : -2]}]")
    names = [name.strip() for name in match[1].split(",")]
    known = dict(zip(names, values, strict=False)) if isinstance(values, list) else {}

    def put(found: re.Match[str]) -> str:
        return dumps(known[found[1]]) if found[1] in known else found[0]

    return loose(_NAMES.sub(put, script[start : last + 1]))


def _json(content: str) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def revived(values: Any) -> Any:
    """The value that a flat list stands for, its numbers taken as places in the list; None where it is no such list."""
    if not isinstance(values, list) or len(values) < 2 or not isinstance(values[0], dict | list):
        return None
    return _Flat(values).at(0, 0)


class _Flat:
    """A flat list while it is put together; what refers to itself ends there."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values
        self.known: dict[int, Any] = {}
        self.seen = 0

    def at(self, place: Any, depth: int) -> Any:
        """The value at a place."""
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(self.values):
            return None
        self.seen += 1
        if place in self.known or depth > _DEEPEST or self.seen > _MOST:
            return self.known.get(place)
        self.known[place] = None
        self.known[place] = self._made(self.values[place], depth + 1)
        return self.known[place]

    def _made(self, value: Any, depth: int) -> Any:
        if isinstance(value, dict):
            return {self._key(key, depth): self.at(place, depth) for key, place in value.items()}
        if isinstance(value, list):
            if value and isinstance(value[0], str):
                # ["Reactive", place], ["Date", "2024-05-01"]: a kind, and what is of it.
                inner = value[1] if len(value) > 1 else None
                return self.at(inner, depth) if isinstance(inner, int) else inner
            return [self.at(place, depth) for place in value]
        return value

    def _key(self, key: str, depth: int) -> str:
        match = _KEY.fullmatch(key)
        named = self.at(int(match[1]), depth) if match else key
        return named if isinstance(named, str) else key
