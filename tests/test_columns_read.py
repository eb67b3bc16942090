"""Columns are read while others open, write and close the store: whoever holds it alone for a moment is waited for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from db.derive.columns import batches
from db.engine import engine_of

# A process of its own: locks of one process do not stop itself.
_HOLDER = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL", "CREATE TABLE t (x)"):
    held.execute(statement)
print("held", flush=True)
time.sleep(0.7)
held.close()
"""


def test_a_store_that_another_process_holds_alone_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with subprocess.Popen([sys.executable, "-c", _HOLDER, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with batches(engine_of(f"sqlite:///{path}"), "SELECT x FROM t", like="SELECT 0 AS x") as reader:
            assert reader.read_all().num_rows == 1
    assert holder.returncode == 0
