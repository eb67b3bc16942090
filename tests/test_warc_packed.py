"""WARC files packed by zstd, with and without a dictionary, and WACZ files: read in place, a bad part costs itself."""

from __future__ import annotations

import gzip
import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from backports import zstd

from crawler import warc_reader
from crawler.warc_members import Damage
from crawler.warc_reader import Archived, read_at, read_file
from tests.commands import environment, scrapy
from tests.warcs import PACKINGS, http, page, response, stored

NUMBER = 12
RECORDS = [response(f"http://shop.example/{n}", http(page(str(n)))) for n in range(NUMBER)]
TRAINED = zstd.train_dict([record[at : at + 600] for record in RECORDS for at in range(0, 1200, 50)], 2048)
PLAIN = zstd.ZstdDict(RECORDS[0][:1500], is_raw=True)


def frame(magic: int, content: bytes) -> bytes:
    """A skippable frame."""
    return struct.pack("<II", magic, len(content)) + content


def by_record(dictionary: zstd.ZstdDict | None = None) -> list[bytes]:
    return [zstd.compress(record, zstd_dict=dictionary) for record in RECORDS]


DICTIONARY = 0x184D2A5D
WAYS = {
    "a frame a record": b"".join(by_record()),
    "as a whole": zstd.compress(b"".join(RECORDS)),
    "a dictionary": frame(DICTIONARY, TRAINED.dict_content) + b"".join(by_record(TRAINED)),
    "a packed dictionary": frame(DICTIONARY, zstd.compress(TRAINED.dict_content)) + b"".join(by_record(TRAINED)),
    "a plain text as dictionary": frame(DICTIONARY, PLAIN.dict_content) + b"".join(by_record(PLAIN)),
    "frames to skip": frame(0x184D2A50, b"padding") + frame(0x184D2A5F, b"").join(by_record()),
    "checksums": b"".join(zstd.compress(r, options={zstd.CompressionParameter.checksum_flag: 1}) for r in RECORDS),
}


@pytest.mark.parametrize("way", WAYS)
def test_zstd_files_are_read(way: str, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.zst"
    path.write_bytes(WAYS[way])
    found = list(read_file(path, "x"))
    assert [one.body for one in found if isinstance(one, Archived)] == [page(str(n)) for n in range(NUMBER)]
    assert len(found) == NUMBER
    if way != "as a whole":
        for one in found:
            assert isinstance(one, Archived)
            assert read_at(path, "x", one.offset).url == one.url
        assert path.stat().st_size == found[-1].offset + found[-1].length  # type: ignore[union-attr]  # seen above


def test_a_broken_frame_costs_itself(tmp_path: Path) -> None:
    parts = by_record(TRAINED)
    parts[3] = parts[3][:40] + bytes(60) + parts[3][100:]
    parts[7] = b"no frame at all" * 40
    path = tmp_path / "x.warc.zst"
    path.write_bytes(frame(DICTIONARY, TRAINED.dict_content) + b"".join(parts)[:-20])
    found = list(read_file(path, "x"))
    numbers = [one.url.rpartition("/")[2] for one in found if isinstance(one, Archived)]
    assert numbers == [str(n) for n in range(NUMBER) if n not in (3, 7, NUMBER - 1)]
    assert sum(isinstance(one, Damage) for one in found) == 3


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (frame(DICTIONARY, zstd.compress(TRAINED.dict_content)[:-30]), "dictionary"),
        (frame(DICTIONARY, b"\x37\xa4\x30\xec" + bytes(20)), "dictionary"),
        (struct.pack("<II", DICTIONARY, 1 << 31), "dictionary of 2147483648 bytes"),
        (zstd.compress(b"<html>"), "holds no WARC records"),
    ],
)
def test_what_is_no_zstd_warc_is_named(start: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(start + b"".join(by_record()))
    with pytest.raises(ValueError, match=message):
        list(read_file(tmp_path / "x", "x"))


def test_a_missing_dictionary_is_named_for_each_record(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"".join(by_record(TRAINED)))
    found = list(read_file(tmp_path / "x", "x"))
    assert found and all(isinstance(one, Damage) for one in found)


def test_a_frame_that_grows_is_no_danger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_reader, "MAX_RECORD", 100_000)
    bomb = zstd.compress(b"WARC/1.0\r\n" + bytes(400_000_000))
    (tmp_path / "x").write_bytes(by_record()[0] + bomb + by_record()[1])
    found = list(read_file(tmp_path / "x", "x"))
    assert [type(one) for one in found] == [Archived, Damage, Archived]


def test_false_beginnings_of_frames_are_passed_soon(tmp_path: Path) -> None:
    false = b"".join(b"\x28\xb5\x2f\xfd" + bytes([n % 256, n // 256 % 256, 0, n % 251]) for n in range(60_000))
    (tmp_path / "x").write_bytes(by_record()[0] + b"?" + false + by_record()[1])
    began = time.process_time()
    found = list(read_file(tmp_path / "x", "x"))
    assert isinstance(found[0], Archived)
    assert isinstance(found[-1], Archived)
    assert time.process_time() - began < 10


def wacz(path: Path, members: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("pages/pages.jsonl", "{}")
        archive.writestr("indexes/index.cdx.gz", gzip.compress(b"x"))
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_file_is_read_in_place(packing: int, tmp_path: Path) -> None:
    members = {
        "archive/rec-1.warc.gz": PACKINGS["by record"](b"".join(RECORDS[:5])),
        "archive/rec-2.warc": b"".join(RECORDS[5:8]),
        "archive/deeper/rec-3.warc.zst": WAYS["a dictionary"],
    }
    path = wacz(tmp_path / "x.wacz", members, packing)
    found = [one for one in read_file(path, "x.wacz") if isinstance(one, Archived)]
    assert [one.body for one in found] == [page(str(n)) for n in (*range(8), *range(NUMBER))]
    assert [one.file for one in found[::5]] == [
        *("x.wacz/archive/rec-1.warc.gz", "x.wacz/archive/rec-2.warc"),
        *("x.wacz/archive/deeper/rec-3.warc.zst",) * 2,
    ]
    for one in found:
        assert read_at(tmp_path / one.file, one.file, one.offset).body == one.body


def test_a_bad_member_of_a_wacz_file_costs_itself(tmp_path: Path) -> None:
    good = PACKINGS["by record"](b"".join(RECORDS))
    path = wacz(tmp_path / "x.wacz", {"archive/a.warc.gz": b"nothing", "archive/b.warc.gz": good, "archive/c.warc.gz": good})
    content = bytearray(path.read_bytes())
    content[content.index(good) + len(good) - 50] ^= 255
    path.write_bytes(content)
    found = list(read_file(path, "x.wacz"))
    whole = [one for one in found if isinstance(one, Archived)]
    damages = [one.reason for one in found if isinstance(one, Damage)]
    assert {one.file for one in whole} == {"x.wacz/archive/b.warc.gz", "x.wacz/archive/c.warc.gz"}
    assert len([one for one in whole if "c.warc" in one.file]) == NUMBER
    assert len([one for one in whole if "b.warc" in one.file]) == NUMBER - 1
    assert any("a.warc.gz" in reason for reason in damages)
    assert len(damages) == 2


def test_a_bad_deflated_member_is_named(tmp_path: Path) -> None:
    path = wacz(tmp_path / "x.wacz", {"archive/a.warc": b"".join(RECORDS), "archive/b.warc": RECORDS[0]}, zipfile.ZIP_DEFLATED)
    content = bytearray(path.read_bytes())
    content[content.index(b"archive/a.warc") + 800] ^= 255
    path.write_bytes(content)
    found = list(read_file(path, "x.wacz"))
    assert isinstance(found[-2], Damage)
    assert isinstance(found[-1], Archived)
    assert "damaged" in found[-2].reason


def cut_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/a.warc.gz", PACKINGS["by record"](RECORDS[0]))
    return out.getvalue()[:-30]


@pytest.mark.parametrize(
    ("content", "message"), [(b"PK\x03\x04" + bytes(99), "cannot be read"), (cut_zip(), "cannot be read"), (None, "no WACZ")]
)
def test_a_zip_file_without_warcs_is_named(content: bytes | None, message: str, tmp_path: Path) -> None:
    path = wacz(tmp_path / "x.wacz", {"elsewhere/a.warc.gz": b""})
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        list(read_file(path, "x"))
    done = scrapy(environment(tmp_path, f"sqlite:///{tmp_path}/store.db"), "replay", "--quiet", str(path))
    assert done.returncode == 4
    assert "x.wacz" in done.stderr
    assert message in done.stderr


def test_a_replay_stores_what_folders_of_such_files_hold(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.warc.zst").write_bytes(WAYS["a dictionary"])
    wacz(folder / "b.wacz", {"archive/data.warc.gz": gzip.compress(response("http://other.example/p", http(page("w"))))})
    url = f"sqlite:///{tmp_path}/store.db"
    for _ in range(2):
        done = scrapy(environment(tmp_path, url), "replay", "--quiet", str(folder))
        assert done.returncode == 0, done.stderr[-2000:]
        files = stored(
            url, "SELECT warc_file, count(*) FROM observation JOIN capture c ON c.id = capture_id GROUP BY 1 ORDER BY 1"
        )
        assert files == [("a.warc.zst", NUMBER), ("b.wacz/archive/data.warc.gz", 1)]
