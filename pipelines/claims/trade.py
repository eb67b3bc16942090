"""Whether an announcement is about trade at all: the words of the trade against those of other matters."""

from __future__ import annotations

from functools import lru_cache

from pipelines.claims.article import Article
from pipelines.claims.lexicon import table
from pipelines.readers.names import Names

_KINDS = frozenset(["sell", "ordering", "price", "play", "like", "follow", "discount"])


@lru_cache(maxsize=1)
def _matters() -> Names[str]:
    tables = table("matters.toml")
    return Names([(word, matter) for matter, words in tables.items() for group in words.values() for word in group.split("|")])


def is_of_trade(article: Article) -> bool:
    """Whether an announcement names a platform, or tells of selling, ordering or streaming more than of other matters."""
    if any(mention.kind == "platform" for mention in article.mentions):
        return True
    if not any(
        cue.kinds & _KINDS or "直播" in cue.word or "stream" in cue.word for part in article.parts for cue in part.sentence.cues
    ):
        return False
    counted: dict[str, set[str]] = {"trade": set(), "elsewhere": set()}
    for part in article.parts:
        words = [(found.meaning, found.text) for found in _matters().find_plain(part.sentence.low)]
        if {matter for matter, _ in words} == {"trade"} and any("sell" in cue.kinds for cue in part.sentence.cues):
            # A sentence of the trade alone, whatever the others are about.
            return True
        for matter, word in words:
            counted[matter].add(word)
    return len(counted["trade"]) >= len(counted["elsewhere"])
