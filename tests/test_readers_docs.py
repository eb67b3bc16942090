"""The examples of docs/methods.md, "What the readers read": each is read as the document says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.readers.counts import read_count
from pipelines.readers.dates import read_dates
from pipelines.readers.money import read_price
from pipelines.readers.platforms import read_platforms
from pipelines.readers.quantities import read_quantities
from pipelines.readers.weights import read_weight

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "methods.md"
BASE = datetime.fromisoformat("2020-04-24T10:00+08:00")
_ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.MULTILINE)
_EXAMPLE = re.compile(r"`([^`]+)` → ([^,|`]+?)(?=[,;] |\. [A-Z]| \||$)")


def number(value: Decimal) -> str:
    return format(round(value, 6).normalize(), "f")


def said_of_price(text: str) -> str:
    read = read_price(text, currency="CNY")
    if read.min is None:
        return "nothing"
    if not read.currency:
        return "free"
    span = (
        number(read.min)
        if read.min == read.max
        else f"{number(read.min)} to {number(read.max)}"
        if read.max
        else f"from {number(read.min)}"
    )
    return f"{span} {read.currency}" + (f" for {read.per}" if read.per else "")


def said_of_count(text: str) -> str:
    read = read_count(text)
    period = {"month": " a month", "total": " in total", None: ""}.get(read.period, f" in {read.period}")
    return "nothing" if read.value is None else f"{read.bound} {read.value}{period}"


def said_of_weight(text: str) -> str:
    read = read_weight(text)
    packs = f" in {read.count}" if read.count else ""
    if read.litres is not None:
        return f"{number(read.litres)} l{packs}"
    if read.kg_min is None or read.kg_max is None:
        return "nothing"
    span = number(read.kg_min) if read.kg_min == read.kg_max else f"{number(read.kg_min)} to {number(read.kg_max)}"
    return f"{span} kg{packs}" + (f" {read.kind}" if read.kind != "unspecified" else "")


def said_of_date(text: str) -> str:
    read = read_dates(text, base=BASE)
    if read.start is None:
        return "nothing"
    if read.end is None:
        return f"from {day(read.start)}"
    return day(read.start) if read.start == read.end else f"{day(read.start)} to {day(read.end)}"


def day(value: date | datetime) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.replace(tzinfo=None).isoformat(timespec="seconds").removesuffix(":00")


SAYS: dict[str, Callable[[str], str]] = {
    "money": said_of_price,
    "counts": said_of_count,
    "weights": said_of_weight,
    "dates": said_of_date,
    "platforms": lambda text: " ".join(read_platforms(text)) or "nothing",
    "quantities": lambda text: ", ".join(f"{q.bound} {number(q.value)} {q.unit}" for q in read_quantities(text)) or "nothing",
}


def section() -> str:
    return DOCUMENT.read_text(encoding="utf-8").partition("## What the readers read\n")[2].partition("\n## ")[0]


def examples() -> list[tuple[str, str, str]]:
    """(reader, text, what the document says of it)."""
    rows = _ROW.findall(section())
    return [(reader, text, said.strip().rstrip(".")) for reader, row in rows for text, said in _EXAMPLE.findall(row)]


def test_every_reader_is_described() -> None:
    assert {reader for reader, _, _ in examples()} == set(SAYS)


@pytest.mark.parametrize(("reader", "text", "said"), examples())
def test_an_example_is_read_as_described(reader: str, text: str, said: str) -> None:
    assert SAYS[reader](text) == said


def test_no_example_is_passed_over() -> None:
    rows = " ".join(row for _, row in _ROW.findall(section()))
    assert len(examples()) == rows.count("` →")
