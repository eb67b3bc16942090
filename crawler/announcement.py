"""One announcement for a person to look at: from a file, or fetched by a crawl under the policy that every crawl obeys."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from scrapy.settings import BaseSettings
from sqlalchemy import text

from crawler.errors import ConfigurationError, NothingReadError, UsageError
from crawler.items import Announcement
from crawler.pages.press import PressArticle
from crawler.store import open_store
from pipelines.readers.dates import find_dates
from pipelines.readers.languages import read_language

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype|html|head|body|meta|div|p)\b", re.IGNORECASE)
_HEAD = 300
_SNIFFED = 4_096
LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Article:
    """What is read of an announcement before its claims."""

    title: str | None
    publisher: str | None
    published_on: date | None
    published_on_basis: str | None
    language: str | None
    text: str


def article_of(place: str, settings: BaseSettings, forwarded: Sequence[str]) -> Article:
    """The announcement at an address or in a file.

    Args:
        place: an address of the web, or the path of a page or of a plain text.
        settings: of the command.
        forwarded: options that the crawl of an address is to be given too.

    Raises:
        UsageError: no such file, or too large.
        NothingReadError: the address gave no announcement.
        ConfigurationError: the address may not be crawled.

    """
    return _crawled(place, settings, forwarded) if _ADDRESS.match(place) else _read(Path(place))


def _read(path: Path) -> Article:
    if not path.is_file():
        raise UsageError(f"no such file: {path}")
    if path.stat().st_size > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST} bytes")
    body = path.read_bytes()
    if not body.strip():
        raise NothingReadError(f"{path} is empty")
    if b"\0" in body[:_SNIFFED] or _is_binary(body[:_SNIFFED]):
        raise NothingReadError(f"{path} is no text and no page")
    if _HTML.search(body[:2000]) is None:
        return _plain(_decoded(body))
    seen = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    reading = PressArticle(path.resolve().as_uri(), body, seen, "text/html").read()
    article = next((item for item in reading.items if isinstance(item, Announcement)), None)
    if article is None:
        raise NothingReadError(f"{path} holds no article" + (f": {reading.wall}" if reading.wall else ""))
    known = (article.title, article.publisher, article.published_on, article.published_on_basis, article.language)
    return Article(*known, article.text)


def _decoded(body: bytes) -> str:
    """A text as UTF-8, else as Chinese text files were saved before it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", "replace")


def _is_binary(head: bytes) -> bool:
    """Whether bytes are no text: many of them are no UTF-8, and many are control signs."""
    read = head.decode("utf-8", "replace")
    wrong = sum(sign == "\ufffd" or (sign < " " and sign not in "\t\n\r\f") for sign in read)
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    return wrong * 20 > len(read) and controls * 50 > len(head)


def _plain(content: str) -> Article:
    """A plain text; its day is the first that its head names in full."""
    days = [
        one for one in find_dates(content[:_HEAD], base=date(2000, 1, 1)) if one.precision == "day" or one.precision > "day"
    ]
    first = next((one for one in days if re.search(r"(?:19|20)\d\d", one.text)), None)
    start = first.start if first is not None else None
    day = start.date() if isinstance(start, datetime) else start
    return Article(None, None, day, "text" if day else None, read_language(content[:2000]) or None, content.strip())


def _crawled(url: str, settings: BaseSettings, forwarded: Sequence[str]) -> Article:
    command = [sys.executable, "-m", "scrapy", "crawl", "press_announcements", "-a", f"url={url}", *forwarded]
    crawl = subprocess.run(command, capture_output=True, text=True, check=False)
    said = next((line for line in reversed(crawl.stderr.splitlines()) if line.startswith("jishi:")), "the crawl said nothing")
    if crawl.returncode == ConfigurationError.exit_code:
        raise ConfigurationError(said.removeprefix("jishi: "))
    engine = open_store(settings)
    try:
        query = text(
            "SELECT title, publisher, published_on, published_on_basis, language, text FROM announcement"
            " WHERE url = :url OR canonical_url = :url ORDER BY id DESC"
        )
        with engine.connect() as connection:
            row = connection.execute(query, {"url": url}).mappings().first()
    finally:
        engine.dispose()
    if row is None:
        raise NothingReadError(f"no announcement at {url}: {said.removeprefix('jishi: ')}")
    values = dict(row)
    if isinstance(values["published_on"], str):
        values["published_on"] = date.fromisoformat(values["published_on"])
    return Article(**values)
