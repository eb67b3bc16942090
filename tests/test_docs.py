"""Documents are tested: every command, setting, exit status, table and column is described, and SQL in them runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from crawler.configuration import SETTINGS
from crawler.expectations import PRECEDENCE
from db import views
from db.models import Base
from db.publish.dictionary import dictionary

ROOT = Path(__file__).resolve().parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}


@pytest.mark.parametrize("command", sorted(p.stem for p in (ROOT / "crawler" / "commands").glob("[a-z]*.py")))
def test_every_command_is_described(command: str) -> None:
    assert f"`scrapy {command}" in DOCS["operating.md"]


@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_every_setting_is_described(setting: str) -> None:
    assert f"| `{setting}` |" in DOCS["operating.md"]


@pytest.mark.parametrize("status", PRECEDENCE)
def test_every_exit_status_is_described(status: int) -> None:
    assert re.search(rf"\| {status} \| \w", DOCS["operating.md"])


def test_the_data_dictionary_is_up_to_date() -> None:
    assert DOCS["data_dictionary.md"] == dictionary(), "run: python -m db.publish.dictionary > docs/data_dictionary.md"


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: str(table.name))
def test_every_table_and_column_has_a_comment(table: object) -> None:
    found = Base.metadata.tables[str(table)]
    assert found.comment
    for column in found.columns:
        assert column.comment, f"{table}.{column.name}"
        if column.nullable:
            assert "null" in column.comment or column.foreign_keys, f"{table}.{column.name}: what does null mean?"


@pytest.mark.parametrize("query", re.findall(r"```sql\n(.*?)```", DOCS["querying.md"], re.DOTALL))
def test_the_queries_run(store_engine: Engine, query: str) -> None:
    with store_engine.connect() as connection:
        connection.execute(text(query.strip().rstrip(";")))


@pytest.mark.parametrize("view", sorted(views.texts()))
def test_every_view_says_what_it_answers_and_runs(store_engine: Engine, view: str) -> None:
    assert views.meaning(view)
    assert f"`{view}`" in DOCS["querying.md"]
    with store_engine.connect() as connection:
        connection.execute(text(f"SELECT * FROM {view} LIMIT 1"))


def test_links_between_documents_lead_somewhere() -> None:
    for name, content in {**DOCS, "README.md": (ROOT / "README.md").read_text(encoding="utf-8")}.items():
        base = ROOT if name == "README.md" else ROOT / "docs"
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", content):
            assert (base / target).exists(), f"{name}: {target}"
