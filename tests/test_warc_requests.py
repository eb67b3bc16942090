"""Requests of foreign WARC files: method and body of each response's own request, however the tool ties them together."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.warc import NO_BODY
from crawler.warc_reader import Archived, read_file
from tests.commands import environment, scrapy
from tests.warcs import PACKINGS, chunked, http, page, record, stored

URL = "http://shop.example/api"
AT = "2020-04-24T02:00:00Z"


def request(body: bytes, name: str, *more: str, method: str = "POST", url: str = URL, at: str = AT, headers: str = "") -> bytes:
    block = f"{method} /api HTTP/1.1\r\nHost: shop.example\r\n{headers}\r\n".encode() + body
    fields = (f"WARC-Target-URI: {url}", f"WARC-Date: {at}", f"WARC-Record-ID: <urn:uuid:{name}>", *more)
    return record("request", block, "Content-Type: application/http; msgtype=request", *fields)


def answer(name: str, *more: str, at: str = AT, kind: str = "response", block: bytes = b"") -> bytes:
    fields = (f"WARC-Target-URI: {URL}", f"WARC-Date: {at}", f"WARC-Record-ID: <urn:uuid:{name}>", *more)
    return record(kind, block or http(page(name)), *fields)


def tied(name: str) -> str:
    return f"WARC-Concurrent-To: <urn:uuid:{name}>"


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()


A, B = ("POST", digest(b"a")), ("POST", digest(b"b"))
GET = ("GET", NO_BODY)
LATER = "2020-04-24T02:00:01Z"
CASES: dict[str, tuple[list[bytes], list[tuple[str, str]]]] = {
    "the request names the response, behind it": (
        [answer("1"), request(b"a", "q1", tied("1")), answer("2"), request(b"b", "q2", tied("2"))],
        [A, B],
    ),
    "the request names the response, before it": (
        [request(b"b", "q2", tied("2")), request(b"a", "q1", tied("1")), answer("1"), answer("2")],
        [A, B],
    ),
    "the response names the request": (
        [request(b"a", "q1"), request(b"b", "q2"), answer("2", tied("q2")), answer("1", tied("q1"))],
        [B, A],
    ),
    "several records are named": (
        [answer("1"), request(b"a", "q1", tied("m1"), tied("1")), record("metadata", b"x: y", tied("1"))],
        [A],
    ),
    "the address alone": ([request(b"a", "q1"), answer("1")], [A]),
    "address and date": (
        [request(b"a", "q1"), request(b"b", "q2", at=LATER), answer("2", at=LATER), answer("1"), answer("3", at=LATER)],
        [B, A, B],
    ),
    "address and order": ([request(b"a", "q1"), answer("1"), request(b"b", "q2"), answer("2")], [A, B]),
    "one is missing: nothing is guessed": ([request(b"a", "q1"), request(b"b", "q2"), answer("1")], [GET]),
    "of another address": ([request(b"a", "q1", url="http://shop.example/other"), answer("1")], [GET]),
    "a GET beside it": (
        [request(b"", "q1", tied("1"), method="GET"), answer("1"), request(b"a", "q2", tied("2")), answer("2")],
        [GET, A],
    ),
    "chunked": ([request(chunked(b"a"), "q1", tied("1"), headers="Transfer-Encoding: chunked\r\n"), answer("1")], [A]),
    "other methods": ([request(b"", "q1", tied("1"), method="head"), answer("1")], [("HEAD", NO_BODY)]),
    "no HTTP request": ([record("request", b"\x00", f"WARC-Target-URI: {URL}", tied("1")), answer("1")], [GET]),
    "brackets left out": ([request(b"a", "q1", "WARC-Concurrent-To: urn:uuid:1", url=f"<{URL}>"), answer("1")], [A]),
    "a resource has none": ([request(b"a", "q1"), answer("1", kind="resource"), answer("2")], [GET, A]),
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("case", CASES)
def test_a_response_gets_its_own_request(case: str, packing: str, tmp_path: Path) -> None:
    parts, expected = CASES[case]
    path = tmp_path / "x"
    path.write_bytes(PACKINGS[packing](b"".join(parts)))
    found = [one for one in read_file(path, "x") if isinstance(one, Archived)]
    assert [(one.method, one.request_sha256) for one in found] == expected


def test_answers_to_different_bodies_are_different_captures(tmp_path: Path) -> None:
    same = http(page("x"))
    parts = [request(b"a", "q1", tied("1")), answer("1", block=same), request(b"b", "q2", tied("2")), answer("2", block=same)]
    # A HEAD of a page says nothing about it.
    parts += [request(b"", "q3", tied("3"), method="HEAD"), answer("3", block=http(b"", "Content-Length: 9000"))]
    (tmp_path / "x.warc.gz").write_bytes(gzip.compress(b"".join(parts)))
    url = f"sqlite:///{tmp_path}/store.db"
    for _ in range(2):
        done = scrapy(environment(tmp_path, url), "replay", "--quiet", str(tmp_path / "x.warc.gz"))
        assert done.returncode == 0, done.stderr[-2000:]
        assert sorted(stored(url, "SELECT method, request_sha256 FROM capture")) == sorted([A, B, ("HEAD", NO_BODY)])
        assert stored(url, "SELECT count(*) FROM observation") == [(2,)]
