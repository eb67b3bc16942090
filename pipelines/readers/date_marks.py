"""What the words around a date make of it: open at its end, a closing day, or, for a short form, a date at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipelines.readers.date_atoms import Atom, Precision, Scan
from pipelines.readers.patterns import REACH, near

_CLOSING = near(
    r"(?:截[至止](?:至|到|时间|日期)?|截至到|不晚于|最迟|有效期至|至|到|直至|\b(?:as of|as at|by|until|till|up to|up until|before|no later than|through|hingga|sampai|tính đến|đến|per|entro|entro il|fino al|bis|ณ วันที่|ถึง)(?: the| late| early)?)"
    r"[: ]?(?:于|在|ngày |tanggal |วันที่ )?$"
)
_OPENING = near(
    r"(?:自从?|从|\b(?:since|from|starting|starting from|starting on|beginning|beginning on|effective|effective from|dal|từ|kể từ|sejak|mulai|ab|seit|depuis|desde|ตั้งแต่)(?: the| late| early)?)"
    r"[: ]?(?:ngày |tanggal |วันที่ )?$"
)
_OPEN_BEHIND = near(
    r"\)?(?:当天|正式)?(?:起|以来|至今|开始(?=$|[^\u4e00-\u9fff])|onwards?\b|,? to (?:now|the present)\b|(?: and)? thereafter)| onwards?\b|,? (?:to|until) (?:now|the present)\b| trở đi| lalu seterusnya"
)
_DEADLINE = near(r"\)?(?:之前|以前|前(?!后|夕|一|三)|止(?!于)|为止|截止|截至)")
_CONTEXT_BEFORE = near(
    r"(?:时间|活动|日期|期间|预售|截止|限时|发布|更新|date|valid|on|from|since|until|by|of|ngày|tanggal|từ|đến)[:： ]{0,2}(?:(?:为|是|自|从) ?)?$"
)
_CONTEXT_SHORT = near(r"(?:时间|日期|截[至止]|有效期)[:： ]{0,2}(?:(?:为|是|自|从|到|至) ?)?$")
_CONTEXT_BEHIND = near(r" ?(?:期间|活动|大促|预售|起(?!步)|止|限时|当天|日)")


@dataclass(slots=True)
class Span:
    """A date of a text; `first` and `last` are offsets of the plain text."""

    first: int
    last: int
    start: date | datetime
    end: date | datetime | None
    precision: Precision
    rule: str
    closing: bool = False
    festival: str = ""
    has_year: bool = False


def strong(scan: Scan, atom: Atom) -> bool:
    """Whether a short form counts: the whole text is a date, or the words beside it say so."""
    if atom.weekday:
        return True
    if scan.whole and atom.rule != "month.day":
        return True
    return not atom.clock and in_context(scan, atom.start, atom.end, short=atom.rule == "month.day")


def in_context(scan: Scan, start: int, end: int, *, short: bool = False) -> bool:
    """Whether the words beside a piece make it a date; `short` for numbers that are more often something else (4.28)."""
    before = scan.text[max(0, start - 14) : start]
    if short:
        return bool(_CONTEXT_SHORT.search(before) or _CONTEXT_BEHIND.match(scan.text, end, end + REACH))
    return bool(_CONTEXT_BEFORE.search(before) or _CLOSING.search(before) or _CONTEXT_BEHIND.match(scan.text, end, end + REACH))


def marked(scan: Scan, span: Span, *, is_range: bool) -> Span:
    """What the words around a date make of it: open at its end, or a closing day."""
    before = scan.text[max(0, span.first - 24) : span.first]
    if is_range:
        return span
    if _DEADLINE.match(scan.text, span.last, span.last + REACH) or (_CLOSING.search(before) and not span.closing):
        span.closing = True
        if span.festival and span.end is not None and _DEADLINE.match(scan.text, span.last, span.last + REACH):
            span.end = span.start
    elif _OPEN_BEHIND.match(scan.text, span.last, span.last + REACH) or _OPENING.search(before):
        span.end = None
    return span
