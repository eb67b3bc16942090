"""What a number of an announcement measures: its unit or noun, and the cues around it, decide the metric.

A rule gives a metric, or says why the number is no figure about the trade. The name of the rule stands with the claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.claims import counts, measured, offered, people_counts
from pipelines.claims.seen import Seen, Verdict, nothing

Rule = Callable[[Seen], Verdict]
_BY_NOUN: dict[str, Rule] = {
    "type": counts.types,
    "piece": counts.pieces,
    "goods": offered.goods,
    "order": counts.orders,
    "stream": counts.streams,
    "event": counts.events,
    "viewer": counts.viewers,
    "view": counts.views,
    "like": counts.likes,
    "follower": counts.followers,
    "video": counts.videos,
    "post": counts.posts,
    "account": counts.accounts,
    "merchant": people_counts.merchants,
    "farmer": people_counts.farmers,
    "participant": people_counts.participants,
    "person": people_counts.people,
    "product": counts.products,
    "one": counts.single,
    "visitor": counts.visitors,
    "place": counts.places,
    "platform": counts.platforms,
}
_BY_KIND: dict[str, Rule] = {
    "money": measured.money,
    "weight": measured.weight,
    "share": measured.share,
    "time": measured.time,
}


_POSTED = frozenset(["account", "video", "post", "merchant", "product", "goods", "type"])
_POLICED = re.compile(
    "违规|封停|封禁|封号|清理|处置|下架违|假冒|侵权|(?<![a-z])(?:violat[a-z]+|banned|counterfeit|taken down|shut down|infring[a-z]+)(?![a-z])"
)


def judge(seen: Seen) -> Verdict:
    """The metric of an amount, or why it has none."""
    if seen.amount.kind in _BY_KIND:
        return _BY_KIND[seen.amount.kind](seen)
    if seen.noun is None:
        return counts.bare(seen)
    if seen.amount.value == 0 or (seen.amount.spelled and seen.amount.value == 1):
        return nothing("one of something")
    if seen.noun.kind in _POSTED and _POLICED.search(seen.sentence.low):
        return nothing("what was taken down")
    rule = _BY_NOUN.get(seen.noun.kind)
    return nothing("not of the trade") if rule is None else rule(seen)
