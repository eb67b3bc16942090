"""Columns are read while others open, write and close the store: whoever holds it alone for a moment is waited for."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Event, Thread

from db.derive.columns import batches
from db.engine import engine_of


def test_a_store_that_others_open_and_close_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    held, enough = sqlite3.connect(path, isolation_level=None, check_same_thread=False), Event()
    held.execute("PRAGMA locking_mode = EXCLUSIVE")
    held.execute("PRAGMA journal_mode = WAL")
    held.execute("CREATE TABLE t (x)")

    def let_go() -> None:
        enough.wait(1)
        held.close()

    other = Thread(target=let_go)
    other.start()
    with batches(engine_of(f"sqlite:///{path}"), "SELECT x FROM t", like="SELECT 0 AS x") as reader:
        assert reader.read_all().num_rows == 1
    other.join()
