"""WARC files: what is written can be read, by us and by warcio; damage and cut tails cost one record, not the file."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import warc
from crawler.items import WalkScope
from crawler.warc import Exchange, Original, Provenance
from crawler.warc_members import Damage, cut_tail
from crawler.warc_reader import MAX_RECORD, Archived, Information, read_at, read_file

AT = datetime(2020, 4, 24, 2, 0, 0, 123456, tzinfo=UTC)


def exchange(
    body: bytes = b"<html>\xe7\xa7\xad</html>", url: str = "http://shop.test/a?q=%E6%A9%99", status: int = 200
) -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=[("User-Agent", "Jishi")],
        request_body=b"",
        status=status,
        protocol="HTTP/1.1",
        headers=[("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"), ("X-Odd", "a\tb")],
        body=body,
        fetched_at=AT,
        provenance=Provenance(
            run_id="20200424T020000Z-aaaaaa",
            source_code="taobao-hubei",
            spider="taobao_listings",
            logical_date=date(2020, 4, 24),
            walk=WalkScope(kind="search", key="秭归:脐橙\n"),
            page_number=3,
        ),
    )


def written(path: Path, *exchanges: Exchange) -> list[int]:
    """A file with these responses; the offsets of their records."""
    offsets, blocks, at = [], [], 0
    for one in exchanges:
        record_id = warc.new_record_id()
        digest = sha256(one.body).hexdigest()
        for record in (warc.response_record(one, record_id, digest, None), warc.request_record(one, record_id)):
            blocks.append(record.packed())
        offsets.append(at)
        at += len(blocks[-1]) + len(blocks[-2])
    path.write_bytes(b"".join(blocks))
    return offsets


def test_a_response_comes_back_with_its_provenance(tmp_path: Path) -> None:
    offsets = written(tmp_path / "a.warc.gz", exchange(), exchange(b"two"))
    records = list(read_file(tmp_path / "a.warc.gz", "a.warc.gz"))
    assert all(isinstance(r, Archived) for r in records)
    first = records[0]
    assert isinstance(first, Archived)
    assert (first.url, first.method, first.status, first.body) == (exchange().url, "GET", 200, exchange().body)
    assert first.fetched_at == AT
    assert first.provenance == exchange().provenance
    assert first.header("x-odd") == "a\tb"
    assert [r.offset for r in records if isinstance(r, Archived)] == offsets
    second = read_at(tmp_path / "a.warc.gz", "a.warc.gz", offsets[1])
    assert second.body == b"two"


def test_warcio_reads_our_records_and_their_digests_hold(tmp_path: Path) -> None:
    written(tmp_path / "a.warc.gz", exchange(), exchange(b""))
    with (tmp_path / "a.warc.gz").open("rb") as stream:
        seen = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            seen.append((record.rec_type, record.content_stream().read()))
    assert seen == [("response", exchange().body), ("request", b""), ("response", b""), ("request", b"")]


def test_revisit_records_name_their_original(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    offset = written(tmp_path / "s" / "a.warc.gz", exchange())[0]
    digest = sha256(exchange().body).hexdigest()
    original = Original(url=exchange().url, fetched_at=AT, record_id="<urn:uuid:1>", file="s/a.warc.gz", offset=offset)
    (tmp_path / "s" / "b.warc.gz").write_bytes(warc.response_record(exchange(), "<urn:uuid:2>", digest, original).packed())
    (found,) = read_file(tmp_path / "s" / "b.warc.gz", "s/b.warc.gz")
    assert isinstance(found, Archived)
    assert found.body == b""
    assert found.payload_sha256 == digest
    assert found.whole(tmp_path).body == exchange().body


def test_a_not_modified_answer_gets_the_old_body_and_headers(tmp_path: Path) -> None:
    offset = written(tmp_path / "a.warc.gz", exchange())[0]
    original = Original(url=exchange().url, fetched_at=AT, record_id="<urn:uuid:1>", file="a.warc.gz", offset=offset)
    unchanged = exchange(b"", status=304)
    unchanged.headers = [("ETag", '"1"')]
    (tmp_path / "b.warc.gz").write_bytes(warc.response_record(unchanged, "<urn:uuid:2>", "ab" * 32, original).packed())
    (found,) = read_file(tmp_path / "b.warc.gz", "b.warc.gz")
    assert isinstance(found, Archived)
    whole = found.whole(tmp_path)
    assert (whole.body, whole.header("Content-Type")) == (exchange().body, "text/html")


def test_damage_in_the_middle_costs_one_record(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    offsets = written(path, *[exchange(f"page {n} ".encode() * 50) for n in range(5)])
    content = bytearray(path.read_bytes())
    content[offsets[2] + 40 : offsets[2] + 60] = b"\0" * 20
    path.write_bytes(content)
    records = list(read_file(path, "a"))
    assert len([r for r in records if isinstance(r, Archived)]) == 4
    (damage,) = (r for r in records if isinstance(r, Damage))
    assert damage.offset == offsets[2]


@pytest.mark.parametrize("lost", [1, 7, 100])
def test_a_cut_tail_is_removed(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "a.warc.gz"
    written(path, exchange(), exchange(b"x" * 3000))
    whole = path.read_bytes()
    path.write_bytes(whole[:-lost])
    assert cut_tail(path, MAX_RECORD) > 0
    assert whole.startswith(path.read_bytes())
    assert not [r for r in read_file(path, "a") if isinstance(r, Damage)]
    assert cut_tail(path, MAX_RECORD) == 0


def test_records_of_others_are_read(tmp_path: Path) -> None:
    """Plain files, chunked and compressed bodies, WARC 1.0 dates, line-based warcinfo."""
    path = tmp_path / "other.warc"
    body = gzip.compress(b"hello")
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        writer.write_record(writer.create_warcinfo_record("other.warc", {"software": "x"}))
        headers = StatusAndHeaders(
            "200 OK",
            [
                ("Content-Encoding", "gzip"),
                ("Transfer-Encoding", "chunked"),
                ("Memento-Datetime", "Fri, 24 Apr 2020 02:00:00 GMT"),
            ],
            protocol="HTTP/1.1",
        )
        writer.write_record(
            writer.create_warc_record(
                "<http://a.test/>",
                "response",
                payload=io.BytesIO(chunked),
                length=len(chunked),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2021-01-01T00:00:00Z"},
            )
        )
    information, found = read_file(path, "other.warc")
    assert isinstance(information, Information)
    assert information.content == {}
    assert isinstance(found, Archived)
    assert (found.url, found.body) == ("http://a.test/", body)
    assert found.observed_at == datetime(2020, 4, 24, 2, tzinfo=UTC)
    assert found.provenance is None


@pytest.mark.parametrize("content", [b"", b"<html>", gzip.compress(b"<html>", mtime=0)])
def test_what_is_no_warc_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(ValueError, match="WARC"):
        list(read_file(tmp_path / "x", "x"))
