"""The code version covers what decides results: a change of any such file changes it, and what they import is in it."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.version import DECIDING, code_version, deciding_files, version_of

ROOT = Path(__file__).resolve().parent.parent
# Imported by deciding code, and deciding nothing: what time it is, how to connect, whose spider it is, what errors are called.
WITHOUT_A_SAY = {
    "crawler/__init__.py",
    "crawler/clock.py",
    "crawler/errors.py",
    "crawler/sources.py",
    "crawler/spiders/base.py",
    "db/__init__.py",
    "db/engine.py",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deciding files, copied."""
    root = tmp_path_factory.mktemp("checkout")
    for file in deciding_files(ROOT):
        copy = root / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    return root


@pytest.mark.parametrize(
    "name",
    [
        "crawler/pages/taobao.py",
        "crawler/url_rules.py",
        "crawler/warc_records.py",
        "pipelines/claims/cues.toml",
        "pipelines/normalize.py",
        "db/derive/states.sql",
        "db/derive/indices.py",
        "db/ingest/versions.py",
        "db/models/base.py",
        "db/reference/ladders.csv",
    ],
)
def test_a_change_of_what_decides_results_changes_the_version(name: str, checkout: Path) -> None:
    assert version_of(checkout) == code_version()
    file = checkout / name
    before = file.read_bytes()
    file.write_bytes(before + b"\n")
    assert version_of(checkout) != code_version()
    file.write_bytes(before)


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="code version"):
        version_of(tmp_path)


def imported(file: Path) -> Iterator[str]:
    """The files of this project that a file imports."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            stem = name.replace(".", "/")
            yield from (found for found in (f"{stem}.py", f"{stem}/__init__.py") if (ROOT / found).is_file())


def test_what_deciding_code_imports_is_covered() -> None:
    files = [file for file in deciding_files(ROOT) if file.suffix == ".py"]
    covered = {file.relative_to(ROOT).as_posix() for file in files}
    assert len(covered) > 100
    missing = {f"{name} (by {file.relative_to(ROOT)})" for file in files for name in imported(file) if name not in covered}
    assert {one for one in missing if one.partition(" ")[0] not in WITHOUT_A_SAY} == set()
    assert all((ROOT / part).exists() for part in DECIDING)
