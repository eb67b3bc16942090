"""The data that pages of apps start from: JSON answers, and JSON in scripts, percent-encoded, escaped or plain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import orjson

from crawler.pages import dom
from crawler.pages.api import read_json
from crawler.pages.loose_json import loose
from crawler.pages.scripts import scripts_of

_SCRIPTS = re.compile(r"""id=["']?(?:RENDER_DATA|__NEXT_DATA__|SSR_RENDER_DATA|__UNIVERSAL_DATA\w*)|application/json""")
_MARKERS = (
    "__INITIAL_STATE__", "__APOLLO_STATE__", "__INIT_PROPS__", "_ROUTER_DATA", "__INIT_DATA__", "window.__data",
    "__PRELOADED_STATE__", "window.pageData", "window._DATA_", "window.rawData", "window.initialState", "window.__NUXT__",
    "window._SSR_DATA", "window._sfpageinit", "window.__react_data__", "window.__api_data__", "window.searchData",
)  # fmt: skip
# React's stream: pieces of text, each a JSON string in a call; put together they are lines of "id:JSON".
_PIECE = re.compile(r"self\.__(?:pace|next)_f\.push\(\[\d+,\s{0,3}")
_LINE = re.compile(r"^[0-9a-f]{1,4}:(?=[\[{])", re.M)
_MOST_PIECES = 2_000


def data_of(body: bytes, text: str) -> Iterator[Any]:
    """All JSON values that a page or an answer brings, in the order of the page."""
    if body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"<", b""):
        yield read_json(text)
        return
    for content in scripts_of(text, _SCRIPTS):
        value = _content(content)
        if value is not None:
            yield value
    for marker in _MARKERS:
        if marker in text:
            value = dom.json_after(text, marker)
            if value is None:
                value = _loose(text, marker)
            if value is not None:
                yield value
    if "_f.push(" in text:
        yield from streamed(text)


def _content(content: str) -> Any:
    written = unquote(content) if content.startswith(("%7B", "%5B")) else content
    try:
        return orjson.loads(written)
    except orjson.JSONDecodeError:
        return None


def _loose(text: str, marker: str) -> Any:
    """The object after a marker as JavaScript writes it."""
    start = text.find("{", text.find(marker))
    if start < 0 or start - text.find(marker) > len(marker) + 40:
        return None
    end = text.find("</script", start)
    return loose(text[start : end if end > 0 else len(text)])


def streamed(text: str) -> Iterator[Any]:
    """The values of React's stream of a page."""
    pieces = []
    for match, _ in zip(_PIECE.finditer(text), range(_MOST_PIECES), strict=False):
        piece = dom.json_at(text, match.end())
        if isinstance(piece, str):
            pieces.append(piece)
    joined = "".join(pieces)
    decoder = json.JSONDecoder(strict=False)
    for line in _LINE.finditer(joined):
        try:
            yield decoder.raw_decode(joined, line.end())[0]
        except (ValueError, RecursionError):
            continue  # A line of the stream that holds no JSON (text, a reference): nothing of ours.
