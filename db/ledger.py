"""Runs and jobs: plain functions on an engine. Nothing here reads the clock: now is an argument."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Table, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.models import Base
from db.models.runs import JobRun, Run, Walk

_RUN: Table = Run.__table__  # type: ignore[assignment]  # declarative tables are Table objects
_WALK: Table = Walk.__table__  # type: ignore[assignment]
_JOB: Table = JobRun.__table__  # type: ignore[assignment]
_WELL = ("ok", "degraded")


@dataclass(slots=True, kw_only=True)
class RunRow:
    """A run as it begins."""

    id: str
    source_code: str
    spider: str | None
    arguments: Mapping[str, Any]
    slot: datetime | None
    logical_date: date
    trigger: str
    resumes_run_id: str | None
    started_at: datetime
    code_version: str


@dataclass(slots=True, kw_only=True)
class WalkRow:
    """A walk as it ended."""

    scope_kind: str
    scope_key: str
    pages: int
    stated_total: int | None
    enumerated: int
    complete: bool


def open_run(engine: Engine, run: RunRow) -> None:
    """Begin a run's row; a row of that id is left as it is."""
    with _writing(engine) as connection:
        known = connection.execute(select(_RUN.c.id).where(_RUN.c.id == run.id)).first()
        if known is None:
            connection.execute(insert(_RUN).values(**asdict(run)))


def close_run(
    engine: Engine,
    run_id: str,
    *,
    finished_at: datetime,
    outcome: str,
    exit_code: int,
    reasons: Sequence[str],
    stats: Mapping[str, Any],
    walks: Sequence[WalkRow] = (),
) -> bool:
    """Write how a run ended, and its walks, in one transaction; whether there is such a run."""
    with _writing(engine) as connection:
        connection.execute(
            update(_RUN)
            .where(_RUN.c.id == run_id)
            .values(finished_at=finished_at, outcome=outcome, exit_code=exit_code, reasons=list(reasons), stats=dict(stats))
        )
        day = connection.execute(select(_RUN.c.logical_date).where(_RUN.c.id == run_id)).scalar()
        if day is None:
            return False
        for walk in walks:
            key = and_(_WALK.c.run_id == run_id, _WALK.c.scope_kind == walk.scope_kind, _WALK.c.scope_key == walk.scope_key)
            changed = connection.execute(update(_WALK).where(key).values(**asdict(walk)))
            if changed.rowcount == 0:
                connection.execute(insert(_WALK).values(run_id=run_id, logical_date=day, **asdict(walk)))
    return True


def last_runs(engine: Engine, source_code: str, limit: int = 10) -> list[dict[str, Any]]:
    """The latest runs of a source, newest first, as mappings of the table's columns."""
    query = select(_RUN).where(_RUN.c.source_code == source_code).order_by(_RUN.c.started_at.desc()).limit(limit)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def claim_job(
    engine: Engine, job: str, slot: datetime, logical_date: date, *, now: datetime, lease: timedelta, attempts: int = 3
) -> str | None:
    """Take a job for its slot; the token of the lease, or None where it is done, held by another, or out of attempts.

    Each slot is run once: the row's key is (job, slot), and a lease that ran out is taken over with its attempt counted. A
    crawl may outlive the scheduler that began it: one that ended well meanwhile is done.
    """
    token = secrets.token_hex(8)
    held = {"lease_token": token, "lease_until": now + lease, "started_at": now, "status": "running", "finished_at": None}
    try:
        with _writing(engine) as connection:
            connection.execute(insert(_JOB).values(job=job, slot=slot, logical_date=logical_date, attempt=1, **held))
            return token
    except IntegrityError:
        pass  # The slot has a row: below it is taken over, or left.
    with _writing(engine) as connection:
        free = and_(_JOB.c.job == job, _JOB.c.slot == slot, _JOB.c.status == "running", _JOB.c.lease_until < now)
        of_slot = and_(_RUN.c.source_code == job.removeprefix("crawl:"), _RUN.c.slot == slot, _RUN.c.outcome.in_(_WELL))
        ended = connection.execute(select(func.max(_RUN.c.finished_at)).where(of_slot)).scalar()
        if ended is not None:
            done = {"status": "done", "finished_at": ended, "lease_token": None, "lease_until": None}
            connection.execute(update(_JOB).where(free).values(**done))
            return None
        taken = connection.execute(
            update(_JOB).where(free, _JOB.c.attempt < attempts).values(attempt=_JOB.c.attempt + 1, **held)
        )
        if taken.rowcount == 0:
            connection.execute(update(_JOB).where(free).values(status="lost", lease_token=None, lease_until=None))
        return token if taken.rowcount else None


def finish_job(engine: Engine, job: str, slot: datetime, token: str, *, now: datetime, status: str) -> bool:
    """End a job that one holds; False where the lease was lost meanwhile."""
    with _writing(engine) as connection:
        mine = and_(_JOB.c.job == job, _JOB.c.slot == slot, _JOB.c.lease_token == token)
        ended = connection.execute(
            update(_JOB).where(mine).values(status=status, finished_at=now, lease_token=None, lease_until=None)
        )
        return bool(ended.rowcount == 1)


def put_back(engine: Engine, job: str, slot: datetime, token: str, *, until: datetime, attempts: int = 3) -> bool:
    """Leave a job that was broken off to be taken over from that instant on; failed where it was the last attempt."""
    with _writing(engine) as connection:
        mine = and_(_JOB.c.job == job, _JOB.c.slot == slot, _JOB.c.lease_token == token)
        left = connection.execute(
            update(_JOB).where(mine, _JOB.c.attempt < attempts).values(lease_until=until, lease_token=None)
        )
        if left.rowcount == 0:
            ended = {"status": "failed", "lease_token": None, "lease_until": None, "finished_at": until}
            connection.execute(update(_JOB).where(mine).values(**ended))
        return bool(left.rowcount)


def skip_job(engine: Engine, job: str, slot: datetime, logical_date: date, *, now: datetime) -> None:
    """Name a slot that nobody ran and nobody will."""
    row = {"job": job, "slot": slot, "logical_date": logical_date, "attempt": 0, "status": "skipped", "started_at": now}
    # Another scheduler may have named it.
    with contextlib.suppress(IntegrityError), _writing(engine) as connection:
        connection.execute(insert(_JOB).values(**row, finished_at=now))


@dataclass(slots=True, kw_only=True)
class JobState:
    """The latest slot of a job that has a row, and what became of it."""

    slot: datetime
    status: str
    attempt: int
    lease_until: datetime | None


def last_job(engine: Engine, job: str, now: datetime) -> JobState | None:
    """The state of a job's latest slot up to now. Later ones are of a clock that was wrong, and hold up nothing."""
    columns = (_JOB.c.slot, _JOB.c.status, _JOB.c.attempt, _JOB.c.lease_until)
    query = select(*columns).where(_JOB.c.job == job, _JOB.c.slot <= now).order_by(_JOB.c.slot.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(query).mappings().first()
    return JobState(**row) if row else None


def read_otherwise(engine: Engine, code_version: str) -> int:
    """How many pages were last read by another version of the code than this one."""
    capture = Base.metadata.tables["capture"]
    query = select(func.count()).select_from(capture).where(capture.c.read_with != code_version)
    with engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def _writing(engine: Engine) -> Any:
    """A transaction that takes the writer's lock at its beginning on SQLite, so that it waits instead of failing."""
    return engine.execution_options(sqlite_begin="IMMEDIATE").begin()
