"""Statements whose end is not waited for: while PostgreSQL checks the rows that it was sent, the next ones are made here.

Most of a COPY's time goes into the checks of foreign keys after its last row; a client that waits for them is idle, and so is
the server while the client makes the next rows. On SQLite nothing of this exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from psycopg import Connection as Driver
from psycopg.abc import PQGen
from psycopg.copy import LibpqWriter
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn
from psycopg.waiting import Wait


class _Leaving(LibpqWriter):
    """Ends a COPY without waiting for the server's answer."""

    def finish(self, exc: BaseException | None = None) -> None:
        if exc is not None:
            super().finish(exc)
            return
        self.connection.wait(_sent(self.connection.pgconn, self.connection.pgconn.put_copy_end))


def copy(driver: Driver[Any], statement: str, rows: Iterable[str], *, wait: bool) -> None:
    """Send rows, in the text form of COPY, piece by piece.

    Raises:
        psycopg.Error: the server refuses them; where nobody waits, the next `settle` says so.

    """
    with driver.cursor() as cursor:
        writer = LibpqWriter(cursor) if wait else _Leaving(cursor)
        with cursor.copy(statement, writer=writer) as copying:
            for piece in rows:
                copying.write(piece)


def send(driver: Driver[Any], statement: str) -> None:
    """Send a statement without parameters whose rows nobody wants, in a transaction; the next `settle` says how it went."""
    driver.pgconn.send_query(statement.encode())
    driver.wait(_sent(driver.pgconn, lambda: 1))


def settle(driver: Driver[Any]) -> None:
    """Wait for what was sent.

    Raises:
        psycopg.Error: it failed.

    """
    if driver.pgconn.status != ConnStatus.OK or driver.pgconn.transaction_status != TransactionStatus.ACTIVE:
        return
    for result in driver.wait(fetch_many(driver.pgconn)):
        if result.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(result, encoding=driver.info.encoding)


def _sent(pgconn: PGconn, last: Callable[[], int]) -> PQGen[None]:
    """Hand the last of a message to the driver, and wait until all is on its way."""
    while last() == 0:
        yield Wait.W
    while True:
        yield Wait.W
        if pgconn.flush() == 0:
            return
