"""Texts that cost a pattern most: its own matches and near misses again and again, beside signs of every kind."""

from __future__ import annotations

import collections
import importlib
import pkgutil
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

codes: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

PACKAGES = ("pipelines.readers", "pipelines.claims", "crawler.pages", "crawler.urls", "crawler.url_rules")
SIGNS = (
    *"1 ,.at-~+()\n<>/:?=&'_%\\\"\x00",
    *"万元一十半几的月年省！。，１éệอअ\u200b\u0301𠀀",
)
MIXES = (
    *("1 ", "1,", "1.", "1 x ", "1a", "a1", "a ", " a", "ab ", "1-", "1/", "1:", "1万", "万1", "一 ", "一1", "1一", "十百"),
    *("¥1", "$1 ", "1元", "1月", "1日", "1年", "4月1日-", "12:", "1/1/", "20", "2020-", "20:00-", "999,", "1,000", "1 000 "),
    *("1.000", "1e9", "0x", "per ", "of the ", "one ", "a million ", "twenty-", "last ", "april ", "for ", "from 1 to "),
    *("more than ", "over 1 ", "中国", "湖北", "近1", "满1减", "第一", '{"a":', "[[", "{{", '":"', "<a ", "</a>", "<div><p>"),
    *("<script>", "<!--", "/*", "//", "&amp;", "\\u", "window.", "http://a/", "var a="),
)


def patterns(packages: Sequence[str] = PACKAGES) -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Every compiled pattern that a module of the packages holds, under its module and name, each once."""
    found: dict[int, tuple[str, re.Pattern[Any]]] = {}
    for package in packages:
        for module in _modules(package):
            for name, value in vars(module).items():
                for path, pattern in _within(value, f"{module.__name__}.{name}", 0):
                    found.setdefault(id(pattern), (path, pattern))
    return dict(found.values())


def _modules(package: str) -> Iterator[ModuleType]:
    module = importlib.import_module(package)
    yield module
    for info in pkgutil.iter_modules(getattr(module, "__path__", ())):
        yield importlib.import_module(f"{package}.{info.name}")


def _within(value: object, path: str, depth: int) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield path, value
    elif depth < 3 and isinstance(value, dict):
        for key, item in value.items():
            yield from _within(item, f"{path}[{key!r}]", depth + 1)
    elif depth < 3 and isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from _within(item, f"{path}[{number}]", depth + 1)
    elif isinstance(value, type) and depth < 3:
        for key, item in vars(value).items():
            yield from _within(item, f"{path}.{key}", depth + 1)


def pieces(pattern: re.Pattern[Any], number: int = 12, seed: int = 7) -> list[str]:
    """What the pattern matches, made from its own parts, with and without its last sign."""
    dice = random.Random(seed)
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    made: dict[str, None] = {}
    for _ in range(number):
        text = _sample(tree, dice, {})[:60]
        for one in (text, text[:-1], text[: len(text) // 2], text + " ", text + "x"):
            if one:
                made[one] = None
    return list(made)


def _sample(tree: Any, dice: random.Random, groups: dict[int, str]) -> str:
    return "".join(_one(op, args, dice, groups) for op, args in tree)


def _one(op: Any, args: Any, dice: random.Random, groups: dict[int, str]) -> str:
    if op in _REPEATS:
        low, high = int(args[0]), min(int(args[1]), int(args[0]) + 3)
        return "".join(_sample(args[2], dice, groups) for _ in range(dice.randint(low, high)))
    if op is codes.SUBPATTERN:
        text = groups[args[0]] = _sample(args[3], dice, groups)
        return text
    if op is codes.GROUPREF_EXISTS:
        return _sample(args[1] if args[0] in groups else args[2] or (), dice, groups)
    made = _SIMPLE.get(op)
    return made(args, dice, groups) if made is not None else ""


_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_SIMPLE: dict[Any, Callable[[Any, random.Random, dict[int, str]], str]] = {
    codes.LITERAL: lambda args, _dice, _groups: chr(args),
    codes.NOT_LITERAL: lambda args, _dice, _groups: "a" if args != ord("a") else "b",
    codes.ANY: lambda _args, dice, _groups: dice.choice("a1 中"),
    codes.IN: lambda args, dice, _groups: _of_class(args, dice),
    codes.BRANCH: lambda args, dice, groups: _sample(dice.choice(args[1]), dice, groups),
    codes.ATOMIC_GROUP: lambda args, dice, groups: _sample(args, dice, groups),
    codes.GROUPREF: lambda args, _dice, groups: groups.get(args, ""),
    # What must stand before it, or else it would not be tried.
    codes.ASSERT: lambda args, dice, groups: _sample(args[1], dice, groups) if args[0] < 0 else "",
}
_SOME = "a1 中-<\"'/é,"
_OF_CATEGORY = {
    codes.CATEGORY_DIGIT: "19",
    codes.CATEGORY_SPACE: " \n",
    codes.CATEGORY_WORD: "a1中",
    codes.CATEGORY_NOT_DIGIT: "a 中",
    codes.CATEGORY_NOT_SPACE: "a1中",
    codes.CATEGORY_NOT_WORD: " -,",
}


def _of_class(items: Any, dice: random.Random) -> str:
    if items[0][0] is codes.NEGATE:
        barred = re.compile(f"[{''.join(_as_class(item) for item in items[1:])}]")
        return next((sign for sign in _SOME if not barred.match(sign)), "\u0e01")
    op, args = dice.choice(items)
    if op is codes.LITERAL:
        return chr(args)
    if op is codes.RANGE:
        return chr(dice.randint(*args))
    return dice.choice(_OF_CATEGORY[args])


def _as_class(item: Any) -> str:
    op, args = item
    if op is codes.LITERAL:
        return re.escape(chr(args))
    if op is codes.RANGE:
        return f"{re.escape(chr(args[0]))}-{re.escape(chr(args[1]))}"
    return {
        codes.CATEGORY_DIGIT: r"\d",
        codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_NOT_DIGIT: r"\D",
        codes.CATEGORY_NOT_SPACE: r"\S",
        codes.CATEGORY_NOT_WORD: r"\W",
    }[args]


def seconds(pattern: re.Pattern[Any], piece: str, size: int, *, every: bool = False, tries: int = 1) -> float:
    """Seconds of CPU for `size` signs of a repeated piece, to the first match or to every one; the best of some tries."""
    text: Any = (piece * (size // len(piece) + 1))[:size]
    if isinstance(pattern.pattern, bytes):
        text = text.encode("utf-8", "replace")[:size]
    best = float("inf")
    for _ in range(tries):
        start = time.process_time()
        if every:
            collections.deque(pattern.finditer(text), maxlen=0)
        else:
            pattern.search(text)
        best = min(best, time.process_time() - start)
    return best


def slowest(pattern: re.Pattern[Any], limit: float) -> tuple[float, str]:
    """Seconds of CPU for a million signs of the piece that costs a pattern most.

    All pieces are tried on a short text; what may be too slow on the whole is measured on longer ones, unless that is hopeless.
    """
    pieces_ = dict.fromkeys([*SIGNS, *MIXES, *pieces(pattern, 6)])
    tried = sorted(((seconds(pattern, piece, _SHORT) * _MOST / _SHORT, piece) for piece in pieces_), reverse=True)
    worst = (0.0, "")
    for took, piece in tried[:3]:
        for size in (8_000, 50_000):
            took = _measured(pattern, piece, took, size, limit)
        worst = max(worst, (took, piece))
    return _measured(pattern, worst[1], worst[0], _MOST, limit), worst[1]


def _measured(pattern: re.Pattern[Any], piece: str, took: float, size: int, limit: float) -> float:
    """What took that long for a million signs by the measure before, by one on a longer text where that is in doubt."""
    if not limit < took < 20 * limit:
        return took
    took = seconds(pattern, piece, size) * _MOST / size
    return min(took, seconds(pattern, piece, size, tries=2) * _MOST / size) if took > limit else took


_SHORT, _MOST = 2_000, 1_000_000
