"""WARC files of other tools: each page is read, or named where it is not whole; a bad record costs itself."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from backports import zstd

from crawler import warc_reader
from crawler.bodies import TooLargeError, decoded, unpacked
from crawler.warc_members import Damage
from crawler.warc_reader import Archived, Information, read_at, read_file
from tests.commands import environment, scrapy
from tests.warcs import PACKINGS, chunked, fields, http, page, raw_deflate, record, response, stored

LIMIT = 1_000_000

P = page("a")
HALVES = gzip.compress(P[:900]) + gzip.compress(P[900:])
# Style -> the bytes of a plain file with one page.
STYLES: dict[str, Callable[[str], bytes]] = {
    "plain, no digest": lambda u: response(u, http(P)),
    "wget: brackets, no Content-Length of the body": lambda u: response(f"<{u}>", http(P), "WARC-IP-Address: 127.0.0.1"),
    "line feeds only": lambda u: record("response", http(P).replace(b"\r\n", b"\n", 2), *fields(u), end="\n"),
    "lower-case fields": lambda u: record("RESPONSE", http(P), *(f.replace("WARC-", "warc-") for f in fields(u))),
    "1.1, nanoseconds": lambda u: record("response", http(P), *fields(u, date="2020-04-24T02:00:00.123456789Z"), version="1.1"),
    "0.18": lambda u: record("response", http(P), *fields(u), version="0.18"),
    "date of an ARC": lambda u: record("response", http(P), *fields(u, date="20200424020000")),
    "heritrix: chunked": lambda u: response(u, http(chunked(P), "Transfer-Encoding: chunked")),
    "chunked and gzip": lambda u: response(
        u, http(chunked(gzip.compress(P)), "Transfer-Encoding: chunked", "Content-Encoding: gzip")
    ),
    "chunks joined, header kept": lambda u: response(u, http(P, "Transfer-Encoding: chunked")),
    "gzip": lambda u: response(u, http(gzip.compress(P), "Content-Encoding: gzip")),
    "gzip of several members": lambda u: response(u, http(HALVES, "Content-Encoding: x-gzip")),
    "gzip, unpacked, header kept": lambda u: response(u, http(P, "Content-Encoding: gzip", "Content-Length: 400")),
    "br": lambda u: response(u, http(brotli.compress(P), "Content-Encoding: br")),
    "br, unpacked, header kept": lambda u: response(u, http(P, "Content-Encoding: br")),
    "zstd": lambda u: response(u, http(zstd.compress(P), "Content-Encoding: zstd")),
    "deflate": lambda u: response(u, http(zlib.compress(P), "Content-Encoding: deflate")),
    "bare deflate": lambda u: response(u, http(raw_deflate(P), "Content-Encoding: deflate")),
    "gzip then br": lambda u: response(u, http(brotli.compress(gzip.compress(P)), "Content-Encoding: gzip, br")),
    "HTTP/2 without a reason": lambda u: response(u, http(P, status="HTTP/2 200")),
    "folded and broken headers": lambda u: response(u, http(P, "X-A: b", "\tc", "no colon here", ": nothing")),
    "browsertrix: resources and page information": lambda u: (
        record("resource", b"{}", *fields("urn:pageinfo:" + u), "Content-Type: application/json")
        + response(u, http(P))
        + record("resource", b"text", *fields("urn:text:" + u), "Content-Type: text/plain")
    ),
    "warcit: resource": lambda u: record("resource", P, *fields(u, "Content-Type: text/html")),
    "request first, metadata, conversion": lambda u: (
        record("warcinfo", b"software: x\r\n", "WARC-Date: 2020-04-24T02:00:00Z")
        + record("request", b"GET / HTTP/1.1\r\n\r\n", *fields(u))
        + response(u, http(P))
        + record("metadata", b"fetchTimeMs: 12\r\nvia: x", *fields(u))
        + record("metadata", b'{"id": "x", "spider": "y", "run_id": 1}', *fields(u))
        + record("conversion", b"plain text of the page", *fields(u, "Content-Type: text/plain"))
        + record("response", b"20200424 1 IN A 127.0.0.1", *fields("dns:shop.example"), "Content-Type: text/dns")
    ),
}


def answers(path: Path) -> Iterator[tuple[str, bytes]]:
    for found in read_file(path, path.name):
        assert not isinstance(found, Damage), found
        if isinstance(found, Archived):
            yield found.url, decoded(found, LIMIT)


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("style", STYLES)
def test_each_style_gives_its_page(style: str, packing: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(PACKINGS[packing](STYLES[style]("http://shop.example/p/a")))
    assert list(answers(path)) == [("http://shop.example/p/a", P)]
    assert all(found.content == {} for found in read_file(path, "x") if isinstance(found, Information))


def test_a_replay_stores_every_style_once(tmp_path: Path) -> None:
    files = []
    for number, (style, packing) in enumerate((s, p) for s in STYLES for p in PACKINGS):
        path = tmp_path / f"{number:03d}.warc.gz"
        path.write_bytes(PACKINGS[packing](STYLES[style](f"http://shop{number}.example/p/a")))
        files.append(str(path))
    url = f"sqlite:///{tmp_path}/store.db"
    for _ in range(2):
        done = scrapy(environment(tmp_path, url), "replay", "--quiet", *files)
        assert done.returncode == 0, done.stderr[-2000:]
    assert stored(url, "SELECT price, currency, title FROM observation JOIN listing l ON l.id = listing_id") == [
        (19.9, "CNY", "秭归脐橙 a")
    ] * len(files)


U = "http://shop.example/p/a"
CUT = {
    "named so": response(U, http(P[:700]), "WARC-Truncated: length"),
    "shorter than it says": response(U, http(P[:700], f"Content-Length: {len(P)}")),
    "without its last chunk": response(U, http(chunked(P, last=b""), "Transfer-Encoding: chunked")),
    "within a chunk": response(U, http(chunked(P)[:900], "Transfer-Encoding: chunked")),
    "gzip": response(U, http(gzip.compress(P)[:-40], "Content-Encoding: gzip")),
    "br": response(U, http(brotli.compress(P)[:-40], "Content-Encoding: br")),
    "zstd": response(U, http(zstd.compress(P)[:-40], "Content-Encoding: zstd")),
    "no gzip at all": response(U, http(b"\x00\x01\x02", "Content-Encoding: gzip")),
    "unknown encoding": response(U, http(P, "Content-Encoding: rot13")),
}


@pytest.mark.parametrize("case", CUT)
def test_a_body_that_is_not_whole_is_never_read_as_whole(case: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(CUT[case])
    (found,) = read_file(tmp_path / "x", "x")
    assert isinstance(found, Archived)
    with pytest.raises(ValueError, match=r"cut|shorter|not gzip|unknown"):
        decoded(found, LIMIT)


BAD = {
    "no length": b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
    "a length that is no number": response(U, b"").replace(b"Content-Length: 0", b"Content-Length: -7"),
    "a length beyond the end": record("response", http(P), *fields(U), length=10**9),
    "a date before the calendar": record("response", http(P), *fields(U, date="0001-01-01T00:00:00Z")),
    "a date at its end": record("response", http(P), *fields(U, date="9999-12-31T23:59:59-08:00")),
    "a length beyond all bounds": record("response", http(P), *fields(U), length=10**30),
    "a length too short": record("response", http(P, f"Content-Length: {len(P)}"), *fields(U), length=500),
    "no date": record("response", http(P), f"WARC-Target-URI: {U}"),
    "no real date": record("response", http(P), f"WARC-Target-URI: {U}", "WARC-Date: soon"),
    "a date before all time": record("response", http(P), f"WARC-Target-URI: {U}", "WARC-Date: 0001-01-01T00:00:00+14:00"),
    "no HTTP": record("response", b"SIP/2.0 200 OK\r\n\r\n", *fields(U)),
    "no status": record("response", b"HTTP/1.1 OK\r\n\r\n", *fields(U)),
    "garbage": bytes(range(256)) * 9 + b"\r\n\r\n",
    "binary in the header": b"WARC/1.0\r\n" + bytes(range(256)) + b"\r\n\r\n",
    "a header without end": b"WARC/1.0\r\n" + b"a: b\r\n" * 200_000,
}


@pytest.mark.parametrize("packing", ["plain", "whole"])
@pytest.mark.parametrize("case", BAD)
def test_a_bad_record_in_the_middle_costs_itself(case: str, packing: str, tmp_path: Path) -> None:
    first, last = (response(f"http://shop.example/{n}", http(page(n))) for n in ("first", "last"))
    (tmp_path / "x").write_bytes(PACKINGS[packing](first + BAD[case] + last))
    found = list(read_file(tmp_path / "x", "x"))
    whole = [one for one in found if isinstance(one, Archived) and not one.cut]
    assert [one.url.rpartition("/")[2] for one in whole] == ["first", "last"]
    assert any(isinstance(one, Damage) for one in found)


OURS: dict[str, object] = {"software": "Jishi/1", "id": "a", "spider": "any_pages", "source_code": "adhoc", "arguments": {}}
OURS |= {"logical_date": "2020-04-24", "trigger": "manual", "started_at": "2020-04-24T02:00:00+00:00"}
WRONG = {
    "no source": {name: value for name, value in OURS.items() if name != "source_code"},
    "a day before the calendar": {**OURS, "logical_date": "0001-01-01"},
    "an unknown trigger": {**OURS, "trigger": "a wonder"},
    "no end": {"software": "Jishi/1", "run_id": "a"},
}


def test_what_a_run_cannot_have_said_of_itself_is_named_and_its_pages_are_read(tmp_path: Path) -> None:
    for number, content in enumerate(WRONG.values()):
        said = record("warcinfo", json.dumps(content).encode(), "WARC-Date: 2020-04-24T02:00:00Z")
        (tmp_path / f"{number}.warc").write_bytes(said + response(f"http://shop{number}.example/p/a", http(P)))
    url = f"sqlite:///{tmp_path}/store.db"
    done = scrapy(environment(tmp_path, url), "replay", "--quiet", *(str(path) for path in sorted(tmp_path.glob("*.warc"))))
    assert (done.returncode, done.stderr.count("what a run says of itself is wrong")) == (12, len(WRONG)), done.stderr[-2000:]
    assert len(stored(url, "SELECT id FROM observation")) == len(WRONG)
    assert stored(url, "SELECT id FROM run WHERE id = 'a'") == []


@pytest.mark.parametrize("case", ["no type", "no address"])
def test_records_that_are_no_responses_are_passed_over(case: str, tmp_path: Path) -> None:
    block = http(P)
    wrong = record("", block, *fields(U)) if case == "no type" else record("response", block, "WARC-Date: 2020-04-24T02:00:00Z")
    (tmp_path / "x").write_bytes(wrong + response(U, block))
    assert [type(one) for one in read_file(tmp_path / "x", "x")] == [Archived]


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_file_cut_anywhere_gives_what_stands_before(packing: str, tmp_path: Path) -> None:
    content = PACKINGS[packing](b"".join(response(f"http://shop.example/{n}", http(page(str(n)))) for n in range(4)))
    for end in range(len(content) - 1, 400, -max(1, len(content) // 40)):
        (tmp_path / "x").write_bytes(content[:end])
        found = list(read_file(tmp_path / "x", "x"))
        whole = [one for one in found if isinstance(one, Archived)]
        assert [one.body for one in whole] == [page(str(n)) for n in range(len(whole))]
        assert [isinstance(one, Damage) for one in found].count(True) <= 1


def test_a_file_packed_as_a_whole_may_be_larger_than_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_reader, "MAX_RECORD", 10_000)
    content = b"".join(response(f"http://shop.example/{n}", http(page(str(n)))) for n in range(9))
    (tmp_path / "x").write_bytes(gzip.compress(content))
    assert [url for url, _ in answers(tmp_path / "x")] == [f"http://shop.example/{n}" for n in range(9)]
    big = response(U, http(b"x" * 20_000))
    (tmp_path / "y").write_bytes(gzip.compress(big) + gzip.compress(response(U, http(P))))
    damage, page_found = read_file(tmp_path / "y", "y")
    assert isinstance(damage, Damage) and isinstance(page_found, Archived)
    assert read_at(tmp_path / "y", "y", page_found.offset).body == P


def test_no_packed_body_grows_beyond_the_limit() -> None:
    bomb = b"\0" * 5_000_000
    for encodings, body in {
        "gzip": gzip.compress(bomb),
        "br": brotli.compress(bomb),
        "zstd": zstd.compress(bomb),
        "deflate": zlib.compress(bomb),
        "gzip, gzip": gzip.compress(gzip.compress(bomb)),
    }.items():
        with pytest.raises(TooLargeError):
            unpacked(encodings, body, LIMIT)
    many = gzip.compress(b"\0" * 600_000) * 4
    with pytest.raises(TooLargeError):
        unpacked("gzip", many, LIMIT)


def test_a_zip_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.wacz").write_bytes(b"PK\x03\x04" + bytes(99))
    with pytest.raises(ValueError, match="WACZ"):
        list(read_file(tmp_path / "x.wacz", "x"))


def test_large_plain_files_are_read_in_pieces(tmp_path: Path) -> None:
    out = io.BytesIO()
    for number in range(300):
        out.write(response(f"http://shop.example/{number}", http(page(str(number)))))
    (tmp_path / "x").write_bytes(out.getvalue())
    found = [one for one in read_file(tmp_path / "x", "x") if isinstance(one, Archived)]
    assert len(found) == 300
    assert all(read_at(tmp_path / "x", "x", one.offset).url == one.url for one in found[::37])
