"""How long the derivation takes: a full recomputation, a new day, parts of one, and the same figures over Parquet alone.

`python -m benchmarks.derive [--observations 10_000_000] [--database postgresql] [--store FOLDER]`. Listings are crawled in
turn, a third of them each day. Each step runs in a process of its own, whose peak of memory the kernel tells. A folder that is
named keeps the made-up store for the next time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.derive_data import DAYS, FIRST, TURNS, fill, made
from db.derive import compute, index_rows
from db.derive.cache import Columns
from db.derive.days import chunks, days_between
from db.derive.small import SMALL
from db.engine import engine_of, is_sqlite


def timed(name: str, step: str, *arguments: object) -> float:
    """Run a step in a process of its own; print seconds, those of its CPU (which tell more on a busy machine), and memory."""
    begun = time.perf_counter()
    module = ["benchmarks.derive", "--step", step] if step in STEPS else ["benchmarks.derive_once"]
    command = [sys.executable, "-m", *module, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = (process.stdout.read() if process.stdout else "").strip()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took, busy = time.perf_counter() - begun, used.ru_utime + used.ru_stime
    if process.returncode:
        raise SystemExit(f"{step} ended with {process.returncode}")
    if name:
        print(f"{name:28}{took:8.1f} s{busy:8.1f} s of CPU{used.ru_maxrss * 1024 / 1e9:8.2f} GB  {said}", flush=True)
    return took


def over_parquet(name: str) -> str:
    """The same figures from Parquet files of the same columns, kept in DuckDB: no store is read or written."""
    folder, last = Path(name), FIRST + timedelta(DAYS - 1)
    columns = Columns(folder / "parquet.duckdb")
    db = columns.db
    for table in ("observation", "capture"):
        db.execute(f"INSERT INTO {table} SELECT * FROM '{folder}/{table}.parquet'")
    db.execute(f"CREATE TEMP TABLE version AS SELECT * FROM '{folder}/version.parquet'")
    columns.spell_versions()
    for file in folder.glob("small_*.parquet"):
        db.execute(f"CREATE OR REPLACE TEMP TABLE {file.stem.removeprefix('small_')} AS SELECT * FROM '{file}'")
    db.execute("CREATE TEMP TABLE expectation (source VARCHAR, min_pages BIGINT)")
    db.execute("CREATE TEMP TABLE former_share (day DATE, source VARCHAR, share4 BIGINT)")
    db.execute("CREATE TEMP TABLE former_verdict (day DATE, source VARCHAR, verdict VARCHAR)")
    db.execute("CREATE TEMP TABLE above (what VARCHAR, code VARCHAR, above VARCHAR)")
    compute.begin(db, FIRST, last)
    compute.quality(db)
    compute.listings(db, FIRST)
    db.execute("CREATE TEMP TABLE quality AS SELECT day, source_code, verdict FROM daily_quality")
    days = days_between(FIRST, last)
    rows = 0
    compute.doubts(db)
    for some in chunks(db, days):
        compute.market(db, some[0], some[-1])
        rows += len(db.execute("SELECT 1 FROM daily_market").fetchall())
    compute.events(db, FIRST, last)
    compute.discounts(db, FIRST, last)
    with index_rows.begun(db, FIRST, last, {}) as indices:
        index_rows.make(db, indices(), {}, [])
    columns.close()
    return f"{rows} rows"


def export(address: str, path: str, folder: str) -> str:
    """The columns of a derivation as Parquet files."""
    columns = Columns(Path(path))
    for name in ("observation", "capture"):
        columns.db.execute(f"COPY {name} TO '{folder}/{name}.parquet'")
    columns.db.execute(f"COPY (SELECT * EXCLUDE (source, day, moment) FROM shown_version) TO '{folder}/version.parquet'")
    columns.read_small(engine_of(address))
    for name in SMALL:
        columns.db.execute(f"COPY {name} TO '{folder}/small_{name}.parquet'")
    columns.close()
    os.sync()
    return ""


def more(address: str, listings: str, day: str, share: str) -> str:
    """Another day of observations, or a part of one."""
    engine = engine_of(address)
    fill(engine, int(listings), int(day), int(day), int(share))
    # What was written is not left to the step that is timed.
    if not is_sqlite(engine):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
    os.sync()
    return ""


STEPS = {step.__name__: step for step in (over_parquet, export, more)}


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--observations", type=int, default=10_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--store", type=Path, default=None)
    parser.add_argument("--step", nargs="+", default=None, help="run one step, with its arguments")
    given = parser.parse_args()
    if given.step:
        print(STEPS[given.step[0]](*given.step[1:]))
        return
    with tempfile.TemporaryDirectory(dir=given.store) as name:
        listings = given.observations * TURNS // DAYS
        with made(given.store or Path(name), listings, given.database) as address:
            print(f"{given.database}: {listings:,} listings, {DAYS} days", flush=True)
            run(Path(name), listings, address)


def run(folder: Path, listings: int, address: str) -> None:
    """All measurements on one store."""
    path, last = folder / "columns.duckdb", FIRST + timedelta(DAYS - 1)
    whole = timed("full recomputation", "derive", address, path, last)
    timed("", "export", address, path, folder)
    one = []
    for day in range(DAYS, DAYS + 3):
        timed("", "more", address, listings, day, 1)
        one.append(timed("one new day", "derive", address, path, FIRST + timedelta(day)))
    for day, share in enumerate((2, 4, 8), DAYS + 3):
        timed("", "more", address, listings, day, share)
        timed(f"a day of 1/{share} of its rows", "derive", address, path, FIRST + timedelta(day))
    print(f"one new day = 1/{whole / sorted(one)[1]:.1f} of a full recomputation", flush=True)
    bare = timed("the same over Parquet", "over_parquet", folder)
    print(f"full / Parquet = {whole / bare:.2f}")


if __name__ == "__main__":
    main()
