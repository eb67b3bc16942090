"""Livestream rooms in a platform's JSON: one way to read them, the keys being the platform's.

Viewers are those whom the page counts at that moment: the people in a live room, the total of one that has ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crawler.items import Livestream
from crawler.pages import dom
from crawler.pages.hosts import host_of
from crawler.pages.moments import instant

Status = Literal["announced", "live", "ended", "missed"]
Key = tuple[str, str, str]
_MOST, _DEEPEST = 60_000, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNames:
    """The keys under which a platform says a thing, the first that has a value counts; a dotted one leads down."""

    platform: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    status: tuple[str, ...]
    states: Mapping[str, Status]
    """Value of the status -> what it means."""
    viewers: tuple[str, ...]
    totals: tuple[str, ...] = ()
    """Viewers of the whole session, for rooms that have ended."""
    likes: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    """What the platform verified of the host."""
    series: tuple[str, ...] = field(default=())


def read_room(one: Mapping[str, Any], names: RoomNames, goods: Iterable[Key] = ()) -> Livestream | None:
    """The livestream that an object describes; None where it has no id."""
    native_id = first(one, names.ids)
    if native_id is None or native_id == "0":
        return None
    status = _state(one, names)
    viewers = first(one, (names.totals + names.viewers) if status == "ended" else (names.viewers + names.totals))
    likes = first(one, names.likes)
    room = Livestream(platform=names.platform, native_id=native_id, title=first(one, names.titles), status=status)
    room.starts_at = _instant(one, names.starts)
    room.ends_at = _instant(one, names.ends)
    if room.starts_at and room.ends_at and room.ends_at <= room.starts_at:
        room.ends_at = None
    if status != "announced":
        # What a forecast counts are people who want to be reminded.
        room.viewers, room.viewers_text = dom.whole(viewers), viewers
        room.likes, room.likes_text = dom.whole(likes), likes
    room.region_text, room.promotion = first(one, names.places), first(one, names.series)
    host = host_of(first(one, names.hosts), first(one, names.offices))
    room.hosts = [host] if host is not None else []
    room.listings = list(dict.fromkeys(goods))
    return room


def _state(one: Mapping[str, Any], names: RoomNames) -> Status | None:
    values = (inside(one, name) for name in names.status)
    return next(
        (names.states[key] for value in values if value is not None and (key := str(value).strip()) in names.states), None
    )


def first(one: Any, names: Iterable[str]) -> str | None:
    """Text or number under the first of the keys that has any."""
    return next((found for name in names if (found := dom.string(inside(one, name)))), None)


def inside(one: Any, name: str) -> Any:
    """What a dotted key leads to; a part that is a number is a place in an array."""
    return dom.at(one, *(int(part) if part.isdigit() else part for part in name.split(".")))


def _instant(one: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((at for name in names if (at := instant(inside(one, name))) is not None), None)


def objects(data: Any) -> Iterator[dict[str, Any]]:
    """All objects of nested JSON, in the order of the text; bounded in number and depth."""
    stack: list[tuple[Any, int]] = [(data, 0)]
    for _ in range(_MOST):
        if not stack:
            return
        value, depth = stack.pop()
        if isinstance(value, dict):
            yield value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if depth < _DEEPEST:
            stack += [(one, depth + 1) for one in reversed(list(inner)) if isinstance(one, dict | list)]
