"""Small helpers over selectolax: text of the first match, attributes, JSON that stands in scripts."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<[^<>]*>")
_NO_REFERENCE = re.compile("&#[0-9]{9,};?")
_PIECE = 32_768
_DEEPEST = 8_000
_EMPTY = ("<br>", "<img ", "<input ", "<meta ", "<link ")
_DAMAGED = "\N{REPLACEMENT CHARACTER}"


def clean(text: str | None) -> str | None:
    """Text with its white space made single; None where nothing is left or where the encoding is destroyed."""
    if not text or _DAMAGED in text:
        return None
    return _SPACE.sub(" ", text.replace("\xa0", " ")).strip() or None


def unescaped(text: str) -> str:
    """Text with its character references resolved; those of numbers that no character has are left out."""
    return html.unescape(_NO_REFERENCE.sub("", text)) if "&" in text else text


def untagged(markup: str | None) -> str | None:
    """Text of a fragment of markup that stands in a string."""
    return clean(unescaped(_TAG.sub("", markup))) if markup else None


def parse(text: str) -> LexborHTMLParser:
    """The page as a tree; cut off where its elements nest so deep that parsing would not end (cost grows with the square)."""
    if text.count("<") <= _DEEPEST or not _may_be_deep(text):
        return LexborHTMLParser(text)
    depth = 0
    for start in range(0, len(text), _PIECE):
        end = start + _PIECE
        # Every other sign opens an element, but those that are closed at once, and the most frequent that are never closed.
        depth += text.count("<", start, end) - 2 * text.count("</", start, end)
        depth -= text.count("/>", start, end) + text.count("<!", start, end)
        depth -= sum(text.count(name, start, end) for name in _EMPTY)
        if depth > _DEEPEST:
            return LexborHTMLParser(text[:start])
    return LexborHTMLParser(text)


def _may_be_deep(text: str) -> bool:
    """Whether it might nest so deep, elements that are never closed counted too: of few pages more need be counted."""
    depth = 0
    for start in range(0, len(text), _PIECE):
        depth += text.count("<", start, start + _PIECE) - 2 * text.count("</", start, start + _PIECE)
        if depth > _DEEPEST:
            return True
    return False


def first(tree: LexborHTMLParser | LexborNode, *selectors: str) -> LexborNode | None:
    """The first node that any of the selectors finds, tried in order."""
    return next((node for selector in selectors if (node := tree.css_first(selector)) is not None), None)


def every(tree: LexborHTMLParser | LexborNode, selector: str) -> list[LexborNode]:
    """All nodes that a selector finds, each once: of a list of selectors Lexbor gives a node as often as one of them fits."""
    nodes = tree.css(selector)
    return list({node.mem_id: node for node in nodes}.values()) if "," in selector else nodes


def text_of(tree: LexborHTMLParser | LexborNode, *selectors: str) -> str | None:
    """Clean text of the first node found that has any."""
    for selector in selectors:
        node = tree.css_first(selector)
        text = clean(node.text()) if node is not None else None
        if text:
            return text
    return None


def attribute(node: LexborNode | None, *names: str) -> str | None:
    """The first of the attributes that has a value."""
    if node is None:
        return None
    return next((value for name in names if (value := clean(node.attributes.get(name)))), None)


def decimal(value: Any) -> Decimal | None:
    """A number as JSON or an attribute gives it, exact; None for anything that is no finite number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def whole(value: Any) -> int | None:
    """A count as JSON or an attribute gives it; None for anything that is no whole number from 0."""
    number = decimal(value)
    return int(number) if number is not None and number == number.to_integral_value() and 0 <= number < 10**15 else None


def json_after(text: str, marker: str) -> Any:
    """The JSON object that follows a marker in a script; None where there is none or it is broken."""
    at = text.find(marker)
    start = text.find("{", at) if at >= 0 else -1
    if start < 0 or start - at > len(marker) + 40:
        return None
    # Most scripts end the object's line with a semicolon: orjson reads that at once.
    end = text.find("};\n", start)
    if end > 0:
        try:
            return orjson.loads(text[start : end + 1])
        except orjson.JSONDecodeError:
            pass  # The object goes on: read it to its own end.
    return json_at(text, start)


def json_at(text: str, start: int) -> Any:
    """The JSON value that begins at a place of a script; None where it is broken."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def found(pattern: re.Pattern[str], text: str) -> str | None:
    """The first group of a pattern's first match."""
    match = pattern.search(text)
    return match[1] if match else None


def at(value: Any, *path: str | int) -> Any:
    """What stands at a path of keys in nested JSON; None where the path breaks off."""
    for key in path:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
            value = value[key]
        else:
            return None
    return value


def string(value: Any) -> str | None:
    """A JSON string or number as clean text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return clean(str(value))


def mappings(value: Any) -> Iterable[dict[str, Any]]:
    """The objects of a JSON array; nothing where it is none."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()
