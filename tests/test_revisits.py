"""Revisit records of others: the body stands in another record, named in one of several ways, in any of the files."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from tests.commands import environment, scrapy
from tests.warcs import fields, http, page, record, response, sha1, stored

P = page("a")
U = "http://shop.example/p/a"


def revisit(url: str, *more: str, block: bytes | None = None) -> bytes:
    profile = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    return record("revisit", http(b"") if block is None else block, *fields(url, profile, *more, date="2020-04-25T02:00:00Z"))


ID = hashlib.md5(U.encode(), usedforsecurity=False).hexdigest()
REVISITS = {
    "by digest": revisit(f"{U}?2", f"WARC-Payload-Digest: {sha1(P)}"),
    "by digest in lower case": revisit(f"{U}?2", f"WARC-Payload-Digest: {sha1(P).lower().replace('sha1', 'SHA-1')}"),
    "by address and date": revisit(f"{U}?2", f"WARC-Refers-To-Target-URI: {U}", "WARC-Refers-To-Date: 2020-04-24T02:00:00Z"),
    "by record": revisit(f"{U}?2", f"WARC-Refers-To: <urn:uuid:{ID}>"),
    "without HTTP": revisit(f"{U}?2", f"WARC-Payload-Digest: {sha1(P)}", block=b""),
    "not modified": revisit(f"{U}?2", f"WARC-Refers-To: <urn:uuid:{ID}>", block=b"HTTP/1.1 304 Not Modified\r\n\r\n"),
}


@pytest.mark.parametrize("before", [False, True])
def test_revisit_records_of_others_are_read_with_the_body_that_they_repeat(before: bool, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/store.db"
    original, repeats = tmp_path / ("b.warc" if before else "0.warc"), []
    original.write_bytes(response(U, http(P)))
    for number, (_, content) in enumerate(REVISITS.items()):
        path = tmp_path / f"a{number}.warc.gz"
        path.write_bytes(gzip.compress(content.replace(b"?2", f"?{number}".encode())))
        repeats.append(path)
    lost = tmp_path / "lost.warc"
    lost.write_bytes(revisit("http://shop.example/lost", f"WARC-Payload-Digest: {sha1(b'x')}"))
    env = environment(tmp_path, store)
    files = sorted(map(str, [original, *repeats]))
    for _ in range(2):
        done = scrapy(env, "replay", "--quiet", *files)
        assert done.returncode == 0, done.stderr[-2000:]
    assert stored(store, "SELECT count(*), count(DISTINCT price) FROM observation") == [(1 + len(REVISITS), 1)]
    done = scrapy(env, "replay", "--quiet", *files, str(lost))
    assert done.returncode == 12
    assert "http://shop.example/lost: the record that it repeats is in none of the files" in done.stderr
