"""Alembic's environment: migrations run on the connection that db.schema hands over, in its transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from db.models import Base


def run() -> None:
    """Run the migrations.

    Raises:
        RuntimeError: called without a connection; `scrapy database upgrade` is the way.

    """
    connection = context.config.attributes.get("connection")
    if not isinstance(connection, Connection):
        raise RuntimeError("use `scrapy database upgrade`, which hands over the connection and takes the lock")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
        render_as_batch=True,
    )
    context.run_migrations()


run()
