"""Who reads an archived response: the spider named in its record, else the class that claims its address, else a fallback.

Platforms print announcements at addresses that the classes of their listings claim: where such a class finds nothing at all,
the fallback reads.
"""

from __future__ import annotations

from crawler import mirror
from crawler.items import Reading
from crawler.pages.base import Page
from crawler.pages.registry import GENERIC, page_for
from crawler.spiders.base import JishiSpider
from crawler.warc_reader import Archived

Spiders = dict[str, type[JishiSpider]]


def reader_of(archived: Archived, spiders: Spiders, fallback: type[JishiSpider] | None) -> tuple[type[Page], str]:
    """The page class for a response, and the address that the page bears in its own world."""
    origin = archived.provenance
    url = mirror.unwrap(origin.mirror if origin else "", archived.url)
    if origin is not None and origin.spider in spiders:
        return spiders[origin.spider].page_class(url), url
    claimed = page_for(url)
    if claimed is not None:
        return claimed, url
    return (fallback.page_class(url) if fallback else GENERIC), url


def second_reader(archived: Archived, spiders: Spiders, fallback: type[JishiSpider] | None) -> type[JishiSpider] | None:
    """Who reads a response in which the class that claims its address finds nothing; None where its record names a spider."""
    origin = archived.provenance
    return None if origin is not None and origin.spider in spiders else fallback


def read_archived(
    archived: Archived, body: bytes, cls: type[Page], url: str, second: type[JishiSpider] | None = None
) -> Reading:
    """What an archived response says; `second` reads where `cls` finds neither an item nor a wall."""
    given = (url, body, archived.observed_at, archived.header("content-type"))
    read = cls(*given).read()
    other = second.page_class(url) if second is not None else cls
    if read.items or read.wall or other is cls:
        return read
    again = other(*given).read()
    return again if again.items else read
