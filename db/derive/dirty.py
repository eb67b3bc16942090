"""From which day on figures may have changed since the last update. Method: METHODS, "Time and revisions".

New rows are told by their ids. What changes rows that are there (a page read anew, an absence taken back, another register)
leaves former values in `revision`, or figures of the store that say something else than its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
from sqlalchemy import Engine, func, select

from db.derive import sql, unfinished
from db.derive.cache import Columns, listed
from db.derive.mark import Mark
from db.models import Base

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Revised:
    """What re-extractions have changed since the last update."""

    listings: Sequence[int]
    """Those whose observations or versions were changed or removed."""
    since: date | None
    """The first day that a former row stood on: all rows of a listing may be gone."""


@dataclass(frozen=True, slots=True)
class Dirty:
    """Of the days that were observed, those whose figures may have changed since the last mark."""

    days: list[date]
    news: date | None
    """The first day whose own pages may say something else: before it verdicts stand. None = no day's may."""
    whole_from: date | None = None
    """Days before it stand but for units that later counts share out over them; None = all days are made whole."""


def revised(engine: Engine, since: int, until: int) -> Revised | None:
    """What was changed or removed, by rows of `revision` after the one id up to the other; None where captures changed."""
    revision = Base.metadata.tables["revision"]
    query = select(revision.c.table_name, revision.c.former).where(
        revision.c.id > since, revision.c.id <= until, revision.c.table_name.in_(["observation", "listing_version", "capture"])
    )
    found: set[int] = set()
    days: set[date] = set()
    with engine.connect() as connection:
        for table, former in connection.execute(query):
            if table == "capture" or former.get("listing_id") is None:
                return None
            found.add(int(former["listing_id"]))
            if former.get("observed_on"):
                days.add(date.fromisoformat(former["observed_on"]))
    return Revised(sorted(found), min(days, default=None))


def dirty(engine: Engine, columns: Columns, last: Mark, now: Mark, changed: Revised | None, observed: Sequence[date]) -> Dirty:
    """Which days have to be made anew."""
    if not observed:
        return Dirty([], None)
    done = _figured(engine, columns)
    if changed is None or last.method != now.method or _other_register(columns, last, now):
        return Dirty(list(observed), observed[0])
    touched, told, reaches = _first(columns, last, changed)
    # Days after the last one computed: states are carried over them, and a source that died stays visible.
    passed = done + _DAY if done else observed[0]
    news = _earliest(told, _other_rejections(columns), unfinished.since(engine), passed)
    first = _earliest(touched, news)
    whole_from = news if news and not reaches and _is_later(columns, news) else None
    return Dirty([day for day in observed if first and day >= first], news, whole_from)


def _is_later(columns: Columns, day: date) -> bool:
    """Whether all that was observed up to the last mark lies before a day. Reads the variable mark."""
    row = sql.one(columns.db, "SELECT max(day) FROM observation WHERE id <= getvariable('mark')")
    return bool(row and row[0] and row[0] < day)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _first(columns: Columns, last: Mark, changed: Revised) -> tuple[date | None, date | None, bool]:
    """The first day that an observation, a capture or a re-extraction since the last mark may have changed, and the first that
    it tells of itself; None = none. Whether a new count changes what was shared out before.

    A new observation touches the days after the listing's previous one. One that is late, or that tightens what was counted
    before, reaches back to where it does.
    """
    columns.db.execute(f"SET VARIABLE mark = {last.observation}; SET VARIABLE capture_mark = {last.capture}")
    sql.run(columns.db, "dirty")
    row = sql.one(
        columns.db,
        f"""
        SELECT (SELECT min(first) FROM touched), getvariable('news'),
               (SELECT min(day) FROM observation WHERE listing_id IN ({listed(changed.listings)})),
               (SELECT bool_or(reaches AND first IS NOT NULL) FROM touched)""",
    )
    touched, news, revised, reaches = row or (None, None, None, None)
    told = _earliest(news, revised, changed.since)
    return _earliest(touched, told), told, bool(reaches)


def _figured(engine: Engine, columns: Columns) -> date | None:
    """The last day that has figures; makes `figured`: what the store says of days and sources."""
    quality = Base.metadata.tables["daily_quality"]
    with engine.connect() as connection:
        rows = connection.execute(select(quality.c.day, quality.c.source_code, quality.c.rejected, quality.c.verdict)).all()
        done: date | None = connection.execute(select(func.max(quality.c.day))).scalar()
    kinds = {"day": pa.date32(), "source": pa.string(), "rejected": pa.int64(), "verdict": pa.string()}
    made = pa.table([pa.array([row[n] for row in rows], kind) for n, kind in enumerate(kinds.values())], names=list(kinds))
    columns.db.register("incoming", made)
    columns.db.execute("CREATE OR REPLACE TEMP TABLE figured AS SELECT * FROM incoming")
    columns.db.unregister("incoming")
    return done


def _other_rejections(columns: Columns) -> date | None:
    """The first day whose pages were rejected otherwise than its figures say."""
    row = sql.one(
        columns.db,
        """
        SELECT min(f.day)
          FROM figured f
          LEFT JOIN (SELECT c.day, c.source, sum(r.rejected) AS rejected
                       FROM rejected r JOIN capture c ON c.id = r.capture_id GROUP BY ALL) n USING (day, source)
         WHERE f.rejected <> coalesce(n.rejected, 0)""",
    )
    return row[0] if row else None


def _other_register(columns: Columns, last: Mark, now: Mark) -> bool:
    """Whether regions lie elsewhere now, or other numbers of pages are expected of a source that has figures."""
    if last.regions != now.regions:
        return True
    others = {code for code in last.expected.keys() | now.expected.keys() if last.expected.get(code) != now.expected.get(code)}
    return any(code in others for (code,) in columns.db.execute("SELECT DISTINCT source FROM figured").fetchall())
