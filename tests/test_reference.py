"""An official list of regions: what is taken from it, what is refused with line and remedy, who uses it."""

from __future__ import annotations

import csv
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from db import schema
from db.engine import engine_of
from db.reference import load, official
from pipelines.readers import gazetteer, names, places
from tests.commands import environment, scrapy

LIST = """\ufeff代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码
420000,湖北省,,湖北省,省级,在用,1981,,
420100,湖北省,武汉市,武汉市,地级,在用,1981,,
420101,湖北省,武汉市,市辖区,县级,在用,1981,,
420198,湖北省,武汉市,光谷新区,县级,在用,2024,,
420121,湖北省,武汉市,汉阳县,县级,弃用,1981,1992,420114
421123,湖北省,黄冈市,罗田市,县级,在用,2025,,
420599,湖北省,宜昌市,秭归区,县级,在用,2025,,
"""


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The local table, in a folder of the test."""
    file = tmp_path / "regions.local.csv"
    monkeypatch.setattr(official, "LOCAL", file)
    shipped, shipped_rows = load._content, names.reference_rows

    def content(name: str) -> str:
        return (file.read_text(encoding="utf-8") if file.exists() else "") if name == file.name else shipped(name)

    def rows(name: str) -> list[dict[str, str]]:
        if name != file.name:
            return shipped_rows(name)
        return list(csv.DictReader(line for line in content(name).splitlines() if not line.startswith("#")))

    monkeypatch.setattr(load, "_content", content)
    monkeypatch.setattr(gazetteer, "reference_rows", rows)
    return file


def listed(tmp_path: Path, content: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding=encoding)
    return path


def test_what_a_list_holds_more_or_names_otherwise_is_taken(local: Path, tmp_path: Path) -> None:
    assert official.load(listed(tmp_path, LIST)) == 3
    rows = [line for line in local.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert rows[1:] == [
        "420198,county,,光谷新区,420100",
        "420599,county,Zigui,秭归区,420500",
        "421123,county,Luotian,罗田市,421100",
    ]
    before = local.read_bytes()
    assert official.load(listed(tmp_path, LIST)) == 3
    assert local.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv", "regions.local.csv"]


def test_lists_of_other_makers_are_read(local: Path, tmp_path: Path) -> None:
    assert official.load(listed(tmp_path, "行政区划代码,单位名称\n420199,汉南新区\n", encoding="gb18030")) == 1
    assert "420199,county,,汉南新区,420100" in local.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "line", "remedy"),
    [
        ("a,b\n420100,武汉市\n", "line 1", "head line"),
        ("code,name\n420100,武汉市\n4201,汉南\n", "line 3", "mend it"),
        ("code,name\n420100,\n", "line 2", "add it"),
        ("code,name\n420100,武汉市\n420100,汉口市\n", "line 3", "leave one of them out"),
        ("code,name\n990100,月亮市\n", "line 2", "add the province"),
        ("code,name\n", "no line", "right file"),
        ("", "line 1", "head line"),
    ],
)
def test_a_wrong_list_is_refused_whole(local: Path, tmp_path: Path, content: str, line: str, remedy: str) -> None:
    with pytest.raises(official.ListError) as refused:
        official.load(listed(tmp_path, content))
    assert line in str(refused.value)
    assert remedy in str(refused.value)
    assert not local.exists()


@pytest.mark.usefixtures("local")
def test_a_file_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"code,name\n420100,\xff\xff\xff\n")
    with pytest.raises(official.ListError, match="UTF-8"):
        official.load(path)


@pytest.mark.usefixtures("local")
def test_readers_and_store_use_the_local_list(tmp_path: Path, store_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    official.load(listed(tmp_path, LIST))
    table = gazetteer.gazetteer.__wrapped__()
    monkeypatch.setattr(places, "gazetteer", lambda: table)
    assert places.read_place.__wrapped__("武汉光谷新区").code == "420198"
    assert places.read_place.__wrapped__("罗田县").code == "421123"
    assert places.read_place.__wrapped__("罗田市").code == "421123"
    assert {places.read_place.__wrapped__(name).code for name in ("秭归", "秭归区", "湖北秭归")} == {"420599"}
    assert places.read_place.__wrapped__("秭归县").code == "420527"
    assert load.refresh(store_engine)
    assert not load.refresh(store_engine)
    with store_engine.connect() as connection:
        found = connection.execute(text("SELECT code, name_zh FROM region WHERE code IN ('420198', '421123') ORDER BY code"))
        assert [tuple(row) for row in found] == [("420198", "光谷新区"), ("421123", "罗田市")]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("load-regions",), 2, "load-regions FILE"),
        (("load-regions", "nowhere.csv"), 2, "no file nowhere.csv"),
        (("load-counties", "x"), 2, "load-regions FILE"),
    ],
)
def test_the_command_tells_what_it_wants(tmp_path: Path, arguments: tuple[str, ...], status: int, said: str) -> None:
    done = scrapy(environment(tmp_path, f"sqlite:///{tmp_path}/jishi.db"), "reference", *arguments)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr


def test_the_command_names_the_line_that_is_wrong(tmp_path: Path) -> None:
    wrong = listed(tmp_path, "code,name\n42010,武汉市\n")
    done = scrapy(environment(tmp_path, f"sqlite:///{tmp_path}/jishi.db"), "reference", "load-regions", str(wrong))
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "list.csv: line 2: '42010'" in done.stderr


def test_two_that_begin_at_once_on_a_new_store_load_once(empty_url: str) -> None:
    engine = engine_of(empty_url)
    schema.upgrade(engine)
    ready = threading.Barrier(2)

    def begin(_: int) -> bool:
        ready.wait(10)
        return load.refresh(engine)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(begin, range(2)))
    assert True in done
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM platform")).scalar_one() == len(load.platform_codes())
    engine.dispose()
