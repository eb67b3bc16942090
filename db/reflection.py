"""A schema described line by line, from a live database or from the models, so that the two can be compared as sets."""

from __future__ import annotations

import re

from sqlalchemy import Connection, Inspector, create_engine, inspect, text
from sqlalchemy.schema import CreateSchema, DropSchema

from db import views
from db.models import Base

_OURS = "alembic_version"


def described(connection: Connection, *, from_models: bool) -> set[str]:
    """Lines that name each constraint, CHECK, default, index and comment of the schema.

    With `from_models` the schema is first made from the models, in a database or schema of its own that is gone afterwards.
    """
    if not from_models:
        return _lines(inspect(connection), None)
    if connection.dialect.name == "sqlite":
        with create_engine("sqlite://").connect() as scratch:
            Base.metadata.create_all(scratch)
            views.create(scratch)
            return _lines(inspect(scratch), None)
    name = "jishi_compare"
    connection.rollback()
    with connection.begin():
        connection.execute(CreateSchema(name))
        connection.execute(text(f"SET LOCAL search_path TO {name}"))
        Base.metadata.create_all(connection)
        views.create(connection)
        lines = _lines(inspect(connection), name)
        connection.execute(text("SET LOCAL search_path TO public"))
        connection.execute(DropSchema(name, cascade=True))
    return lines


def _lines(inspector: Inspector, schema: str | None) -> set[str]:
    lines: set[str] = set()
    for table in inspector.get_table_names(schema=schema):
        if table == _OURS:
            continue
        lines |= _table(inspector, table, schema)
    for view in inspector.get_view_names(schema=schema):
        lines.add(f"view {view} {' '.join(str(inspector.get_view_definition(view, schema=schema)).split())}")
    # The schema's own name stands in what PostgreSQL prints of foreign keys and CHECKs.
    return {line.replace(f"{schema}.", "") for line in lines}


def _table(inspector: Inspector, table: str, schema: str | None) -> set[str]:
    lines: set[str] = set()
    if inspector.dialect.supports_comments:
        lines.add(f"{table} comment {inspector.get_table_comment(table, schema=schema)['text']}")
    for column in inspector.get_columns(table, schema=schema):
        default = re.sub(r'"?\w+_compare"?\.', "", str(column["default"]))
        lines.add(
            f"{table}.{column['name']} {column['type']!s} null={column['nullable']} default={default} {column.get('comment')}"
        )
    primary = inspector.get_pk_constraint(table, schema=schema)
    lines.add(f"{table} pk {primary['name']} {primary['constrained_columns']}")
    for check in inspector.get_check_constraints(table, schema=schema):
        lines.add(f"{table} check {check['name']} {' '.join(check['sqltext'].split())}")
    for unique in inspector.get_unique_constraints(table, schema=schema):
        lines.add(f"{table} unique {unique['name']} {unique['column_names']}")
    for foreign in inspector.get_foreign_keys(table, schema=schema):
        target = f"{foreign['referred_table']}{foreign['referred_columns']} {sorted(foreign['options'].items())}"
        lines.add(f"{table} fk {foreign['name']} {foreign['constrained_columns']} {target}")
    for index in inspector.get_indexes(table, schema=schema):
        using = index.get("dialect_options", {}).get("postgresql_using", "btree")
        lines.add(f"{table} index {index['name']} {index['column_names']} {index['unique']} {using}")
    return lines
