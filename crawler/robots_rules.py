"""What an origin's robots.txt says to us, by RFC 9309, and the last good copy of it on disk."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from protego import Protego

# RFC 9309 section 2.5: at least 500 KiB must be read.
READ_BYTES = 512 * 1024
COPY_LIFE = timedelta(hours=24)

_COMMENT = re.compile(r"#.*")
_DELAY = re.compile(r"\s*crawl-?delay\s*:?\s*(\S*)", re.IGNORECASE)
_FIELD = re.compile(r"\s*[A-Za-z][A-Za-z -]{0,30}\s*:")


@dataclass(frozen=True, slots=True)
class Rules:
    """The verdict on one origin. Without a parsed file everything is allowed, unless `denied` says why nothing is."""

    token: str
    denied: str = ""
    parsed: Protego | None = None
    delay: float = 0.0
    """Seconds between requests that the file asks of us; 0 where it asks none."""
    garbage: int = 0
    """Lines that are neither a rule, a comment nor empty, and delays that are no number."""
    ending: bool = field(default=False)
    """The run is ending: there is no verdict."""

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps that the file names, as they stand there."""
        return tuple(self.parsed.sitemaps) if self.parsed is not None else ()

    def refusal(self, url: str) -> str:
        """Why this address must not be fetched; '' where it may."""
        if self.denied:
            return self.denied
        if self.parsed is None or self.parsed.can_fetch(url, self.token):
            return ""
        return "forbidden by robots.txt"


def read_rules(body: bytes, token: str) -> Rules:
    """Read a robots.txt for the user agent with that product token. Total: any bytes give rules."""
    if len(body) > READ_BYTES:
        # Half a line could forbid or allow more than the whole one does.
        body = body[:READ_BYTES].rpartition(b"\n")[0]
    text = body.decode("utf-8", "replace").lstrip("\ufeff").replace("\x00", "")
    parsed = Protego.parse(text)
    rate = parsed.request_rate(token)
    delays = [parsed.crawl_delay(token) or 0.0, rate.seconds / rate.requests if rate else 0.0]
    return Rules(token=token, parsed=parsed, delay=max(delays), garbage=sum(map(_is_garbage, text.splitlines())))


def _is_garbage(line: str) -> bool:
    line = _COMMENT.sub("", line).strip()
    if not line:
        return False
    asked = _DELAY.match(line)
    if not asked:
        return not _FIELD.match(line)
    try:
        seconds = float(asked[1])
    except ValueError:
        return True
    return not math.isfinite(seconds) or seconds < 0


class Copies:
    """The last good robots.txt of each origin, one small file each, so that a short outage of a site is no refusal."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, origin: str) -> Path:
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"

    def save(self, origin: str, body: bytes, fetched_at: datetime) -> None:
        """Keep a copy; it replaces the former one whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(origin)
        content = {"origin": origin, "fetched_at": fetched_at.isoformat(), "body": body[: READ_BYTES + 1].decode("latin-1")}
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(path)

    def load(self, origin: str, now: datetime) -> bytes | None:
        """The copy, where there is one that is not older than 24 hours and can be read."""
        path = self._path(origin)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            age = now - datetime.fromisoformat(content["fetched_at"])
            body: bytes = content["body"].encode("latin-1")
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return body if content.get("origin") == origin and timedelta(0) <= age <= COPY_LIFE else None

    def drop(self, origin: str) -> None:
        """Forget the copy: the origin says that it has no robots.txt any more."""
        self._path(origin).unlink(missing_ok=True)
