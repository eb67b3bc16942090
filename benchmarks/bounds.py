"""How wide the bounds of units sold are, and how far off their middle, by how often one looks: over the fair's truth.

`python -m benchmarks.bounds` prints the table of docs/methods.md; no page is read. Every listing's running total is looked at
for four weeks, once as an exact number and once as a marketplace rounds it; the period is the three weeks in their middle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.fair import shown, times
from tests.fair.listing import Listing
from tests.fair.market import FIRST_DAY, Market
from tests.reference import Interval, Observation, intervals

DAYS = 28
# The period lies within, and neither of its ends on a third day.
FIRST, LAST = FIRST_DAY + timedelta(4), FIRST_DAY + timedelta(25)
PERIOD = times.observed(FIRST), times.observed(LAST)
Shown = Callable[[int], tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How often one looks, and how often the page fails."""

    name: str
    every: timedelta
    failing: float = 0.0


PLANS = (
    Plan("every 6 hours", timedelta(hours=6)),
    Plan("daily", timedelta(days=1)),
    Plan("daily, 10 % of pages failing", timedelta(days=1), 0.1),
    Plan("daily, 30 % of pages failing", timedelta(days=1), 0.3),
    Plan("every 3 days", timedelta(days=3)),
)


@dataclass(slots=True)
class Result:
    """Sums over listings."""

    units: int = 0
    low: int = 0
    high: int = 0
    daily_low: int = 0
    daily_high: int = 0
    shared: int = 0
    inside: int = 0
    periods: int = 0
    open: int = 0

    def row(self, name: str, counter: str) -> str:
        """A line of the table."""
        middle = (self.low + self.high) / 2 / self.units - 1
        parts = (
            f"{self.inside}/{self.periods}",
            f"{middle:+.1%}",
            f"{(self.high - self.low) / self.units:.1%}",
            f"{(self.daily_high - self.daily_low) / self.units:.0%}",
            f"{self.shared / self.units:.0%}",
            str(self.open),
        )
        return f"| {name} | {counter} | {' | '.join(parts)} |"


def instants(plan: Plan) -> list[datetime]:
    """When one looks; the last time is the same for all plans."""
    first, last = times.observed(FIRST_DAY), times.observed(FIRST_DAY + timedelta(DAYS))
    count = int((last - first) / plan.every)
    return [*(first + plan.every * n for n in range(count + 1) if first + plan.every * n < last), last]


def history(listing: Listing, plan: Plan, rounded: Shown, rng: Random) -> list[Observation]:
    """What is seen of a listing."""
    found = []
    for at in instants(plan):
        state = listing.at(at)
        if state.present and rng.random() >= plan.failing:
            found.append(Observation(listing.native_id, at, times.local_day(at), sold=rounded(state.sold), period="total"))
    return found


def period(listing: Listing, seen: Sequence[Observation]) -> tuple[int, int, int | None]:
    """True units of the period, and their bounds by its two end points, each between the looks on its sides."""
    counts = [(o.at, *o.sold) for o in seen if o.sold]
    (low_a, high_a), (low_b, high_b) = (
        (
            max((low for at, low, _ in counts if at <= end), default=None),
            min((high for at, _, high in counts if at >= end and high is not None), default=None),
        )
        for end in PERIOD
    )
    true = listing.at(PERIOD[1]).sold - listing.at(PERIOD[0]).sold
    least = max(0, low_b - high_a) if low_b is not None and high_a is not None else 0
    return true, least, high_b - low_a if high_b is not None and low_a is not None else None


def measure(listings: Sequence[Listing], plan: Plan, rounded: Shown) -> Result:
    """Sums over listings that are there throughout and whose counter does not fall."""
    result, rng = Result(), Random(plan.name)
    for listing in listings:
        seen = history(listing, plan, rounded, rng)
        result.periods += 1
        true, low, high = period(listing, seen)
        between = intervals(seen)
        result.inside += low <= true and (high is None or true <= high)
        if high is None:
            result.open += 1
            continue
        result.units, result.low, result.high = result.units + true, result.low + low, result.high + high
        part = [one for one in between if one.since >= FIRST and one.until <= LAST]
        result.daily_low += sum(one.low for one in part)
        result.daily_high += sum(one.high or 0 for one in part)
        result.shared += sum(_true(listing, seen, one) for one in part if (one.until - one.since).days > 1)
    return result


def _true(listing: Listing, seen: Sequence[Observation], one: Interval) -> int:
    last = {o.day: listing.at(o.at).sold for o in seen}
    return last[one.until] - last[one.since]


def stepped(total: int) -> tuple[int, int | None]:
    """As a marketplace shows it."""
    bounds = shown.rounded(total)
    return bounds[1], bounds[2]


def main() -> None:
    """Print the table."""
    print("| one looks | counter | true total inside | bias of the middle | width | width of added days | shared | open |")
    print("|---|---|---|---|---|---|---|---|")
    ends = times.observed(FIRST_DAY), times.observed(FIRST_DAY + timedelta(DAYS))
    listings = [i for i in Market().listings if all(i.at(end).present for end in ends) and i.reset is None]
    for name, rounded in (("exact", lambda total: (total, total)), ("rounded", stepped)):
        for plan in PLANS:
            print(measure(listings, plan, rounded).row(plan.name, name))


if __name__ == "__main__":
    main()
