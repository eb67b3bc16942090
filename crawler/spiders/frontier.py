"""What a walk of a shop still has to ask: lists that surely lead on first, then items, then what may be a trap, bit by bit.

Method: a list that shows nothing new ends its chain of pages; lists of unknown parameters or found on lists are asked only
when nothing else is left, and no more once they stop showing anything. Items with the same last part of the address are
asked for once until it is known whether they are the same.
"""

from __future__ import annotations

import heapq
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.items import Listing, Reading
from crawler.spiders.traps import Traps, chain_of, names_a_page, page_number, turned

WINDOW = 24
"""Item pages under way at once."""
_BATCH = 8
_PATIENCE = 25
_STRIKES = 4
_SHELLS = 8
_TWINS = 3
LISTS = 150
"""List pages that a walk may ask for, and one more for each product that it has found."""
_PARAMETERS = ("page", "p")


@dataclass(slots=True)
class Chain:
    """The pages of one list."""

    seen: set[str] = field(default_factory=set)
    """Addresses and ids of the products that its pages showed."""
    products: set[str] = field(default_factory=set)
    pages: set[frozenset[str]] = field(default_factory=set)
    total: int | None = None
    dead: bool = False
    stale: int = 0
    """Pages that showed nothing that an earlier one had not."""
    guesses: int = 0

    def add(self, number: int, shown: frozenset[str]) -> None:
        """A page that repeats another or is empty ends the chain; so do two that only show what others had."""
        self.stale += not shown - self.seen
        if number > 1 and (not shown or shown in self.pages or self.stale > 1):
            self.dead = True
        self.pages.add(shown)
        self.seen |= shown


@dataclass(slots=True)
class _Group:
    """Item addresses that end alike."""

    held: list[str] = field(default_factory=list)
    """Not asked for yet."""
    identity: str | None = None

    def take(self) -> str:
        """The plainest of them, the same one at each visit."""
        address = min(self.held, key=lambda one: ("?" in one, len(one), one))
        self.held.remove(address)
        return address


class Frontier:
    """The addresses of one shop: known, asked, and waiting."""

    def __init__(self) -> None:
        self.traps = Traps()
        self.asked: set[str] = set()
        self.lists_asked = 0
        self.under_way = 0
        """Item pages asked for that have not come yet."""
        self.left = 0
        """List addresses that were given up because the limit was reached: the walk is not whole."""
        self._chains: dict[str, Chain] = {}
        self._groups: dict[str, _Group] = {}
        self._items: deque[str] = deque()
        self._doubtful: list[tuple[int, int, str]] = []
        self._strikes: Counter[str] = Counter()
        self._missing: list[str] = []
        self._tried: set[str] = set()
        self._known: set[str] = set()
        self._retried: set[str] = set()
        self._streak = self._number = self._shells = self._read = 0
        self._same = self._differ = 0

    @property
    def products(self) -> int:
        """Products known by their addresses."""
        return len(self._groups)

    def add_item(self, url: str) -> None:
        """An item page to be asked for."""
        address = self.traps.item_page(url)
        if not address or address in self.asked:
            return
        self.asked.add(address)
        key = _ending(address)
        group = self._groups.get(key)
        if group is None:
            self._groups[key] = group = _Group()
            self._items.append(key)
        group.held.append(address)

    def add_list(self, url: str, *, sure: bool) -> str:
        """A list page: the address where it is to be asked for now, '' where it waits or is of no use."""
        address = self.traps.list_page(url)
        if not address or address in self.asked:
            return ""
        chain = self._chains.get(chain_of(address))
        if chain is not None and chain.dead and page_number(address) > 1:
            return ""
        self.asked.add(address)
        if sure and not self.traps.doubtful(address):
            return self._list(address)
        self._tried.add(chain_of(address))
        self._number += 1
        depth = urlsplit(address).path.count("/") + 2 * len(self.traps.doubtful(address))
        heapq.heappush(self._doubtful, (depth, self._number, address))
        return ""

    def told_list(self, url: str, reading: Reading, *, is_data: bool = False) -> tuple[bool, str]:
        """What a list page showed: (whether its chain goes on, the next page where the page links to none, else '')."""
        linked = {_ending(a) for link in reading.links if link.kind == "item" and (a := self.traps.item_page(link.url))}
        listed = {item.native_id for item in reading.items if isinstance(item, Listing)}
        shown = frozenset(linked | listed)
        chain = self._chains.setdefault(chain_of(url), Chain())
        chain.add(page_number(url), shown)
        chain.products |= listed or linked
        chain.total = reading.stated_total or chain.total
        if page_number(url) == 1:
            is_new = bool(shown - self._known)
            self.traps.told(url, is_new)
            self._streak = 0 if is_new else self._streak + 1
            self._strikes[_parent(url)] = 0 if is_new else self._strikes[_parent(url)] + 1
            # What was asked only because nothing else was left is not turned over where its first page is stale.
            chain.dead = chain.dead or (not is_new and chain_of(url) in self._tried)
        self._known |= shown
        return not chain.dead, self._following(url, reading, chain, is_data)

    def told_item(self, url: str, reading: Reading) -> None:
        """What an item page is: the same product as another one of that ending, or not."""
        listing = next((item for item in reading.items if isinstance(item, Listing)), None)
        if listing is None:
            self._shells += 1
            return
        self._read += 1
        if listing.native_id not in self._known:
            self._known.add(listing.native_id)
            self._streak = 0
            self._strikes[_parent(url)] = 0
        group = self._groups.setdefault(_ending(self.traps.item_page(url) or url), _Group())
        if group.identity is None:
            group.identity = listing.native_id
        elif group.identity == listing.native_id:
            self._same += 1
        else:
            self._differ += 1

    def missing(self, url: str) -> None:
        """An item page that is said not to exist: asked for once more when all lists have been read."""
        if url not in self._retried:
            self._retried.add(url)
            self._missing.append(url)

    def next_items(self, most: int) -> list[str]:
        """Item pages to ask for now, so that as many are under way as may be at once."""
        if self._shells >= _SHELLS and not self._read:
            # A script fills them: their lists told what they say.
            self._items.clear()
        number = max(0, min(most, WINDOW - self.under_way, len(self._items)))
        self.under_way += number
        return [self._groups[self._items.popleft()].take() for _ in range(number)]

    def next_lists(self) -> list[str]:
        """When nothing is under way: doubtful lists that may still show something new."""
        found: list[str] = []
        while self._doubtful and len(found) < _BATCH:
            address = heapq.heappop(self._doubtful)[2]
            if self._streak > _PATIENCE + self.products // 20:
                self.traps.refused["nothing new"] += 1 + len(self._doubtful)
                self._doubtful.clear()
            elif self.lists_asked >= LISTS + self.products:
                self.left += 1 + len(self._doubtful)
                self._doubtful.clear()
            elif self.traps.list_page(address) != address or self._strikes[_parent(address)] >= _STRIKES * _width(address):
                self.traps.refused["facet"] += 1
            else:
                found.append(self._list(address))
        return found

    def last_items(self) -> list[str]:
        """When all lists are read: items that were missing, and those that may be others by another path."""
        found, self._missing = self._missing, []
        waiting = [group for group in self._groups.values() if group.held and group.identity is not None]
        if self._differ:
            found += [address for group in waiting for address in group.held]
            for group in waiting:
                group.held.clear()
        elif self._same < _TWINS:
            found += [group.take() for group in waiting[:_TWINS]]
        return found

    def _list(self, address: str) -> str:
        self.lists_asked += 1
        return address

    def _following(self, url: str, reading: Reading, chain: Chain, is_data: bool) -> str:
        """The page after this one where the list says it has more and links to none (a script turns its pages)."""
        number = page_number(url)
        if any(link.kind in ("next", "page") and page_number(link.url) > number for link in reading.links):
            return ""
        has_more = len(chain.products) < chain.total if chain.total is not None else is_data
        if not has_more or not reading.items:
            return ""
        if chain.dead:
            chain.guesses += 1
            return _retyped(url) if number == 2 and chain.guesses == 1 else ""
        return turned(url, _PARAMETERS[0], len(reading.items))


def _retyped(url: str) -> str:
    """Page 2 by the other usual parameter."""
    return url.replace("?page=2", f"?{_PARAMETERS[1]}=2").replace("&page=2", f"&{_PARAMETERS[1]}=2") if "page=2" in url else ""


def _ending(address: str) -> str:
    """The last part of an item's path, with its query where that names the item."""
    parts = urlsplit(address)
    name = parts.path.rstrip("/").rpartition("/")[2].lower()
    return f"{name}?{parts.query}" if parts.query and (not name or names_a_page(address)) else name


def _parent(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc + parts.path.rstrip("/").rpartition("/")[0]


def _width(address: str) -> int:
    """More patience at the root of a site, where all kinds of pages stand side by side."""
    return 5 if urlsplit(address).path.rstrip("/").count("/") <= 1 else 1
