"""The judge: which counts make which outcome, and which exit status tells first."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.expectations import Expect, judge

GOOD = {"jishi/pages_fetched": 10, "jishi/pages_read": 10, "jishi/items": 100, "jishi/listings": 100}


@pytest.mark.parametrize(
    ("stats", "reason", "outcome", "code"),
    [
        (GOOD, "finished", "ok", 0),
        ({}, "finished", "failed", 9),
        ({"downloader/response_status_count/404": 7}, "finished", "failed", 9),
        ({**GOOD, "jishi/items": 0}, "finished", "empty", 9),
        (GOOD, "shutdown", "interrupted", 11),
        (GOOD, "closespider_timeout", "interrupted", 15),
        (GOOD, "database_unavailable", "failed", 8),
        ({}, "disk_full", "failed", 3),
        ({**GOOD, "jishi/store_gave_up": "database_unavailable"}, "finished", "failed", 8),
        ({**GOOD, "jishi/over_budget": 3}, "finished", "degraded", 16),
        ({**GOOD, "spider_exceptions/count": 1}, "finished", "failed", 1),
        ({"jishi/robots_denied": 16}, "finished", "blocked", 18),
        ({**GOOD, "jishi/blocked": 11}, "finished", "blocked", 18),
        ({**GOOD, "jishi/blocked": 4}, "finished", "ok", 0),
        ({**GOOD, "jishi/pages_read": 0, "jishi/wall/login": 10, "jishi/items": 0}, "finished", "blocked", 18),
        ({**GOOD, "jishi/wall/maintenance": 2}, "finished", "degraded", 12),
        ({**GOOD, "jishi/pages_read": 0, "jishi/items": 0, "jishi/wall/maintenance": 10}, "finished", "degraded", 12),
        ({**GOOD, "jishi/not_reached": 5}, "finished", "degraded", 16),
        ({**GOOD, "jishi/rejected": 11}, "finished", "degraded", 12),
        (GOOD, "something new", "failed", 1),
        ({"downloader/response_status_count/404": 7, "spider_exceptions/count": 1}, "shutdown", "interrupted", 11),
    ],
)
def test_outcomes(stats: dict[str, Any], reason: str, outcome: str, code: int) -> None:
    judgement = judge(stats, reason, Expect())
    assert (judgement.outcome, judgement.exit_code) == (outcome, code), judgement.reasons
    assert bool(judgement.reasons) == (code != 0)


def test_a_missed_minimum_is_named_with_both_figures() -> None:
    expect = Expect(min_pages=20, min_items=500, fields={"price": 0.95})
    judgement = judge({**GOOD, "jishi/field/price": 80}, "finished", expect)
    assert (judgement.outcome, judgement.exit_code) == ("degraded", 12)
    assert judgement.reasons == [
        "10 pages read, 20 expected",
        "100 items, 500 expected",
        "price in 80% of the listings, 95% expected",
    ]


def test_what_is_resumed() -> None:
    assert judge(GOOD, "shutdown", Expect()).resumable
    assert judge(GOOD, "database_unavailable", Expect()).resumable
    assert not judge(GOOD, "finished", Expect()).resumable
    assert not judge({}, "finished", Expect()).resumable


def test_answers_to_robots_txt_are_no_pages_that_failed() -> None:
    statuses = {"downloader/response_status_count/404": 21, "downloader/response_status_count/500": 2}
    found = judge({**statuses, "jishi/robots_status/404": 1}, "finished", Expect())
    assert found.reasons[0] == "no page could be read (20 x 404, 2 x 500)"
    only = judge({"downloader/response_status_count/200": 1, "jishi/robots_status/200": 1}, "finished", Expect())
    assert only.reasons[0] == "no page could be read (no response)"
