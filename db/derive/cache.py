"""What the derivation reads of the store, in columns: in a file that is brought up to date, or in memory.

The file is a cache and may be deleted. It is valid for the store whose last update it saw, which a token in both tells; else it
is read anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlalchemy import Engine

from db.derive import sql
from db.derive.columns import batches, release
from db.derive.mark import Mark
from db.derive.small import SMALL

# More listings than these are not read again one by one.
FEW = 20_000
# Of the file's tables: one of another layout is read anew.
_LAYOUT = "7"

_NUMBERS = "CAST(ROUND({0} * 10000) AS BIGINT)"
_OBSERVATION = f"""
    SELECT o.id, o.listing_id, o.capture_id, o.observed_on, o.observed_at,
           CASE WHEN o.presence = 'seen' THEN 1 ELSE 0 END AS seen,
           {_NUMBERS.format("o.price")} AS price4, {_NUMBERS.format("o.price_max")} AS most4,
           {_NUMBERS.format("o.list_price")} AS list4, o.currency,
           o.sold_min AS lo, o.sold_max AS hi,
           CASE WHEN o.sold_min IS NULL THEN NULL WHEN o.sold_period = 'total' THEN 1
                WHEN o.sold_period IN ('30d', 'month') THEN 0 END AS total
      FROM observation o"""
_OBSERVATION_LIKE = """
    SELECT 0 AS id, 0 AS listing_id, 0 AS capture_id, '2000-01-01' AS observed_on, '2000-01-01' AS observed_at, 1 AS seen,
           0 AS price4, 0 AS most4, 0 AS list4, '' AS currency, 0 AS lo, 0 AS hi, 0 AS total"""
_INTO_OBSERVATION = """
    INSERT INTO observation
    SELECT n.id, n.listing_id, n.capture_id, c.source, n.observed_on::DATE, epoch_us(n.observed_at::{instant}), n.seen = 1,
           n.price4, n.most4, n.list4, n.currency, n.lo, n.hi, n.total = 1
      FROM incoming n JOIN capture c ON c.id = n.capture_id WHERE n.id > 0"""
# robots.txt is asked for by every run and is no page: a shop that answers nothing else has given none.
_CAPTURE = """
    SELECT id, source_code, logical_date, CASE WHEN status IN (200, 304) THEN 1 ELSE 0 END AS answered,
           CASE WHEN status IN (401, 403, 407, 429, 451) THEN 1 ELSE 0 END AS refused,
           CASE WHEN wall IS NULL THEN 0 ELSE 1 END AS walled,
           substr(url_sha256, 1, 16) || substr(request_sha256, 1, 16) AS page
      FROM (SELECT * FROM capture WHERE url NOT LIKE '%/robots.txt') pages"""
_CAPTURE_LIKE = (
    "SELECT 0 AS id, '' AS source_code, '2000-01-01' AS logical_date, 0 AS answered, 0 AS refused, 0 AS walled, '' AS page"
)
_INTO_CAPTURE = """
    INSERT INTO capture
    SELECT id, source_code, logical_date::DATE, answered = 1, refused = 1, walled = 1, hash(page) FROM incoming WHERE id > 0"""

_VERSION = f"""
    SELECT listing_id, capture_id, commodity_code, origin_code, {_NUMBERS.format("net_weight_g")} AS weight4,
           {_NUMBERS.format("net_weight_max_g")} AS weight_max4 FROM listing_version"""
_VERSION_LIKE = (
    "SELECT 0 AS listing_id, 0 AS capture_id, '' AS commodity_code, '' AS origin_code, 0 AS weight4, 0 AS weight_max4"
)
_INTO_VERSION = """
    CREATE OR REPLACE TEMP TABLE version AS
    SELECT listing_id, capture_id, commodity_code, origin_code AS region_code, weight4, weight_max4
      FROM incoming WHERE listing_id > 0"""

# Falls of counters that the last update wrote; read where the file does not hold them.
_RESET = "SELECT listing_id, began_at FROM counter_reset"
_RESET_LIKE = "SELECT 0 AS listing_id, '2000-01-01' AS began_at"
_INTO_RESET = """
    INSERT INTO reset
    SELECT r.listing_id, r.moment, min(o.day)
      FROM (SELECT listing_id, epoch_us(began_at::{instant}) AS moment FROM incoming) r
      JOIN observation o ON o.listing_id = r.listing_id AND o.moment = r.moment GROUP BY r.listing_id, r.moment"""


class Columns:
    """A DuckDB database with the store's rows up to a mark."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.has_quotes = False
        """Whether `quotes` holds the days before those that are to be computed."""
        self.db = self._open()

    def _open(self) -> duckdb.DuckDBPyConnection:
        db = duckdb.connect(str(self.path) if self.path else ":memory:")
        db.execute("SET threads = 2; SET preserve_insertion_order = false; SET memory_limit = '1200MB'")
        if self.path is not None:
            db.execute(f"SET temp_directory = '{self.path}.spill'")
        sql.run(db, "load")
        return db

    def close(self) -> None:
        """Close the database; a file stays for the next update."""
        self.db.close()

    def read(self, engine: Engine, last: Mark, now: Mark, revised: Sequence[int] | None, *, anew: bool) -> None:
        """Bring the columns from the store's last mark to the present one.

        Args:
            engine: the store.
            last: the store's mark of its last update.
            now: the present one.
            revised: listings that a re-extraction changed since; None = captures changed too, or too many.
            anew: read everything, whatever is there.

        """
        if anew or revised is None or len(revised) > FEW or self._token() != last.token or last.method != now.method:
            self._clear()
            last, revised = Mark(), ()
        else:
            self.has_quotes = True
        if (last.observation, last.capture, last.revision) != (now.observation, now.capture, now.revision):
            # A crash from here on leaves rows that the mark does not tell of.
            self.forget()
        with _small(engine) as small:
            captures = f"{_CAPTURE} WHERE id > {last.capture} AND id <= {now.capture}"
            self._load(engine, captures, _CAPTURE_LIKE, _INTO_CAPTURE)
            span = f"WHERE o.id > {last.observation} AND o.id <= {now.observation}"
            if revised:
                self.db.execute(f"DELETE FROM observation WHERE listing_id IN ({listed(revised)})")
                self._observations(engine, f"WHERE o.listing_id IN ({listed(revised)}) AND o.id <= {last.observation}")
            self._observations(engine, span)
            self._versions(engine, last, now, revised)
            if not self.has_quotes:
                self._load(engine, _RESET, _RESET_LIKE, _INTO_RESET)
            self._keep_small(small)

    def _versions(self, engine: Engine, last: Mark, now: Mark, revised: Iterable[int]) -> None:
        """Bring what listings are, by the pages that showed them, up to date.

        A page gives its listings versions of its own. One that comes late, or that did not show the listing when it was read
        before, may have the versions of other pages made anew: all of such a listing are read again.
        """
        self.db.execute(f"SET VARIABLE mark = {last.observation}; SET VARIABLE capture_mark = {last.capture}")
        late = self.db.execute(sql.text("late")).fetchall() if last.observation else []
        again = {*revised, *(key for (key,) in late)}
        where = f"capture_id > {last.capture} AND capture_id <= {now.capture} OR listing_id IN ({listed(again)})"
        if len(again) > FEW or not last.observation:
            self.db.execute("DELETE FROM shown_version; DELETE FROM shown_spell")
            where = f"capture_id <= {now.capture}"
        self._load(engine, f"{_VERSION} WHERE {where}", _VERSION_LIKE, _INTO_VERSION)
        self.spell_versions(again)

    def spell_versions(self, again: Iterable[int] = ()) -> None:
        """Make spells of the rows of `version`, and all of those of the listings that were read again."""
        rows = pa.table({"listing_id": pa.array(sorted(again), pa.int64())})
        self._take(rows, "CREATE OR REPLACE TEMP TABLE read_again AS FROM incoming")
        sql.run(self.db, "versions")

    def read_small(self, engine: Engine) -> None:
        """Read what is small enough to be read whole each time."""
        with _small(engine) as small:
            self._keep_small(small)

    def _keep_small(self, small: Iterator[pa.Table]) -> None:
        for (name, (_, _, columns)), rows in zip(SMALL.items(), small, strict=True):
            self._take(rows, f"CREATE OR REPLACE TEMP TABLE {name} AS {columns}")

    def _observations(self, engine: Engine, where: str) -> None:
        self._load(engine, f"{_OBSERVATION} {where}", _OBSERVATION_LIKE, _INTO_OBSERVATION)

    def _load(self, engine: Engine, query: str, like: str, into: str) -> None:
        with batches(engine, query, like=like) as reader:
            self._take(reader, into)

    def _take(self, rows: pa.RecordBatchReader | pa.Table, into: str) -> None:
        # SQLite keeps instants as text without a zone, in UTC.
        fields = [field for field in rows.schema if field.name in ("observed_at", "began_at")]
        instant = "TIMESTAMP" if not fields or getattr(fields[0].type, "tz", None) is None else "TIMESTAMPTZ"
        self.db.register("incoming", rows)
        try:
            self.db.execute(into.replace("{instant}", instant))
        finally:
            self.db.unregister("incoming")

    def keep(self, mark: Mark) -> None:
        """Say that the columns are those of the store at this mark."""
        self.db.execute("DELETE FROM state_of_store")
        self.db.execute("INSERT INTO state_of_store VALUES ('token', ?), ('layout', ?)", [mark.token, _LAYOUT])
        if self.path is not None:
            self.db.execute("CHECKPOINT")

    @contextmanager
    def settling(self) -> Iterator[None]:
        """Bring what changed into the file, beside what is done meanwhile with the store."""
        if self.path is None:
            yield
            return
        with closing(self.db.cursor()) as own, ThreadPoolExecutor(1, "columns") as pool:
            pending = pool.submit(own.execute, "CHECKPOINT")
            yield
            pending.result()

    def forget(self) -> None:
        """Say that the columns are of no known state: what follows may be left half-way."""
        self.db.execute("DELETE FROM state_of_store")

    def _token(self) -> str | None:
        """The token of the store whose rows these are; None = of none, or not laid out as they are today."""
        found = dict(self.db.execute("SELECT name, value FROM state_of_store").fetchall())
        return found.get("token") if found.get("layout") == _LAYOUT else None

    def _clear(self) -> None:
        if self.path is not None:
            self.db.close()
            self.path.unlink(missing_ok=True)
            self.db = self._open()
        # Also of a file: an update of this process that was broken off may hold the former one open, which is then still there.
        for (name,) in self.db.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall():
            self.db.execute(f"DELETE FROM {name}")


@contextmanager
def _small(engine: Engine) -> Iterator[Iterator[pa.Table]]:
    """The tables of SMALL one after the other, fetched beside what is done meanwhile."""

    def fetched(query: str, like: str) -> pa.Table:
        with batches(engine, query, like=like) as reader:
            return reader.read_all()

    release(engine)
    with ThreadPoolExecutor(2, "store") as pool:
        yield pool.map(fetched, *zip(*((query, like) for query, like, _ in SMALL.values()), strict=True))


def opened(path: Path | None) -> Columns:
    """The columns of a file; in memory where there is none, or where it cannot be used."""
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return Columns(path)
        except (OSError, duckdb.Error):
            # Held by the update of another store, damaged, or of another release: a cache is no reason to fail.
            return Columns(None)
    return Columns(None)


def listed(values: Iterable[int]) -> str:
    """Whole numbers for an IN list."""
    return ", ".join(map(str, values)) or "NULL"
