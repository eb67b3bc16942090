"""Tables of runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import kinds

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "job_run",
        sa.Column("job", sa.Text(), nullable=False, comment="Job: crawl:SOURCE or aggregate"),
        sa.Column("slot", kinds.INSTANT, nullable=False, comment="Instant that the schedule names"),
        sa.Column("logical_date", sa.Date(), nullable=False, comment="Day that it is about"),
        sa.Column("attempt", sa.BigInteger(), nullable=False, comment="Which attempt, from 1"),
        sa.Column("status", sa.Text(), nullable=False, comment="running, done, failed, skipped or lost"),
        sa.Column("lease_token", sa.Text(), nullable=True, comment="Who holds it; null = nobody"),
        sa.Column("lease_until", kinds.INSTANT, nullable=True, comment="Until when; null = not held"),
        sa.Column("started_at", kinds.INSTANT, nullable=False, comment="Start of the attempt"),
        sa.Column("finished_at", kinds.INSTANT, nullable=True, comment="End; null = running"),
        sa.CheckConstraint("status IN ('running', 'done', 'failed', 'skipped', 'lost')", name=op.f("ck_job_run_status")),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_job_run")),
        comment="Ledger of scheduled jobs",
    )
    op.create_table(
        "revision",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("table_name", sa.Text(), nullable=False, comment="Table of the row"),
        sa.Column("row_key", sa.Text(), nullable=False, comment="Natural key of the row, JSON"),
        sa.Column("valid_from", kinds.INSTANT, nullable=True, comment="Since when the former values stood; null = not known"),
        sa.Column("valid_to", kinds.INSTANT, nullable=False, comment="Until when"),
        sa.Column("code_version", sa.Text(), nullable=False, comment="Code version that changed them"),
        sa.Column("former", kinds.JSON, nullable=False, comment="The former row"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        comment="Former values of changed rows",
    )
    op.create_index(
        op.f("ix_revision_table_name_row_key_valid_to"), "revision", ["table_name", "row_key", "valid_to"], unique=False
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Text(), nullable=False, comment="Key, sortable by start; made by the crawler"),
        sa.Column("source_code", sa.Text(), nullable=False, comment="Source"),
        sa.Column("spider", sa.Text(), nullable=True, comment="Spider; null for a replay of several"),
        sa.Column("arguments", kinds.JSON, nullable=False, comment="Spider arguments"),
        sa.Column("slot", kinds.INSTANT, nullable=True, comment="Instant that the schedule names; null = by hand"),
        sa.Column("logical_date", sa.Date(), nullable=False, comment="Day that the run observes"),
        sa.Column("trigger", sa.Text(), nullable=False, comment="manual, schedule, catchup, replay, probe or simulation"),
        sa.Column("resumes_run_id", sa.Text(), nullable=True, comment="Run that this one continues; null = none"),
        sa.Column("started_at", kinds.INSTANT, nullable=False, comment="Start"),
        sa.Column("finished_at", kinds.INSTANT, nullable=True, comment="End; null = running or killed"),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="ok, degraded, empty, blocked, interrupted or failed; null = running or killed",
        ),
        sa.Column("exit_code", sa.BigInteger(), nullable=True, comment="Exit status; null = running or killed"),
        sa.Column(
            "reasons",
            kinds.JSON,
            nullable=True,
            comment="Why the outcome is not ok, a list of sentences; null = running or killed",
        ),
        sa.Column("stats", kinds.JSON, nullable=True, comment="Final counts; null = running or killed"),
        sa.Column("code_version", sa.Text(), nullable=False, comment="Release and digest of the code"),
        sa.CheckConstraint("id <> ''", name=op.f("ck_run_id_not_blank")),
        sa.CheckConstraint(
            "outcome IN ('ok', 'degraded', 'empty', 'blocked', 'interrupted', 'failed')", name=op.f("ck_run_outcome")
        ),
        sa.CheckConstraint("spider <> ''", name=op.f("ck_run_spider_not_blank")),
        sa.CheckConstraint(
            "trigger IN ('manual', 'schedule', 'catchup', 'replay', 'probe', 'simulation')", name=op.f("ck_run_trigger")
        ),
        sa.ForeignKeyConstraint(["source_code"], ["source.code"], name=op.f("fk_run_source_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        comment="Journal of runs",
    )
    op.create_index(op.f("ix_run_logical_date"), "run", ["logical_date"], unique=False)
    op.create_index(op.f("ix_run_source_code_started_at"), "run", ["source_code", "started_at"], unique=False)
    op.create_table(
        "walk",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Run"),
        sa.Column(
            "scope_kind", sa.Text(), nullable=False, comment="search, zone, shop, category, sitemap, api, index, feed or list"
        ),
        sa.Column("scope_key", sa.Text(), nullable=False, comment="What was walked: keyword, zone id, host ..."),
        sa.Column("logical_date", sa.Date(), nullable=False, comment="Day that the walk observes"),
        sa.Column("pages", sa.BigInteger(), nullable=False, comment="Pages read"),
        sa.Column(
            "stated_total", sa.BigInteger(), nullable=True, comment="Results that the site states; null = it states none"
        ),
        sa.Column("enumerated", sa.BigInteger(), nullable=False, comment="Different listings seen"),
        sa.Column(
            "complete", sa.Boolean(), nullable=False, comment="Walked to its natural end, within 2 % of the stated total"
        ),
        sa.CheckConstraint(
            "scope_kind IN ('search', 'zone', 'shop', 'category', 'sitemap', 'api', 'index', 'feed', 'list')",
            name=op.f("ck_walk_scope_kind"),
        ),
        sa.CheckConstraint("enumerated >= 0", name=op.f("ck_walk_enumerated_from_0")),
        sa.CheckConstraint("pages >= 0", name=op.f("ck_walk_pages_from_0")),
        sa.CheckConstraint("stated_total >= 0", name=op.f("ck_walk_stated_total_from_0")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_walk_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk")),
        sa.UniqueConstraint("run_id", "scope_kind", "scope_key", name=op.f("uq_walk_run_id_scope_kind_scope_key")),
        comment="Walks of runs",
    )
    op.create_table(
        "capture",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Run that fetched it, or the replay that brought it"),
        sa.Column("source_code", sa.Text(), nullable=False, comment="Source"),
        sa.Column("logical_date", sa.Date(), nullable=False, comment="Day that it observes"),
        sa.Column("url", sa.Text(), nullable=False, comment="Address as requested, letter for letter (WARC-Target-URI)"),
        sa.Column("canonical_url", sa.Text(), nullable=True, comment="Canonical address; null = not a web address"),
        sa.Column("url_sha256", sa.Text(), nullable=False, comment="SHA-256 of url, hex"),
        sa.Column("method", sa.Text(), nullable=False, comment="HTTP method"),
        sa.Column("request_sha256", sa.Text(), nullable=False, comment="SHA-256 of the request body, hex"),
        sa.Column("fetched_at", kinds.INSTANT, nullable=False, comment="When it was fetched (WARC-Date)"),
        sa.Column(
            "observed_at", kinds.INSTANT, nullable=False, comment="What instant it shows: Memento-Datetime, else fetched_at"
        ),
        sa.Column("status", sa.BigInteger(), nullable=False, comment="HTTP status"),
        sa.Column("content_type", sa.Text(), nullable=True, comment="Content-Type header; null = none"),
        sa.Column("payload_sha256", sa.Text(), nullable=False, comment="SHA-256 of the body as received, hex"),
        sa.Column("record_id", sa.Text(), nullable=True, comment="WARC-Record-ID; null = the record has none"),
        sa.Column("warc_file", sa.Text(), nullable=False, comment="File below the archive; of a foreign file its name"),
        sa.Column("warc_offset", sa.BigInteger(), nullable=False, comment="Byte at which the record starts"),
        sa.Column("warc_length", sa.BigInteger(), nullable=False, comment="Bytes of the record as stored"),
        sa.Column("walk_id", kinds.KEY, nullable=True, comment="Walk it belongs to; null = none"),
        sa.Column("page_number", sa.BigInteger(), nullable=True, comment="Page of the walk, from 1; null = not numbered"),
        sa.Column(
            "wall",
            sa.Text(),
            nullable=True,
            comment="login, challenge, soft_404 ...: the page was none; null = an ordinary answer",
        ),
        sa.Column("read_with", sa.Text(), nullable=False, comment="Code version that read it"),
        sa.CheckConstraint("canonical_url <> ''", name=op.f("ck_capture_canonical_url_not_blank")),
        sa.CheckConstraint("content_type <> ''", name=op.f("ck_capture_content_type_not_blank")),
        sa.CheckConstraint("record_id <> ''", name=op.f("ck_capture_record_id_not_blank")),
        sa.CheckConstraint("url <> ''", name=op.f("ck_capture_url_not_blank")),
        sa.CheckConstraint("status BETWEEN 0 AND 999", name=op.f("ck_capture_status")),
        sa.CheckConstraint("warc_length >= 0", name=op.f("ck_capture_warc_length_from_0")),
        sa.CheckConstraint("warc_offset >= 0", name=op.f("ck_capture_warc_offset_from_0")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_capture_run_id")),
        sa.ForeignKeyConstraint(["source_code"], ["source.code"], name=op.f("fk_capture_source_code")),
        sa.ForeignKeyConstraint(["walk_id"], ["walk.id"], name=op.f("fk_capture_walk_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("url_sha256", "method", "request_sha256", "fetched_at", "payload_sha256", name="request"),
        comment="Archived responses",
    )
    op.create_index(op.f("ix_capture_canonical_url"), "capture", ["canonical_url"], unique=False)
    op.create_index("ix_capture_logical_date_brin", "capture", ["logical_date"], unique=False, postgresql_using="brin")
    op.create_index(op.f("ix_capture_run_id"), "capture", ["run_id"], unique=False)
    op.create_index("ix_capture_source_code_logical_date", "capture", ["source_code", "logical_date"], unique=False)
    op.create_index(op.f("ix_capture_walk_id"), "capture", ["walk_id"], unique=False)
    op.create_table(
        "rejection",
        sa.Column("id", kinds.KEY, autoincrement=True, nullable=False, comment="Key, counted by the database"),
        sa.Column("run_id", sa.Text(), nullable=False, comment="Run"),
        sa.Column("capture_id", kinds.KEY, nullable=False, comment="Page"),
        sa.Column(
            "item_type", sa.Text(), nullable=False, comment="listing, promotion, livestream, announcement, variant or page"
        ),
        sa.Column("field", sa.Text(), nullable=False, comment="Field, or * for the whole item"),
        sa.Column("ordinal", sa.BigInteger(), nullable=False, comment="Which of the page's rejections, from 1"),
        sa.Column("reason", sa.Text(), nullable=False, comment="Why"),
        sa.Column("raw", sa.Text(), nullable=False, comment="What the page showed"),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_rejection_capture_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_rejection_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejection")),
        sa.UniqueConstraint("capture_id", "ordinal", name=op.f("uq_rejection_capture_id_ordinal")),
        comment="What could not be read, with the raw text",
    )
    op.create_index(op.f("ix_rejection_capture_id"), "rejection", ["capture_id"], unique=False)
    op.create_index(op.f("ix_rejection_run_id"), "rejection", ["run_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_table("rejection")
    op.drop_table("capture")
    op.drop_table("walk")
    op.drop_table("run")
    op.drop_table("revision")
    op.drop_table("job_run")
