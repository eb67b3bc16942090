"""The house rules: who may import whom, module docstrings, small files, the environment and the clock in their places."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 300
ROOMS = ("crawler", "pipelines", "db", "scheduler.py", "tests", "benchmarks")


def files(*rooms: str) -> list[Path]:
    places = [ROOT / room for room in rooms]
    return [file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*.py")))]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] in ("crawler", "pipelines", "db", "scheduler", "tests")}


PURE = ("crawler.items", "crawler.urls", "crawler.url_rules", "pipelines.readers")
# Room -> what it may import of ours, by prefix.
MAY = {
    "pipelines.readers": ("pipelines.readers",),
    "crawler.items": (),
    "crawler.urls": PURE,
    "crawler.pages": (*PURE, "crawler.pages"),
    "db": ("db",),
    "pipelines": (*PURE, "pipelines", "db"),
    "crawler.spiders": (
        *(*PURE, "crawler.pages", "crawler.spiders", "crawler.sources", "crawler.mirror", "crawler.errors", "crawler.runs"),
    ),
}


def allowed(module: str) -> tuple[str, ...] | None:
    room = max((room for room in MAY if module == room or module.startswith(f"{room}.")), key=len, default=None)
    return MAY[room] if room is not None else None


@pytest.mark.parametrize("path", files("crawler", "pipelines", "db"), ids=name_of)
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    may = allowed(name_of(path))
    if may is None:
        return
    wrong = {name for name in imports(path) if not any(name == room or name.startswith(f"{room}.") for room in may)}
    assert not wrong, f"{name_of(path)} imports {sorted(wrong)}"


@pytest.mark.parametrize("path", files(*ROOMS), ids=name_of)
def test_a_module_opens_with_what_it_is_for_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{path}: no docstring"
    assert len(text.splitlines()) <= LONGEST, f"{path}: {len(text.splitlines())} lines"


@pytest.mark.parametrize("path", files("crawler", "pipelines", "db", "scheduler.py"), ids=name_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    if path.name != "settings.py":
        assert not re.search(r"\bos\.environ\b|\bgetenv\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", files("crawler", "pipelines", "db", "scheduler.py"), ids=name_of)
def test_the_clock_is_read_in_one_place(path: Path) -> None:
    if name_of(path) != "crawler.clock":
        assert not re.search(r"\bdatetime\.now\(|\bdate\.today\(|\bdt\.datetime\.now\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", files("crawler", "pipelines", "db"), ids=name_of)
def test_dialects_are_named_in_their_places(path: Path) -> None:
    name = name_of(path)
    if not name.startswith(("db.engine", "db.ingest", "db.migrations", "db.models", "db.reflection", "db.publish.dictionary")):
        text = ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
        assert not re.search(r"dialect\.name|['\"]postgresql['\"]", text), name


def test_no_tool_or_path_of_a_machine_is_named() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in listed:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".sql", ".sh", ".cfg") and path.exists():
            assert "/wo" + "rk/main" not in path.read_text(encoding="utf-8"), name
