"""The base of pages that are JSON: decoding once, JSONP taken off, and what to say of a body that is none."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import Any

import orjson

from crawler.items import Reading, Unread
from crawler.pages import walls
from crawler.pages.base import Page
from crawler.pages.loose_json import loose

# `callback({...});`, `/**/callback({...})`, `var name = {...};`, `export default [...]` and anti-hijacking prefixes.
_WRAPPED = re.compile(
    r"\A\s*+(?:(?>/\*.*?\*/)\s*+)?(?:(?:[\w$.]++\s*+&&\s*+)?[\w$.]++\s*+\("
    r"|(?:var|let|const|window\.)?\s*+[\w$.]*+\s*+=|export default|\)\]\}',?)\s*+(?=[{\[])",
    re.S,
)


_OPENINGS = ("{", "[")
_RETURNED = re.compile(r"(?:return|module\.exports\s{0,4}=|export default|=)\s{0,8}(?=[\[{][\s\[{\"'\w])")


class ApiPage(Page):
    """A response in JSON or JSONP."""

    @cached_property
    def data(self) -> Any:
        """The value; None where the body is no JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return read_json(self.text)

    def unreadable(self) -> Reading:
        """What is said where the body is not the expected JSON: the wall that answered, else that it could not be read."""
        reading = Reading(site=self.site, wall=walls.wall_of(self.body, self.text))
        if reading.wall is None:
            reason = "not the JSON that this endpoint answers with"
            reading.unread.append(Unread(item_type="page", field="body", reason=reason, raw=self.text[:500]))
        return reading


def read_json(text: str) -> Any:
    """JSON of a script or a call, control signs in strings let be; None where there is none."""
    match = _WRAPPED.match(text)
    start = match.end() if match else len(text) - len(text.lstrip("\ufeff \t\r\n"))
    try:
        return json.JSONDecoder(strict=False, parse_constant=lambda _: None).raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return loose(text, start) if text[start : start + 1] in _OPENINGS else _inside_script(text)


def _inside_script(text: str) -> Any:
    """An array or object that a script returns or exports, under whatever words stand before it."""
    match = _RETURNED.search(text[:2_000])
    return loose(text, match.end()) if match else None
