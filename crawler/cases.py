"""Case folders: a page, what was asked, and what it says; made from a page that a crawl has archived, and read again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from crawler.bodies import decoded
from crawler.errors import ConfigurationError, JishiError, UsageError
from crawler.items import Reading
from crawler.launch import find_spider
from crawler.pages.base import Page
from crawler.pages.registry import GENERIC, page_for
from crawler.sources import load_sources
from crawler.warc_reader import Archived, read_file

_SUFFIXES = (("json", ".json"), ("javascript", ".js"), ("xml", ".xml"), ("gzip", ".gz"), ("html", ".html"))
# What a spider would walk by beside the address that is wanted.
_OFF = {"keywords": "", "regions": "", "topics": "", "revisit": "0", "depth": "0", "details": "no", "max_pages": "1"}
_HANDED_ON = ("JISHI_ALLOW_HOSTS", "JISHI_CONTACT", "JISHI_MIRROR", "JISHI_NOW", "JISHI_SOURCES", "JISHI_TIMEZONE")


class NotCapturedError(JishiError):
    """The page could not be had; the crawl's own exit status tells why."""

    def __init__(self, message: str, exit_status: int) -> None:
        super().__init__(message)
        self.exit_code = exit_status


def fetch(settings: BaseSettings, url: str, source: str = "") -> Archived:
    """The page at an address, by a crawl under the same rules as any other, into an archive of its own.

    Args:
        settings: of the command that asks.
        url: the page.
        source: code of the source under which a public host is asked; '' for hosts of JISHI_ALLOW_HOSTS.

    Raises:
        NotCapturedError: with the exit status and the last line of the crawl.

    """
    with TemporaryDirectory() as folder:
        own = {"DATABASE_URL": f"sqlite:///{folder}/store.db", "JISHI_ARCHIVE": f"{folder}/archive"}
        values = {name: settings.get(name) for name in _HANDED_ON}
        given = {name: ",".join(v) if isinstance(v, list) else str(v) for name, v in values.items() if v} | own
        command = [sys.executable, "-m", "scrapy", "crawl", *_spider(settings, url, source)]
        for name, value in given.items():
            command += ["-s", f"{name}={value}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        records = [r for path in sorted(Path(folder).rglob("*.warc.gz")) for r in read_file(path, path.name)]
        pages = [r for r in records if isinstance(r, Archived) and not r.url.endswith("/robots.txt") and r.status < 300]
        if not pages:
            last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
            raise NotCapturedError(f"{url} was not captured: {last.removeprefix('jishi: ')}", done.returncode or 9)
        return pages[0]


def _spider(settings: BaseSettings, url: str, source: str) -> Iterator[str]:
    name, turned_off = "any_pages", {}
    if source:
        sources = load_sources(Path(settings["JISHI_SOURCES"]))
        if source not in sources:
            raise ConfigurationError(f"no source {source} in {settings['JISHI_SOURCES']}")
        name = sources[source].spider
        turned_off = {key: value for key, value in _OFF.items() if key in find_spider(settings, name).takes}
    yield name
    for key, value in {**turned_off, **({"source": source} if source else {}), "url": url}.items():
        yield from ("-a", f"{key}={value}")


def write_case(root: Path, archived: Archived, limit: int, *, site: str = "", name: str = "") -> tuple[Path, Reading]:
    """A case folder of an archived page below `root`; what it says is the draft that a person then checks.

    Raises:
        UsageError: the folder exists.

    """
    body = decoded(archived, limit)
    content_type = archived.header("content-type")
    cls = page_for(archived.url) or GENERIC
    reading = cls(archived.url, body, archived.observed_at, content_type).read()
    folder = root / (site or cls.site) / (name or _slug(archived.url))
    if folder.exists():
        raise UsageError(f"{folder} exists: give another name with --case")
    folder.mkdir(parents=True)
    (folder / f"page{_suffix(content_type, archived.url)}").write_bytes(body)
    case = {"url": archived.url, "observed_at": archived.observed_at.isoformat(), "content_type": content_type}
    if page_for(archived.url) is None and not site:
        case["page"] = cls.__name__
    _write(folder / "case.json", case)
    _write(folder / "expected.json", draft(reading))
    return folder, reading


def draft(reading: Reading) -> dict[str, Any]:
    """What a page says, as an expected.json has it: fields that are not known are left out."""
    links: dict[str, list[str]] = {}
    for link in reading.links:
        links.setdefault(link.kind, []).append(link.url)
    content: dict[str, Any] = {"items": plain(reading.items), "wall": reading.wall, "unread": len(reading.unread)}
    if reading.stated_total is not None:
        content["stated_total"] = reading.stated_total
    few = {kind: found for kind, found in links.items() if len(found) <= 20}
    return {**content, "links": few} if few else content


def plain(value: Any) -> Any:
    """A value as JSON has it: numbers exact as text, what is unknown left out."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        named = {f.name: getattr(value, f.name) for f in fields(value)}
        return {name: plain(one) for name, one in named.items() if one not in (None, "", (), [], {})}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else value


def class_of_case(case: Mapping[str, Any], folder: Path, classes: Sequence[type[Page]]) -> type[Page]:
    """The class that reads a case: who claims its address, else the one it names, else the site's only one, else any shop."""
    named = next((page for page in classes if page.__name__ == case.get("page")), None)
    own = [page for page in classes if page.site == folder.parent.name]
    return page_for(case["url"]) or named or (own[0] if len(own) == 1 else GENERIC)


def _suffix(content_type: str, url: str) -> str:
    named = PurePosixPath(urlsplit(url).path).suffix
    return next((suffix for sign, suffix in _SUFFIXES if sign in content_type.lower()), named or ".html")


def _slug(url: str) -> str:
    parts = urlsplit(url)
    words = re.findall(r"[a-z0-9]+", f"{parts.path} {parts.query}".lower())
    return "_".join(words)[-50:].strip("_") or "home"


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
