"""Walks of a run: which pages belong together, how many listings they enumerated, and whether they reached the natural end."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.items import Item, Listing, Reading, Walk, WalkScope

# A walk within this share of the total that the site states is complete (METHODS: a listing on a day).
TOLERANCE = 0.02
# Pages that stand in place of all others: what such a walk did not show says nothing.
_BREAKING = frozenset({"login", "challenge", "rate_limit", "maintenance"})


class WalkRecord:
    """One walk while it goes on."""

    def __init__(self, scope: WalkScope) -> None:
        self.walk = Walk(scope=scope)
        self.broken = False
        """A page of it could not be had: the walk says nothing of what it did not show."""
        self._seen: set[int] = set()
        self._pages: set[frozenset[int]] = set()

    def add(self, reading: Reading) -> int:
        """Count a page; how many of its listings the walk had not seen before. A page that repeats an earlier one gives 0."""
        keys = {hash(key) for key in listing_keys(reading.items)}
        new = len(keys - self._seen)
        self._seen |= keys
        self.walk.pages += 1
        self.broken = self.broken or reading.wall in _BREAKING
        self.walk.enumerated = len(self._seen)
        if reading.stated_total is not None:
            self.walk.stated_total = reading.stated_total
        return new

    def goes_on(self, reading: Reading, number: int, max_pages: int) -> bool:
        """Count a page, and say whether the walk goes on to the next; where it does not, it is ended here.

        A page that is empty or shows a part of what others showed is the natural end, as is the stated total. A page that
        repeats another one is a lie: the site shows no more, and nobody knows how much there is.
        """
        if reading.wall:
            self.end(natural=False)
            return False
        shown = frozenset(hash(key) for key in listing_keys(reading.items))
        is_repeat = bool(shown) and shown in self._pages
        self._pages.add(shown)
        new, total = self.add(reading), self.walk.stated_total
        if not new or (total is not None and self.walk.enumerated >= total):
            reached = total is not None and self.walk.enumerated >= (1 - TOLERANCE) * total
            self.end(natural=reached or not is_repeat)
        elif max_pages and number >= max_pages:
            self.end(natural=False)
        else:
            return True
        return False

    def end(self, natural: bool) -> None:
        """The walk is over; complete where it reached its natural end and holds what the site states.

        One that saw nothing is complete only where the site says that there is nothing.
        """
        walk = self.walk
        near = walk.stated_total is None or abs(walk.enumerated - walk.stated_total) <= TOLERANCE * walk.stated_total
        walk.complete = natural and near and not self.broken and (walk.enumerated > 0 or walk.stated_total == 0)


def listing_keys(items: Iterable[Item]) -> Iterable[tuple[str, str, str]]:
    """Natural keys of the listings among the items."""
    return ((i.platform, i.site, i.native_id) for i in items if isinstance(i, Listing))
