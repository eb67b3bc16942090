"""The base of all page classes: a page is a function of (url, body, observed_at) and says only what it says.

A site's module declares one class a page type. `matches` claims addresses, `read` parses the body once and returns a
`Reading`. Which class reads an address is decided in `crawler.pages.registry` and nowhere else.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from w3lib.encoding import html_to_unicode

from crawler.items import Reading


class Page(ABC):
    """One response to be read.

    Set in a subclass: `site` (stem of the module), `addresses` (patterns of the addresses that it reads, matched
    from the start), `slow` (True where reading costs more than some 10 ms, so that drivers read it in a thread).
    """

    site: ClassVar[str]
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = ()
    slow: ClassVar[bool] = False

    def __init__(self, url: str, body: bytes, observed_at: datetime, content_type: str = "") -> None:
        self.url = url
        self.body = body
        self.observed_at = observed_at
        self.content_type = content_type

    @classmethod
    def matches(cls, url: str) -> bool:
        """Whether this class reads that address."""
        return any(pattern.match(url) for pattern in cls.addresses)

    @cached_property
    def text(self) -> str:
        """The decoded body: charset of the header, then BOM and meta declaration, then UTF-8, then GB18030.

        A declaration that the bytes belie is not believed: UTF-8 declared as another,
        GB18030 as UTF-8, UTF-16 without a BOM.
        """
        wide = _WIDE.get(self.body[:2])
        if wide:
            return self.body.decode(wide, "replace")
        encoding, text = html_to_unicode(self.content_type or None, self.body, auto_detect_fun=_chinese_or_nothing)
        return text if encoding == "utf-8" and "\ufffd" not in text else _rather(self.body, encoding, text)

    @abstractmethod
    def read(self) -> Reading:
        """What the page says. Never raises on content: what cannot be read stands in `Reading.unread`."""


# A page begins with a tag.
_WIDE = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_ABOVE_ASCII = bytes(range(128, 256))
# So many bytes of another encoding are not valid UTF-8 by chance.
_NO_CHANCE = 12


def _rather(body: bytes, encoding: str, text: str) -> str:
    """The text in the encoding that the bytes show, where it is another than the declared one; else as it is.

    Text of other encodings is hardly ever valid UTF-8. GB18030 read as UTF-8 breaks at nearly every character, damaged UTF-8
    at a few.
    """
    above = len(body) - len(body.translate(None, _ABOVE_ASCII))
    if encoding == "utf-8":
        other = "gb18030" if text.count("\ufffd") * 5 > above else ""
    else:
        other = "utf-8" if above >= (2 if encoding == "cp1252" else _NO_CHANCE) else ""
    try:
        return body.decode(other) if other else text
    except UnicodeDecodeError:
        return text


def _chinese_or_nothing(body: bytes) -> str | None:
    """Undeclared bytes: UTF-8 where they are valid UTF-8, else GB18030, the superset of GBK and GB2312."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
