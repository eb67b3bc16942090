"""The gazetteer: names of regions and what each may mean, from db/reference; a local list stands beside the shipped one and wins."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.readers.names import Names, reference_rows

LEVELS = {"country": 0, "province": 1, "prefecture": 2, "county": 3}
# The province of each by its one sign, as on number plates: a place only where it is the whole text.
SIGNS = dict(
    zip(
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新台港澳",
        (
            *("110000", "120000", "130000", "140000", "150000", "210000", "220000", "230000", "310000", "320000", "330000"),
            *("340000", "350000", "360000", "370000", "410000", "420000", "430000", "440000", "450000", "460000", "500000"),
            *("510000", "520000", "530000", "540000", "610000", "620000", "630000", "640000", "650000", "710000", "810000"),
            "820000",
        ),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name may mean: codes of regions, none where it is no place; `word`: it is an ordinary word too; `goods`: but no more before goods."""

    codes: tuple[str, ...]
    word: bool = False
    goods: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names, and of each region its level, the region it lies in and what its official name ends in."""

    names: Names[Meaning]
    level: dict[str, str]
    parent: dict[str, str]
    official: dict[str, str]
    lines: dict[str, list[str]] = field(default_factory=dict)

    def line(self, code: str) -> list[str]:
        """The code and the regions it lies in, outward."""
        line = self.lines.get(code)
        if line is None:
            line = [code]
            while (parent := self.parent.get(line[-1], "")) and parent not in line:
                line.append(parent)
            self.lines[code] = line
        return line

    def highest(self, codes: list[str]) -> list[str]:
        """Those of the codes that stand on the highest level among them."""
        top = min(LEVELS[self.level[code]] for code in codes)
        return [code for code in codes if LEVELS[self.level[code]] == top]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The table, read once."""
    shipped = {row["code"]: row for row in reference_rows("regions.csv")}
    local = {row["code"]: row for row in reference_rows("regions.local.csv")}
    regions = shipped | local
    # What a local list gives another code, or another name, is known by its old name still.
    kept = {(code[:2], _bare(row["name_zh"])) for code, row in local.items()}
    gone = {code for code, row in shipped.items() if local and code not in local and (code[:2], _bare(row["name_zh"])) in kept}
    now: dict[str, dict[str, None]] = {}
    former: dict[str, dict[str, None]] = {}
    cased = set()

    def add(name: str, code: str, *, in_force: bool = True) -> None:
        if len(name) > 1 and code in regions:
            (now if in_force and code not in gone else former).setdefault(name.lower(), {})[code] = None
            if name.isupper() and name.isascii():
                cased.add(name)

    for code, row in regions.items():
        for name in (row["name_zh"], row["name_en"]):
            add(name, code)
    for code, row in local.items():
        add(_bare(row["name_zh"]), code)
        add(shipped.get(code, row)["name_zh"], code, in_force=False)
    for row in reference_rows("region_names.csv"):
        add(row["name"], row["code"], in_force=row["kind"] != "former")
    # A name that a region bears today is not that of another one long ago.
    meant = {**{name: tuple(codes) for name, codes in former.items()}, **{name: tuple(codes) for name, codes in now.items()}}
    words = reference_rows("region_words.csv")
    kinds = {row["name"].lower(): row["kind"] for row in words}
    rows = [(name, Meaning(codes, name in kinds, kinds.get(name) == "goods")) for name, codes in meant.items()]
    rows += [(row["name"], Meaning(())) for row in words if row["kind"] == "other"]
    upper = {name.lower(): name for name in cased}
    return Gazetteer(
        names=Names([(upper.get(name, name), meaning) for name, meaning in rows], cased=frozenset(cased)),
        level={code: row["level"] for code, row in regions.items()},
        parent={code: row["parent_code"] for code, row in regions.items()},
        official={code: row["name_zh"] for code, row in regions.items()},
    )


def _bare(name: str) -> str:
    """An official name without what it ends in."""
    return name[:-1] if len(name) > 2 and name[-1] in "省市县区旗盟州" else name
