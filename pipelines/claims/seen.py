"""A number where it stands in its sentence, the cues around it, and the verdict on what it measures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.claims.lexicon import Cue
from pipelines.claims.sentences import Sentence
from pipelines.readers.amount import Amount
from pipelines.readers.counted import Counted


@dataclass(frozen=True, slots=True)
class Verdict:
    """A metric with the rule that gave it; without a metric the number is no figure."""

    metric: str | None
    rule: str
    cue: Cue | None = None
    """The word that decided, where one did."""
    unit: str = "count"


_PART_OF_IT = re.compile(r"of (?:the total|that|this|these|them|which)(?![a-z])|among (?:them|these)|其中|分.{1,6}看")


@dataclass(frozen=True, slots=True)
class Seen:
    """An amount where it stands: its sentence, the one before it in the paragraph, and what it counts."""

    sentence: Sentence
    amount: Amount
    noun: Counted | None
    before: Sentence | None
    former: Sentence | None = None
    """The sentence before, of the paragraph before too."""

    @property
    def prior(self) -> Sentence | None:
        """The sentence whose matter this one goes on with: of its paragraph, or of the one before where it tells a part of the total."""
        return self.before or (self.former if _PART_OF_IT.match(self.sentence.low) else None)

    @property
    def start(self) -> int:
        """First sign of the number or of its noun."""
        return min(self.amount.start, self.noun.start) if self.noun else self.amount.start

    @property
    def end(self) -> int:
        """Behind the number, its unit and its noun."""
        return max(self.amount.end, self.noun.end) if self.noun else self.amount.end


_AFTER_COST = 6
_FAR = 10_000


def nearest(seen: Seen, kinds: Iterable[str], *, whole: bool = False) -> tuple[Cue | None, int]:
    """The nearest cue of these kinds in the clause (or the whole sentence), and how far it is."""
    sentence, wanted = seen.sentence, frozenset(kinds)
    first, last = (0, len(sentence.low)) if whole else sentence.clause(seen.amount.start)
    best, distance = None, _FAR
    for cue in sentence.cues:
        if cue.end <= first or cue.start >= last or not cue.kinds & wanted:
            continue
        if seen.noun is not None and seen.noun.start <= cue.start and cue.end <= seen.noun.end:
            # A word of the noun itself (脱贫县, trade fair) says nothing about it.
            continue
        if cue.end <= seen.amount.start:
            far = seen.amount.start - cue.end
        elif cue.start >= seen.amount.number_end:
            far = max(0, cue.start - seen.end) + (0 if cue.start <= seen.end + 1 else _AFTER_COST)
        else:
            continue
        if far < distance:
            best, distance = cue, far
    return best, distance


def has(sentence: Sentence | None, *kinds: str) -> bool:
    """Whether a sentence holds a cue of one of these kinds."""
    return sentence is not None and any(cue.kinds & set(kinds) for cue in sentence.cues)


def nothing(rule: str, cue: Cue | None = None) -> Verdict:
    """The verdict that a number is no figure."""
    return Verdict(None, rule, cue)
