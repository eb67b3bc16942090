"""Signs that tell whose page it is and what data it carries, all looked for in one pass over the body.

Looked for one by one they cost more than all the rest of a page's reading.
"""

from __future__ import annotations

from functools import lru_cache

from ahocorasick_rs import BytesAhoCorasick, Implementation


@lru_cache(maxsize=8)
def _automaton(signs: tuple[str, ...]) -> BytesAhoCorasick:
    # The largest and by far the fastest of its forms: the tables are made once.
    return BytesAhoCorasick([sign.encode() for sign in signs], implementation=Implementation.DFA)


def signs_in(body: bytes, signs: tuple[str, ...]) -> frozenset[str]:
    """Which of the signs stand in a body. One that stands only inside a longer one of them counts too."""
    found = {signs[index] for index, _, _ in _automaton(signs).find_matches_as_indexes(body)}
    return frozenset(found | {sign for sign in signs if any(sign in longer for longer in found)}) if found else frozenset()
