"""Runs, walks, captures, rejections and jobs: where rows come from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models import columns as col
from db.models.base import Base

TRIGGERS = ("manual", "schedule", "catchup", "replay", "probe", "simulation")
OUTCOMES = ("ok", "degraded", "empty", "blocked", "interrupted", "failed")
SCOPES = ("search", "zone", "shop", "category", "sitemap", "api", "index", "feed", "list")

GONE = text("status IN (404, 410)")


class Run(Base):
    """The journal: one row a run."""

    __tablename__ = "run"
    id: Mapped[str] = col.text("Key, sortable by start; made by the crawler", primary_key=True)
    source_code: Mapped[str] = col.code("source.code", "Source")
    spider: Mapped[str | None] = col.text("Spider; null for a replay of several")
    arguments: Mapped[Any] = col.json("Spider arguments", nullable=False)
    slot: Mapped[datetime | None] = col.instant("Instant that the schedule names; null = by hand")
    logical_date: Mapped[date] = col.day("Day that the run observes", index=True)
    trigger: Mapped[str] = col.text("manual, schedule, catchup, replay, probe or simulation")
    resumes_run_id: Mapped[str | None] = col.text("Run that this one continues; null = none")
    started_at: Mapped[datetime] = col.instant("Start")
    finished_at: Mapped[datetime | None] = col.instant("End; null = running or killed")
    outcome: Mapped[str | None] = col.text("ok, degraded, empty, blocked, interrupted or failed; null = running or killed")
    exit_code: Mapped[int | None] = col.number("Exit status; null = running or killed")
    reasons: Mapped[Any | None] = col.json("Why the outcome is not ok, a list of sentences; null = running or killed")
    stats: Mapped[Any | None] = col.json("Final counts; null = running or killed")
    code_version: Mapped[str] = col.text("Release and digest of the code")
    __table_args__ = (
        col.one_of("trigger", TRIGGERS),
        col.one_of("outcome", OUTCOMES),
        *col.not_blank("id", "spider"),
        Index(None, "source_code", "started_at"),
        {"comment": "Journal of runs"},
    )


class Walk(Base):
    """One walk of a run: the only ground on which a listing can be found absent."""

    __tablename__ = "walk"
    id: Mapped[int] = col.key()
    run_id: Mapped[str] = col.code("run.id", "Run")
    scope_kind: Mapped[str] = col.text("search, zone, shop, category, sitemap, api, index, feed or list")
    scope_key: Mapped[str] = col.text("What was walked: keyword, zone id, host ...")
    logical_date: Mapped[date] = col.day("Day that the walk observes")
    pages: Mapped[int] = col.number("Pages read")
    stated_total: Mapped[int | None] = col.number("Results that the site states; null = it states none")
    enumerated: Mapped[int] = col.number("Different listings seen")
    complete: Mapped[bool] = mapped_column(Boolean, comment="Walked to its natural end, within 2 % of the stated total")
    __table_args__ = (
        UniqueConstraint("run_id", "scope_kind", "scope_key"),
        col.one_of("scope_kind", SCOPES),
        *col.not_negative("pages", "stated_total", "enumerated"),
        {"comment": "Walks of runs"},
    )


class Capture(Base):
    """One archived response: the evidence of every row read from it."""

    __tablename__ = "capture"
    id: Mapped[int] = col.key()
    run_id: Mapped[str] = col.code("run.id", "Run that fetched it, or the replay that brought it", index=True)
    source_code: Mapped[str] = col.code("source.code", "Source")
    logical_date: Mapped[date] = col.day("Day that it observes")
    url: Mapped[str] = col.text("Address as requested, letter for letter (WARC-Target-URI)")
    canonical_url: Mapped[str | None] = col.text("Canonical address; null = not a web address", index=True)
    url_sha256: Mapped[str] = col.text("SHA-256 of url, hex")
    method: Mapped[str] = col.text("HTTP method")
    request_sha256: Mapped[str] = col.text("SHA-256 of the request body, hex")
    fetched_at: Mapped[datetime] = col.instant("When it was fetched (WARC-Date)")
    observed_at: Mapped[datetime] = col.instant("What instant it shows: Memento-Datetime, else fetched_at")
    status: Mapped[int] = col.number("HTTP status")
    content_type: Mapped[str | None] = col.text("Content-Type header; null = none")
    payload_sha256: Mapped[str] = col.text("SHA-256 of the body as received, hex")
    record_id: Mapped[str | None] = col.text("WARC-Record-ID; null = the record has none")
    warc_file: Mapped[str] = col.text("File below the archive; of a foreign file its name")
    warc_offset: Mapped[int] = col.number("Byte at which the record starts")
    warc_length: Mapped[int] = col.number("Bytes of the record as stored")
    walk_id: Mapped[int | None] = col.link("walk.id", "Walk it belongs to; null = none")
    page_number: Mapped[int | None] = col.number("Page of the walk, from 1; null = not numbered")
    wall: Mapped[str | None] = col.text("login, challenge, soft_404 ...: the page was none; null = an ordinary answer")
    read_with: Mapped[str] = col.text("Code version that read it")
    __table_args__ = (
        UniqueConstraint("url_sha256", "method", "request_sha256", "fetched_at", "payload_sha256", name="request"),
        *col.not_blank("url", "canonical_url", "content_type", "record_id"),
        *col.not_negative("warc_offset", "warc_length"),
        CheckConstraint("status BETWEEN 0 AND 999", name="status"),
        Index("ix_capture_source_code_logical_date", "source_code", "logical_date"),
        # Pages that are gone are few: asked for with each listing that is seen.
        Index("ix_capture_gone", "canonical_url", sqlite_where=GONE, postgresql_where=GONE),
        Index("ix_capture_logical_date_brin", "logical_date", postgresql_using="brin"),
        {"comment": "Archived responses"},
    )


class Rejection(Base):
    """What was on a page and could not be read or was impossible."""

    __tablename__ = "rejection"
    id: Mapped[int] = col.key()
    run_id: Mapped[str] = col.code("run.id", "Run", index=True)
    capture_id: Mapped[int] = col.link("capture.id", "Page")
    item_type: Mapped[str] = col.text("listing, promotion, livestream, announcement, variant or page")
    field: Mapped[str] = col.text("Field, or * for the whole item")
    ordinal: Mapped[int] = col.number("Which of the page's rejections, from 1")
    reason: Mapped[str] = col.text("Why")
    raw: Mapped[str] = col.text("What the page showed")
    __table_args__ = (UniqueConstraint("capture_id", "ordinal"), {"comment": "What could not be read, with the raw text"})


class JobRun(Base):
    """The scheduler's ledger."""

    __tablename__ = "job_run"
    job: Mapped[str] = col.text("Job: crawl:SOURCE or aggregate", primary_key=True)
    slot: Mapped[datetime] = col.instant("Instant that the schedule names", primary_key=True)
    logical_date: Mapped[date] = col.day("Day that it is about")
    attempt: Mapped[int] = col.number("Which attempt, from 1")
    status: Mapped[str] = col.text("running, done, failed, skipped or lost")
    lease_token: Mapped[str | None] = col.text("Who holds it; null = nobody")
    lease_until: Mapped[datetime | None] = col.instant("Until when; null = not held")
    started_at: Mapped[datetime] = col.instant("Start of the attempt")
    finished_at: Mapped[datetime | None] = col.instant("End; null = running")
    __table_args__ = (
        col.one_of("status", ("running", "done", "failed", "skipped", "lost")),
        {"comment": "Ledger of scheduled jobs"},
    )


class Revision(Base):
    """Former values of rows that a re-extraction or a recomputation changed."""

    __tablename__ = "revision"
    id: Mapped[int] = col.key()
    table_name: Mapped[str] = col.text("Table of the row")
    row_key: Mapped[str] = col.text("Natural key of the row, JSON")
    valid_from: Mapped[datetime | None] = col.instant("Since when the former values stood; null = not known")
    valid_to: Mapped[datetime] = col.instant("Until when")
    code_version: Mapped[str] = col.text("Code version that changed them")
    former: Mapped[Any] = col.json("The former row", nullable=False)
    __table_args__ = (Index(None, "table_name", "row_key", "valid_to"), {"comment": "Former values of changed rows"})
