"""An official list of regions (GB/T 2260), checked; what it holds more or names otherwise stands beside the shipped table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

LOCAL = Path(__file__).with_name("regions.local.csv")
_SHIPPED = Path(__file__).with_name("regions.csv")
_COLUMNS = ("code", "level", "name_en", "name_zh", "parent_code")
# Names of columns in lists of the ministries and of those who collect them.
_CODE = ("代码", "行政区划代码", "区划代码", "code")
_NAME = ("名称", "单位名称", "行政区划名称", "name_zh", "name")
_STATE, _ENDED = ("状态", "status"), ("变更/弃用时间", "弃用时间", "valid_to")
_IN_FORCE = ("", "在用", "启用", "current")
# Headings that such lists count as regions.
_HEADINGS = re.compile("市辖区|县|省直辖县级行政(?:区划|单位)|自治区直辖县级行政(?:区划|单位)")
_SUFFIX = re.compile("(?:省|市|县|区|旗|盟|州|地区)$")

Row = dict[str, str]


class ListError(Exception):
    """The list cannot be used; the message names the line and the remedy."""


def load(path: Path) -> int:
    """Write what a list holds beyond the shipped table to regions.local.csv; the number of regions written.

    Args:
        path: CSV with a head line, in UTF-8 or GB 18030, with a column of codes and one of names; rows that are no longer in
            force (a column of states, or of days on which they ended) are left out.

    Raises:
        ListError: it cannot be read, or a line of it is wrong. Nothing is written then.

    """
    shipped = {row["code"]: row for row in _rows(_SHIPPED.read_text(encoding="utf-8"))}
    found = read(_text(path), shipped)
    new = [row for row in found if shipped.get(row["code"], {}).get("name_zh") != row["name_zh"]]
    _write(new, path.name)
    return len(new)


def read(text: str, shipped: Mapping[str, Row]) -> list[Row]:
    """The regions in force of a list, as rows of regions.csv, by code."""
    lines: dict[str, int] = {}
    names: dict[str, str] = {}
    reader = csv.DictReader(io.StringIO(text))
    code_in, name_in = (_column(reader.fieldnames or (), known) for known in (_CODE, _NAME))
    if not code_in or not name_in:
        raise ListError(
            f"line 1: no column of codes ({_CODE[0]}, {_CODE[-1]}) or names ({_NAME[0]}, {_NAME[-1]}): give it a head line"
        )
    state_in, ended_in = (_column(reader.fieldnames or (), known) for known in (_STATE, _ENDED))
    for row in reader:
        code, name = (row[code_in] or "").strip(), (row[name_in] or "").strip()
        if (row.get(state_in) or "").strip() not in _IN_FORCE or (row.get(ended_in) or "").strip():
            continue
        _check(reader.line_num, code, name)
        if _HEADINGS.fullmatch(name):
            continue
        if names.setdefault(code, name) != name:
            raise ListError(
                f"line {reader.line_num}: {code} is {names[code]} on line {lines[code]} and {name} here: leave one of them out"
            )
        lines.setdefault(code, reader.line_num)
    if not names:
        raise ListError("no line names a region in force: is it the right file?")
    known = shipped.keys() | names.keys()
    for code in names:
        if f"{code[:2]}0000" not in known:
            raise ListError(
                f"line {lines[code]}: {code} lies in no province that is known: mend the code, or add the province's line"
            )
    return [_region(code, names[code], known, shipped) for code in sorted(names)]


def _check(line: int, code: str, name: str) -> None:
    if not re.fullmatch("[1-9][0-9]{5}", code):
        raise ListError(f"line {line}: {code!r} is no code of six digits: mend it or leave the line out")
    if not name:
        raise ListError(f"line {line}: {code} has no name: add it or leave the line out")


def _region(code: str, name: str, known: Iterable[str], shipped: Mapping[str, Row]) -> Row:
    province, prefecture = f"{code[:2]}0000", f"{code[:4]}00"
    level = "province" if code == province else "prefecture" if code == prefecture else "county"
    parent = "CN" if level == "province" else prefecture if level == "county" and prefecture in known else province
    # A county that became a district keeps its romanised name.
    bare = _SUFFIX.sub("", name)
    kin = [row for row in (shipped.get(code), *shipped.values()) if row and _SUFFIX.sub("", row["name_zh"]) == bare]
    english = next((row["name_en"] for row in kin if row["code"][:2] == code[:2]), "")
    return dict(zip(_COLUMNS, (code, level, english, name, parent), strict=True))


def _column(fields: Iterable[str], known: tuple[str, ...]) -> str:
    return next((field for field in fields if field and field.strip().lower() in known), "")


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ListError(f"{path}: {error.strerror}: name a file that can be read") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListError(f"{path}: neither UTF-8 nor GB 18030: save it as UTF-8")


def _write(rows: Iterable[Row], source: str) -> None:
    """The local table, whole or not at all."""
    text = io.StringIO()
    text.write(
        f"# What {' '.join(source.split())} holds beyond regions.csv, by scrapy reference load-regions. Not to be committed.\n"
    )
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=LOCAL.parent, suffix=".part", delete=False) as part:
            part.write(text.getvalue())
        Path(part.name).replace(LOCAL)
    except OSError as error:
        raise ListError(f"{LOCAL.parent}: {error.strerror}: the folder of the program must be writable for this") from error
