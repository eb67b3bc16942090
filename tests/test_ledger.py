"""The ledger of jobs: what a crawl that outlived its scheduler has done is not done again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from db import ledger
from tests.rows import prepare

SLOT = datetime(2020, 4, 24, 2, tzinfo=UTC)
LATER = SLOT + timedelta(hours=1)


@pytest.mark.parametrize(("outcome", "again"), [("ok", False), ("degraded", False), ("interrupted", True), (None, True)])
def test_a_crawl_that_outlived_its_scheduler_is_not_made_again(store_engine: Engine, outcome: str | None, again: bool) -> None:
    prepare(store_engine)
    lease = timedelta(minutes=5)
    assert ledger.claim_job(store_engine, "crawl:s", SLOT, SLOT.date(), now=SLOT, lease=lease)
    run = ledger.RunRow(
        id="r2",
        source_code="s",
        spider="x",
        arguments={},
        slot=SLOT,
        logical_date=date(2020, 4, 24),
        trigger="schedule",
        resumes_run_id=None,
        started_at=SLOT,
        code_version="1",
    )
    ledger.open_run(store_engine, run)
    if outcome is not None:
        ended = SLOT + timedelta(minutes=1)
        ledger.close_run(store_engine, "r2", finished_at=ended, outcome=outcome, exit_code=0, reasons=[], stats={})
    taken = ledger.claim_job(store_engine, "crawl:s", SLOT, SLOT.date(), now=LATER, lease=lease)
    assert (taken is not None) is again
    last = ledger.last_job(store_engine, "crawl:s", LATER)
    assert last is not None
    assert (last.status, last.attempt) == (("running", 2) if again else ("done", 1))
