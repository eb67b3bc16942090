"""Revisit records of others: they say in several ways which record they repeat, and it may stand in any of the files."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from crawler.warc_reader import Archived, Reference


class Revisits:
    """Waiting revisit records, found by whatever they say of their original."""

    def __init__(self) -> None:
        self._waiting: dict[str, Archived] = {}
        self._by_key: dict[str, list[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def wait(self, archived: Archived) -> None:
        """Keep one until its original is met."""
        assert archived.refers_to is not None
        place = f"{archived.file} {archived.offset} {archived.record_id}"
        self._waiting[place] = archived
        for key in _wanted(archived.refers_to):
            self._by_key.setdefault(key, []).append(place)

    def of(self, original: Archived) -> Iterator[Archived]:
        """Those that repeat this record, with its body; they wait no more."""
        if original.refers_to is not None:
            return
        for key in _keys(original):
            for place in self._by_key.pop(key, ()):
                found = self._waiting.pop(place, None)
                if found is not None:
                    yield found.completed(original)

    def left(self) -> list[Archived]:
        """Those whose original was not met."""
        return list(self._waiting.values())


def _wanted(reference: Reference) -> Iterator[str]:
    if reference.record_id:
        yield f"id {reference.record_id}"
    if reference.digest:
        yield _digest(reference.digest)
    if reference.url and reference.date:
        yield f"at {reference.date[:19]} {reference.url}"


def _keys(original: Archived) -> Iterator[str]:
    """Under what an original may be looked for. Its digest is computed where its record has none."""
    yield f"id {original.record_id}"
    yield _digest(original.digest) if original.digest else _digest("sha1:" + _sha1(original.body))
    yield f"at {original.fetched_at:%Y-%m-%dT%H:%M:%S} {original.url}"


def _digest(text: str) -> str:
    algorithm, _, value = text.partition(":")
    return f"digest {algorithm.lower().replace('-', '')} {value.upper()}"


def _sha1(body: bytes) -> str:
    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
