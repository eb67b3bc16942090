"""The archive: every response is in a WARC file before anyone parses it, and an unfinished run is answered from its files.

A downloader middleware next to the network. `process_request` answers what an unfinished run of the same slot has captured and
makes requests conditional where an earlier answer allows it; `process_response` waits until the record is on the disk.
"""

from __future__ import annotations

import asyncio
import logging
from hashlib import sha256
from pathlib import Path
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.archive_index import ArchiveIndex, Held
from crawler.archive_writer import ArchiveWriter
from crawler.errors import DiskFullError
from crawler.items import Capture, PageItem, Reading
from crawler.resume import Resumable, capture_of, unfinished
from crawler.runs import Run, run_of
from crawler.warc import NO_BODY, Exchange, Provenance, text_headers
from crawler.warc_reader import Archived, read_at

logger = logging.getLogger(__name__)

CAPTURE = "capture"
"""Key of `request.meta` under which callbacks find the capture of their response."""


class ArchiveMiddleware:
    """Archives what the network answers, and answers from what it holds of an unfinished run."""

    writer: ArchiveWriter
    held: Resumable

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stopping: asyncio.Task[None] | None = None
        self._run: Run = run_of(crawler)
        self._folder = Path(crawler.settings["JISHI_ARCHIVE"]).resolve()
        crawler.signals.connect(self._open, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        """Called by Scrapy."""
        return cls(crawler)

    async def _open(self) -> None:
        run, settings = self._run, self._crawler.settings
        self.held = run.held if run.held is not None else unfinished(self._folder, run.information())
        if self.held.run_ids:
            logger.info("Continuing run %s: %d answers are in the archive", run.resumes_run_id, len(self.held.places))
        index = self._folder / run.source_code / "index.sqlite"
        self._index = ArchiveIndex(index)
        self._conditional = self._index.has_validators()
        self.writer = run.writer = ArchiveWriter(
            self._folder,
            f"{run.source_code}/{run.logical_date}/{run.id}",
            run.information(),
            int(settings.getfloat("JISHI_ARCHIVE_FILE_MB") * 1_000_000),
            index,
        )

    def process_request(self, request: Request) -> Response | None:
        """The archived answer of an unfinished run; None lets the request go on to the network."""
        # What is asked for again was no good the first time.
        if self.held.places and not _is_robots(request) and not request.meta.get("retry_times"):
            answer = self._from_archive(request)
            if answer is not None:
                return answer
        if self._conditional and request.method == "GET" and not request.meta.get("unconditional"):
            held = self._index.validators(request.url)
            if held is not None:
                request.meta["held"] = held
                if held.etag:
                    request.headers["If-None-Match"] = held.etag
                if held.last_modified:
                    request.headers["If-Modified-Since"] = held.last_modified
        return None

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Archive the response, then let it on; a 304 goes on with the body that the archive holds."""
        if "archived" in response.flags:
            return response
        held: Held | None = request.meta.pop("held", None) if response.status == 304 else None
        exchange = self._exchange(request, response)
        try:
            capture = await self.writer.write(exchange, held)
        except DiskFullError as error:
            self._stop("disk_full", error)
            raise IgnoreRequest(str(error)) from error
        except OSError as error:
            self._stop("archive_error", error)
            raise IgnoreRequest(str(error)) from error
        request.meta[CAPTURE] = capture
        if held is not None:
            return self._unchanged(request, response, held)
        if response.status >= 300 or _is_robots(request):
            await self._note(capture)
        return response

    def _from_archive(self, request: Request) -> Response | None:
        digest = sha256(request.body).hexdigest() if request.body else NO_BODY
        try:
            archived = self.held.find(request.method, request.url, digest)
            if archived is None:
                return None
            whole = archived.whole(self._folder)
        except (OSError, ValueError) as error:
            logger.warning("The archived answer of %s cannot be read (%s): asking again", request.url, error)
            return None
        request.meta[CAPTURE] = capture_of(archived)
        self._stats("jishi/from_archive")
        return _response(request.url, whole, "archived")

    def _unchanged(self, request: Request, response: Response, held: Held) -> Response | Request:
        """The old answer in place of a 304; where its record is gone, the request once more, without conditions."""
        try:
            old = read_at(self._folder / held.original.file, held.original.file, held.original.offset)
        except (OSError, ValueError) as error:
            logger.warning("The archived body of %s is gone (%s): asking again", request.url, error)
            self._index.forget(held.sha256)
            again = request.replace(dont_filter=True)
            again.meta["unconditional"] = True
            for name in ("If-None-Match", "If-Modified-Since"):
                again.headers.pop(name, None)
            return again
        self._stats("jishi/not_modified")
        return _response(response.url, old, "not modified")

    def _exchange(self, request: Request, response: Response) -> Exchange:
        run = self._run
        return Exchange(
            url=request.url,
            method=request.method,
            request_headers=text_headers(dict.items(request.headers)),
            request_body=request.body,
            status=response.status,
            protocol=response.protocol or "HTTP/1.1",
            headers=text_headers(dict.items(response.headers)),
            body=response.body,
            fetched_at=run.clock.now(),
            provenance=Provenance(
                run_id=run.id,
                source_code=run.source_code,
                spider=run.spider,
                logical_date=run.logical_date,
                walk=request.meta.get("walk"),
                page_number=request.meta.get("page_number"),
                mirror=run.mirror,
                currency=request.meta.get("currency") or run.currency or "",
            ),
        )

    async def _note(self, capture: Capture) -> None:
        """Index a response that no callback will see: a redirect, an error, a robots.txt."""
        assert self._crawler.engine is not None
        item = PageItem(capture=capture, reading=Reading(site="archive"), time_zone=self._run.time_zone)
        await self._crawler.engine.scraper.itemproc.process_item_async(item)

    def _stop(self, reason: str, error: Exception) -> None:
        if not self._stopping:
            logger.error("Stopping: %s", error)
            assert self._crawler.engine is not None
            self._stopping = asyncio.create_task(self._crawler.engine.close_spider_async(reason=reason))

    def _stats(self, key: str) -> None:
        stats: Any = self._crawler.stats
        stats.inc_value(key)


def _response(url: str, archived: Archived, flag: str) -> Response:
    headers = Headers({})
    for name, value in archived.headers:
        headers.appendlist(name, value)
    cls = responsetypes.from_args(headers=headers, url=url, body=archived.body)
    status = 200 if archived.status == 304 else archived.status
    return cls(url, status=status, headers=headers, body=archived.body, flags=[flag])


def _is_robots(request: Request) -> bool:
    return request.url.endswith("/robots.txt")
