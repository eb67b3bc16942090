"""Brings the derived tables up to date: which days are dirty, their computation, and the rows that changed.

One process at a time derives; another waits. All figures are replaced in one transaction, where they can be held until it; else
the cells of the market stretch by stretch before it: readers see an old day or a new one. A row that does not change is not
touched; one that does leaves its former values in `revision`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

import duckdb
from sqlalchemy import Engine

from db.derive import believed, cache, compute, context, dirty, index_rows, mark, sql, unfinished
from db.derive.cache import Columns
from db.derive.columns import kept, release
from db.derive.days import chunks, days_between, observed
from db.derive.difference import METHOD, Difference, difference
from db.derive.hierarchy import parents_of
from db.derive.index_rows import Cell
from db.derive.mark import Mark
from db.derive.price_index import Group
from db.derive.write import Changes, write, writing
from db.engine import alone

__all__ = ["METHOD", "Changes", "Derivation", "derivation", "dirty_days", "observed_days", "update_days"]

# Changed rows of `daily_market` that are held, to be written with all else.
_CELLS = 50_000
# Makes cells of the days from one to another.
_Making = Callable[[duckdb.DuckDBPyConnection, date, date], date | None]


@dataclass(slots=True)
class Derivation:
    """The store's rows in columns, and what has changed since the last update. Made by `derivation`."""

    engine: Engine
    columns: Columns
    last: Mark
    now: Mark
    dirty: list[date]
    """Days whose figures may have changed since the last update, to a week after the last page."""
    observed: list[date]
    """All days from the first page to a week after the last one, whatever they showed."""
    regions: Mapping[str, str | None]
    """Of each region, the one that it lies in."""
    news: date | None
    """The first day whose own pages may say something else than at the last update; None = any day's may."""
    whole_from: date | None
    """Days before it stand but for units that later counts share out over them; None = all days are made whole."""

    def update(self, days: Sequence[date], *, now: datetime, code_version: str, today: date | None = None) -> Changes:
        """Recompute days, whole, and write what changed.

        Args:
            days: the days; computed from the first to the last without gaps, from the first dirty one where that is earlier.
            now: stands in `computed_at` of new and changed rows.
            code_version: stands in `revision`.
            today: later days are left for later, unless they have figures already; None = no day is.

        """
        changes = Changes()
        until = max(today or date.max, context.figured(self.engine) or date.min)
        wanted = sorted({day for day in days if day <= until})
        due = {day for day in self.dirty if day <= until}
        if wanted:
            # The figures of a day rest on those before it.
            wanted[:0] = [day for day in self.dirty[:1] if day < wanted[0]]
            if wanted[0] not in self.dirty[:1] or not self.columns.has_quotes:
                self.news = self.whole_from = None
            if self.whole_from and self.whole_from > wanted[-1]:
                self.whole_from = None
        # A crash from here on leaves columns that are read anew.
        self.columns.forget()
        with _uncollected():
            if wanted:
                self._figures(days_between(wanted[0], wanted[-1]), changes, now, code_version)
            elif self.observed:
                self._write(self._events(self.observed[0])[1], changes, now, code_version)
        if due <= set(changes.days):
            with writing(self.engine) as connection:
                mark.keep(connection, self.now)
                unfinished.clear(connection)
            self.columns.keep(self.now)
        return changes

    def _figures(self, days: Sequence[date], changes: Changes, now: datetime, code_version: str) -> None:
        db = self.columns.db
        cut = compute.cut(db, days[0])
        if cut < days[0]:
            self.whole_from = None
        days = days_between(cut, days[-1])
        judged = [day for day in days if day >= (self.news or day)] or [days[-1]]
        compute.begin(db, days[0], days[-1], judged[0])
        context.read_judgements(db, self.engine, self.now.expected, judged[0])
        compute.quality(db)
        earlier = self._reached_by_verdicts()
        if earlier is not None and earlier < days[0]:
            self.whole_from = None
            self._figures(days_between(earlier, days[-1]), changes, now, code_version)
            return
        believed.versions(db, self.engine, self.now.observation)
        with writing(self.engine) as connection:
            unfinished.note(connection, min([*days[:1], *self.dirty[:1]]))
        whole = self.whole_from or days[0]
        # Indices look back over all days: their quotes are kept with the columns, else made from the beginning.
        first = whole if self.columns.has_quotes else self.observed[0]
        compute.span(db, first=days[0] if self.columns.has_quotes else self.observed[0])
        compute.listings(db, first, self.whole_from)
        compute.doubts(db)
        cells = partial(self._cells, write=partial(self._write, changes=changes, now=now, code_version=code_version))
        made = [day for day in days if day >= whole]
        at_once = len(list(chunks(db, made))) == 1
        last = self._last(days)
        with index_rows.begun(db, first, last, self.regions, beside=at_once) as indices:
            found, turned = cells(compute.filled, [day for day in days if day < whole])
            found += [difference(db, self.engine, "daily_quality", self._rows_of(judged)), self._resets()]
            found += cells(compute.market, made)[0]
            compute.free(db)
            if turned and turned < first:
                # Rows of days that are only filled bear another verdict.
                indices()
                anew = index_rows.computed(db, turned, last, self.regions)
                indices = partial(list[Group], anew)
            since = (first, min(turned or first, first))
            found += self._over_all_days(days, judged, since, indices, beside=at_once)
        with self.columns.settling():
            self._write(found, changes, now, code_version)
        changes.days = list(days)

    def _cells(
        self, make: _Making, days: Sequence[date], write: Callable[[Sequence[Difference]], None]
    ) -> tuple[list[Difference], date | None]:
        """How cells of days differ, and the first day that making them tells of.

        Those of which there are too many to be held are written; else all figures of the days change together.
        """
        held: list[Difference] = []
        told: list[date | None] = []
        for some in chunks(self.columns.db, days):
            told.append(make(self.columns.db, some[0], some[-1]))
            held.append(difference(self.columns.db, self.engine, "daily_market", self._rows_of(some)))
            if sum(map(len, held)) > _CELLS:
                write(held)
                held.clear()
        return held, min(filter(None, told), default=None)

    def _rows_of(self, days: Sequence[date]) -> str:
        """Which rows of the store are those of some days. What stands after the last day that was observed goes with it: an
        observation of a later day was taken back."""
        until = "" if days[-1] >= self.observed[-1] else f" AND day <= '{days[-1]}'"
        return f"day >= '{days[0]}'{until}"

    def _resets(self) -> Difference:
        """How falls of counters differ: those that are kept with the columns stand in the store as they are there."""
        db = self.columns.db
        changed = [key for (key,) in db.execute("FROM recounted ORDER BY listing_id LIMIT ?", [cache.FEW + 1]).fetchall()]
        if not self.columns.has_quotes or len(changed) > cache.FEW:
            return difference(db, self.engine, "counter_reset", "1 = 1")
        db.execute("DELETE FROM counter_reset WHERE listing_id NOT IN (FROM recounted)")
        return difference(db, self.engine, "counter_reset", f"listing_id IN ({cache.listed(changed)})")

    def _over_all_days(
        self,
        days: Sequence[date],
        judged: Sequence[date],
        since: tuple[date, date],
        indices: Callable[[], list[Group]],
        *,
        beside: bool,
    ) -> list[Difference]:
        """Figures that look back and ahead over all days: promotions, livestreams, discounts, price indices.

        The latter two are made from the days `since`.
        """
        db = self.columns.db
        doubtful = context.doubtful(db, self.engine, self._rows_of(days))
        last, found = self._events(days[-1], judged)
        first, index_first = since
        release(self.engine)
        with ThreadPoolExecutor(1, "indices") as pool:
            pending = pool.submit(self._indices, indices, doubtful, index_first)
            if not beside:
                pending.result()
            compute.discounts(db, first, last)
            (since,) = sql.one(db, "SELECT least(min(since), getvariable('first')) FROM recomputed") or (first,)
            # A listing's first spell may be gone.
            among = """began_on::DATE >= least((SELECT r.since FROM recomputed r WHERE r.listing_id = incoming.listing_id),
                                               getvariable('first'))"""
            where = f"began_on >= '{since}' AND (ended_on IS NULL OR ended_on >= '{first - compute.REBOUND}')"
            return [*found, difference(db, self.engine, "discount", where, among), pending.result()]

    def _indices(self, indices: Callable[[], list[Group]], doubtful: Sequence[Cell], first: date) -> Difference:
        with closing(self.columns.db.cursor()) as own:
            index_rows.make(own, indices(), self.regions, doubtful)
            among = f"day::DATE >= DATE '{first}' OR (commodity_code, currency, region_code) IN (FROM index_anew)"
            return difference(own, self.engine, "price_index", "1 = 1", among)

    def _events(self, until: date, judged: Sequence[date] = ()) -> tuple[date, list[Difference]]:
        """How promotions and livestreams differ, to the last day that has figures; pages read anew may tell of any day.

        Of the days that are judged, verdicts are those of the new `daily_quality`.
        """
        db = self.columns.db
        last = context.read_verdicts(db, self.engine, self._rows_of(judged) if judged else None) or until
        context.read_hierarchies(db, {"platform": parents_of(self.engine, "platform"), "region": self.regions})
        compute.events(db, self.observed[0], max(until, last))
        names = ("daily_promotion", "daily_livestream")
        return max(until, last), [difference(db, self.engine, name, "1 = 1") for name in names]

    def _write(self, found: Sequence[Difference], changes: Changes, now: datetime, code_version: str) -> None:
        with writing(self.engine) as connection:
            for one in found:
                write(connection, one, changes, now, code_version)

    def _last(self, days: Sequence[date]) -> date:
        """The last day that has figures, with those of some days."""
        return min(max(days[-1], context.figured(self.engine) or days[-1]), self.observed[-1])

    def _reached_by_verdicts(self) -> date | None:
        """The first day that source-days touch whose verdict has turned to invalid or back: units reach to the count before."""
        row = sql.one(self.columns.db, sql.text("turned"))
        return row[0] if row else None


@contextmanager
def derivation(engine: Engine, path: Path | None = None, *, anew: bool = False) -> Iterator[Derivation]:
    """Hold the derivation of a store: nobody else derives meanwhile, who comes later waits.

    Args:
        engine: the store.
        path: a file that keeps the columns from one update to the next; None = they are read each time.
        anew: read the columns anew whatever the file says.

    """
    with alone(engine, "deriving"), kept(engine):
        columns = cache.opened(path)
        try:
            last, now = mark.stored_mark(engine), mark.present_mark(engine, METHOD)
            changed = dirty.revised(engine, last.revision, now.revision)
            columns.read(engine, last, now, None if changed is None else changed.listings, anew=anew or path is None)
            seen = observed(columns)
            found = dirty.dirty(engine, columns, last, now, changed, seen)
            regions = parents_of(engine, "region")
            yield Derivation(engine, columns, last, now, found.days, seen, regions, found.news, found.whole_from)
        finally:
            columns.close()


def dirty_days(engine: Engine) -> list[date]:
    """Days whose figures an observation, a capture or a re-extraction since the last update may have changed."""
    with derivation(engine) as held:
        return held.dirty


def observed_days(engine: Engine) -> list[date]:
    """All days from the first page to a week after the last one."""
    with derivation(engine) as held:
        return held.observed


def update_days(engine: Engine, days: Sequence[date], *, now: datetime, code_version: str) -> Changes:
    """Recompute days, whole, and write what changed."""
    with derivation(engine) as held:
        return held.update(days, now=now, code_version=code_version, today=max(days, default=None))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without searches for cycles: hundreds of thousands of rows, which hold none, would set off many."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
