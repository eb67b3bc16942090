"""The judge: from the final counts of a run to its outcome, its reasons and its exit status. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["ok", "degraded", "empty", "blocked", "interrupted", "failed"]

# Of several exit statuses the first of these tells.
PRECEDENCE = (2, 4, 17, 8, 3, 13, 11, 15, 16, 1, 18, 9, 12, 0)
# After these the run was not finished: the next one with the same arguments continues it.
RESUMABLE = frozenset({3, 8, 11, 13, 15})

_ENDINGS: Mapping[str, tuple[int, Outcome, str]] = {
    "database_unavailable": (8, "failed", "the database was unavailable; the archive has every page"),
    "disk_full": (3, "failed", "no space left on the disk"),
    "store_error": (1, "failed", "the store failed; the archive has every page"),
    "archive_error": (1, "failed", "the archive could not be written"),
    "shutdown": (11, "interrupted", "stopped by a signal"),
    "closespider_timeout": (15, "interrupted", "the time limit was reached"),
    "closespider_pagecount": (16, "degraded", "the page limit was reached"),
    "budget": (16, "degraded", "the budget was used up"),
    "memusage_exceeded": (16, "degraded", "the memory limit was reached"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a source is expected to give; a minimum that is missed makes the run degraded."""

    min_pages: int = 1
    """Pages read."""
    min_items: int = 1
    """Listings, promotions, livestreams and announcements together."""
    fields: Mapping[str, float] = field(default_factory=dict)
    """Field of a listing -> least share of listings that have it, 0 to 1."""
    max_rejected: float = 0.1
    """Most rejections per item."""
    max_walls: float = 0.1
    """Most walls per page fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a run ended."""

    outcome: Outcome
    exit_code: int
    reasons: list[str]

    @property
    def resumable(self) -> bool:
        """Whether the next run continues this one."""
        return self.exit_code in RESUMABLE


def judge(stats: Mapping[str, Any], finish_reason: str, expect: Expect) -> Judgement:
    """The outcome of a crawl from Scrapy's and our counts (`jishi/...`) and the reason for which the spider closed."""
    found: list[tuple[int, Outcome, str]] = []
    # The store may give up when the spider has closed already.
    for reason in dict.fromkeys((finish_reason, str(stats.get("jishi/store_gave_up", "finished")))):
        if reason != "finished":
            found.append(_ENDINGS.get(reason, (1, "failed", f"the spider closed: {reason}")))
    found += _limits(stats)
    found += _errors(stats)
    found += _blocked(stats)
    found += _data(stats, expect)
    found += _expected(stats, expect)
    if not found:
        return Judgement(outcome="ok", exit_code=0, reasons=[])
    found.sort(key=lambda f: PRECEDENCE.index(f[0]))
    return Judgement(outcome=found[0][1], exit_code=found[0][0], reasons=[reason for _, _, reason in found])


def _count(stats: Mapping[str, Any], key: str) -> int:
    return int(stats.get(key, 0))


def _limits(stats: Mapping[str, Any]) -> list[tuple[int, Outcome, str]]:
    over = _count(stats, "jishi/over_budget")
    left = _count(stats, "jishi/not_reached")
    failing = _count(stats, "jishi/given_up_failing")
    found: list[tuple[int, Outcome, str]] = []
    if failing:
        found.append((12, "degraded", f"coverage is lost: {failing} requests were not sent, their host went on failing"))
    if over:
        found.append((16, "degraded", f"{over} requests were over the budget"))
    if left:
        found.append((16, "degraded", f"coverage is lost: {left} addresses were left when the limit of the walk was reached"))
    return found


def _errors(stats: Mapping[str, Any]) -> list[tuple[int, Outcome, str]]:
    errors = _count(stats, "spider_exceptions/count")
    lost = _count(stats, "jishi/pages_lost")
    found: list[tuple[int, Outcome, str]] = []
    if errors:
        found.append((1, "failed", f"{errors} pages raised an unexpected error in the spider"))
    if lost:
        found.append((1, "failed", f"{lost} pages could not be stored"))
    return found


def _blocked(stats: Mapping[str, Any]) -> list[tuple[int, Outcome, str]]:
    """Robots, 403, 429 and challenges: more than half of the requests, or all of the first pages (then nothing was read)."""
    refused = _count(stats, "jishi/robots_denied") + _count(stats, "jishi/given_up")
    walls = sum(int(v) for k, v in stats.items() if k.startswith("jishi/wall/") and k.rpartition("/")[2] in _BLOCKING)
    answers = _count(stats, "jishi/blocked")
    read, blocked = _count(stats, "jishi/pages_read"), refused + walls + answers
    asked = refused + answers + _count(stats, "jishi/pages_fetched")
    if blocked and (blocked * 2 > asked or not read):
        return [(18, "blocked", f"{blocked} of {asked} requests were refused by robots.txt or by the site")]
    return []


_BLOCKING = frozenset({"login", "challenge", "rate_limit"})
_REFUSALS = ("robots_denied", "given_up", "blocked")


def _data(stats: Mapping[str, Any], expect: Expect) -> list[tuple[int, Outcome, str]]:
    walls = {k.rpartition("/")[2]: v for k, v in stats.items() if k.startswith("jishi/wall/")}
    if walls and not _count(stats, "jishi/pages_read"):
        named = ", ".join(f"{n} x {wall}" for wall, n in sorted(walls.items()))
        return [(12, "degraded", f"every page was a wall ({named})")]
    if not _count(stats, "jishi/pages_read"):
        detail = ", ".join(f"{n} x {status}" for status, n in sorted(_answers(stats).items())) or "no response"
        return [(9, "failed", f"no page could be read ({detail})")]
    if expect.min_items and not _count(stats, "jishi/items"):
        hindered = sum(map(int, walls.values())) + sum(_count(stats, f"jishi/{key}") for key in _REFUSALS)
        asked = _count(stats, "jishi/pages_fetched") + sum(_count(stats, f"jishi/{key}") for key in _REFUSALS)
        if hindered > expect.max_walls * max(asked, 1):
            return [(12, "degraded", f"{hindered} of {asked} pages were walls or refused, and the others held nothing")]
        return [(9, "empty", "the pages that were read held nothing")]
    return []


def _answers(stats: Mapping[str, Any]) -> dict[str, int]:
    """How many answers of each status came, those to requests for robots.txt left out."""
    counted = ((k.rpartition("/")[2], int(v)) for k, v in stats.items() if k.startswith("downloader/response_status_count/"))
    answers = {status: n - _count(stats, f"jishi/robots_status/{status}") for status, n in counted}
    return {status: n for status, n in answers.items() if n > 0}


def _expected(stats: Mapping[str, Any], expect: Expect) -> list[tuple[int, Outcome, str]]:
    pages, items = _count(stats, "jishi/pages_read"), _count(stats, "jishi/items")
    reasons = []
    if pages < expect.min_pages:
        reasons.append(f"{pages} pages read, {expect.min_pages} expected")
    if items < expect.min_items:
        reasons.append(f"{items} items, {expect.min_items} expected")
    listings = _count(stats, "jishi/listings")
    for name, least in expect.fields.items():
        share = _count(stats, f"jishi/field/{name}") / listings if listings else 0.0
        if share < least:
            reasons.append(f"{name} in {share:.0%} of the listings, {least:.0%} expected")
    rejected = _count(stats, "jishi/rejected")
    if rejected > expect.max_rejected * max(items, 1):
        reasons.append(f"{rejected} rejections for {items} items")
    walls = sum(int(v) for k, v in stats.items() if k.startswith("jishi/wall/"))
    fetched = _count(stats, "jishi/pages_fetched")
    if walls > expect.max_walls * max(fetched, 1):
        reasons.append(f"{walls} of {fetched} pages were walls")
    return [(12, "degraded", reason) for reason in reasons]
