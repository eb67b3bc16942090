"""A folder under tests/cases is a test: a page, what was asked (case.json), and what it says (expected.json), field by field.

`case.json`: url, observed_at, content_type; optionally `page`, the name of the class where none claims the address.
`expected.json`: the items in order, each with the fields that matter; or an object with `items` and any of `wall`,
`stated_total`, `unread` (how many), `links` (kind -> all addresses of that kind), `absent_fields` (None in all).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Reading
from crawler.pages import registry
from crawler.pages.base import Page

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/case.json"))
CLASSES = (*registry.PAGES, registry.GENERIC)


def name_of(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def class_of(folder: Path, case: dict[str, Any]) -> type[Page]:
    """The class that claims the address; else the one that the case names, the site's only one, the generic shop."""
    named = next((page for page in CLASSES if page.__name__ == case.get("page")), None)
    own = [page for page in registry.PAGES if page.site == folder.parent.name]
    return registry.page_for(case["url"]) or named or (own[0] if len(own) == 1 else registry.GENERIC)


def read(folder: Path) -> Reading:
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    (body,) = (path.read_bytes() for path in folder.glob("page.*"))
    observed_at = datetime.fromisoformat(case["observed_at"])
    return class_of(folder, case)(case["url"], body, observed_at, case["content_type"]).read()


def plain(value: Any) -> Any:
    """A value as JSON would have it, numbers as text."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def differences(want: Any, got: Any, where: str) -> Iterator[str]:
    """One line for each field that differs; of objects only the named fields are compared."""
    if isinstance(want, dict) and isinstance(got, dict):
        for name, value in want.items():
            yield from differences(value, got.get(name), f"{where}.{name}")
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for number, (one, other) in enumerate(zip(want, got, strict=True)):
            yield from differences(one, other, f"{where}[{number}]")
    elif isinstance(want, list) and isinstance(got, list):
        yield f"{where}: {len(want)} expected, {len(got)} found"
    elif want != got:
        yield f"{where}: expected {want!r}, found {got!r}"


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_case(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    reading = read(folder)
    want = expected if isinstance(expected, dict) else {"items": expected}
    links: dict[str, list[str]] = {}
    for link in reading.links:
        links.setdefault(link.kind, []).append(link.url)
    got = {
        "items": [plain(asdict(item)) for item in reading.items],
        "wall": reading.wall,
        "stated_total": reading.stated_total,
        "unread": len(reading.unread),
        "links": {kind: links.get(kind, []) for kind in want.get("links", {})},
        "absent_fields": [name for name in want.get("absent_fields", []) if all(_is_unset(i, name) for i in reading.items)],
    }
    lines = list(differences(want, got, name_of(folder)))
    assert not lines, "\n" + "\n".join(lines)


def _is_unset(item: Any, name: str) -> bool:
    return getattr(item, name, None) is None


@pytest.mark.parametrize("page", CLASSES, ids=lambda page: page.__name__)
def test_every_page_class_has_a_case(page: type[Page]) -> None:
    cases = [(folder, json.loads((folder / "case.json").read_text(encoding="utf-8"))) for folder in FOLDERS]
    assert any(class_of(folder, case) is page for folder, case in cases)
