"""A text made plain for a search that must say where in the text it found something: folded, lower case, spaces closed up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.readers.folding import fold_with_offsets

# Spaces beside Chinese signs, and all but the first of several.
_GAP = re.compile(" (?:(?<=[\u3001-\u303f\u4e00-\u9fff] ) *|(?<!  ) *+(?=[\u3001-\u303f\u4e00-\u9fff])|(?<=  ) *)")


def plain(text: str) -> tuple[str, Sequence[int]]:
    """The plain text, and for each of its signs (and its end) the offset in the text that it comes from."""
    folded, offsets = fold_with_offsets(text)
    low = folded.lower()
    if len(low) != len(folded):
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in folded)
    if " " not in low or ("  " not in low and (low.isascii() or _GAP.search(low) is None)):
        return low, offsets
    pieces: list[str] = []
    kept: list[int] = []
    last = 0
    for gap in _GAP.finditer(low):
        pieces.append(low[last : gap.start()])
        kept += offsets[last : gap.start()]
        last = gap.end()
    return "".join([*pieces, low[last:]]), [*kept, *offsets[last:]]
