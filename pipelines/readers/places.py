"""Which region a text names: GB/T 2260 down to the county, ISO 3166 for the world, by the names of db/reference.

Several names in a text explain each other (湖北 宜昌 秭归); one name that several places bear is settled by the source's
prior, else by the higher level, else it is left open with its candidates.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from ahocorasick_rs import AhoCorasick, MatchKind

from pipelines.readers.folding import fold

LONGEST = 300
_LEVELS = {"country": 0, "province": 1, "prefecture": 2, "county": 3}
# Names that are also ordinary words: as places only with their suffix.
_WORDS = frozenset(
    [
        "东方",
        "公安",
        "和平",
        "新城",
        "城关",
        "城中",
        "城东",
        "城西",
        "城北",
        "城南",
        "郊",
        "市中",
        "桥东",
        "桥西",
        "新华",
        "长安",
        "红旗",
        "南山",
        "东山",
        "西山",
        "北山",
        "向阳",
        "前进",
        "东风",
        "爱民",
        "新市",
        "光明",
        "龙山",
        "兴安",
        "中山",
        "鼓楼",
        "西湖",
        "河东",
        "河西",
        "大同",
        "宝山",
        "海南",
        "普通",
        "江南",
        "南方",
        "北方",
        "青山",
        "沙市",
        "平安",
        "开平",
        "宁静",
        "丰满",
        "安定",
        "通道",
        "道县",
        "高要",
        "集美",
        "和顺",
        "太和",
        "大安",
        "平和",
        "安康",
        "兴隆",
        "富裕",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region. No code: none is named, or one of `candidates` is and the text does not tell which."""

    code: str
    level: str
    country: str
    candidates: tuple[str, ...] = ()
    rule: str = "nothing"


_NOTHING = Place("", "none", "")


@dataclass(slots=True)
class _Gazetteer:
    automaton: AhoCorasick
    names: list[str]
    codes: dict[str, tuple[str, ...]]
    level: dict[str, str]
    parent: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    level: dict[str, str] = {}
    parent: dict[str, str] = {}
    codes: dict[str, set[str]] = {}

    def add(name: str, code: str) -> None:
        name = fold(name).lower()
        if len(name) > 1 and name not in _WORDS:
            codes.setdefault(name, set()).add(code)

    for row in [*_table("regions.csv"), *_table("regions.local.csv")]:
        level[row["code"]], parent[row["code"]] = row["level"], row["parent_code"]
        for name in (row["name_zh"], row["name_en"]):
            add(name or "", row["code"])
    for row in _table("region_names.csv"):
        add(row["name"], row["code"])
    names = list(codes)
    found = {name: tuple(sorted(known)) for name, known in codes.items()}
    return _Gazetteer(AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), names, found, level, parent)


def _table(name: str) -> list[dict[str, str]]:
    file = resources.files("db.reference") / name
    if not file.is_file():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def find_places(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """(start, end, codes that the name may mean) of each place named; offsets are those of the folded text."""
    gazetteer, folded = _gazetteer(), fold(text).lower()
    found = []
    for index, start, end in gazetteer.automaton.find_matches_as_indexes(folded):
        name = gazetteer.names[index]
        if name.isascii():
            before, after = folded[start - 1 : start] if start else "", folded[end : end + 1]
            if (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum()):
                continue
        found.append((start, end, gazetteer.codes[name]))
    return found


@lru_cache(maxsize=20_000)
def read_place(text: str, *, prior: str | None = None) -> Place:
    """The region that a text names most exactly.

    Args:
        text: an origin, an address, a place of dispatch.
        prior: code of the region that the source is about.

    """
    gazetteer = _gazetteer()
    named = [codes for _, _, codes in find_places(text[:LONGEST])]
    if not named:
        return _NOTHING
    best: tuple[int, int, str] | None = None
    for codes in named:
        for code in codes:
            line = _line(code, gazetteer)
            support = sum(any(other in line for other in others) for others in named)
            rank = (support, _LEVELS[gazetteer.level[code]], code)
            if best is None or rank[:2] > best[:2]:
                best = rank
    assert best is not None
    code = best[2]
    rivals = [c for codes in named if code in codes for c in codes]
    support = best[0]
    rivals = sorted({c for c in rivals if sum(any(o in _line(c, gazetteer) for o in others) for others in named) == support})
    return _settled(code, rivals, prior, gazetteer)


def _settled(code: str, rivals: list[str], prior: str | None, gazetteer: _Gazetteer) -> Place:
    rule = "named"
    if len(rivals) > 1:
        inside = [c for c in rivals if prior and prior in _line(c, gazetteer)]
        pool = inside or rivals
        top = min(_LEVELS[gazetteer.level[c]] for c in pool)
        highest = [c for c in pool if _LEVELS[gazetteer.level[c]] == top]
        if len(highest) > 1:
            return Place("", "none", "", tuple(rivals), "ambiguous")
        code, rule = highest[0], "prior" if inside else "higher level"
    country = code if gazetteer.level[code] == "country" else _line(code, gazetteer)[-1]
    return Place(code, gazetteer.level[code], country[:2], tuple(rivals) if len(rivals) > 1 else (), rule)


def _line(code: str, gazetteer: _Gazetteer) -> list[str]:
    """The code and the regions it lies in, outward."""
    line = [code]
    while parent := gazetteer.parent.get(line[-1], ""):
        line.append(parent)
    return line
