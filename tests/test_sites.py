"""Starting a site, recording a case, and the audit of our own conventions: by the real commands, on a local shop."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import audit
from crawler.sources import load_sources
from tests.commands import environment, scrapy
from tests.forks import ROOT
from tests.shops.goods import goods
from tests.shops.server import Served
from tests.shops.systems import PrestaShop

PARTS = ("crawler", "pipelines", "db", "docs", "tests/cases", "scrapy.cfg", "scheduler.py", "sources.toml", "pyproject.toml")


@pytest.fixture(scope="module")
def shop() -> Iterator[Served]:
    with Served(PrestaShop(goods(20), per_page=8)) as served:
        yield served


def env_of(folder: Path, shop: Served) -> dict[str, str]:
    return environment(folder, f"sqlite:///{folder}/store.db") | {"JISHI_ALLOW_HOSTS": shop.host_port}


def item_of(shop: Served) -> str:
    good = shop.shop.goods[4]
    return f"{shop.shop.origin}/{good.categories[0]}/{good.number}-{good.slug}.html"


def test_a_site_is_started_and_gives_rows(tmp_path: Path, shop: Served) -> None:
    copy = tmp_path / "copy"
    for part in PARTS:
        source, target = ROOT / part, copy / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    env = env_of(tmp_path, shop) | {"JISHI_SOURCES": "sources.toml"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrapy", *arguments]
        return subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, timeout=90, check=False)

    made = run("newsite", "orchard", item_of(shop), f"{shop.shop.origin}/3-fruit", "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert (told["spider"], told["items"][0]) == ("orchard_listings", 1)
    assert all((copy / path).exists() for path in told["paths"])
    done = run("crawl", "orchard_listings")
    assert done.returncode == 0, done.stderr[-1500:]
    counted = run("database", "info", "--json")
    assert '"listing": 20' in counted.stdout
    assert run("audit").returncode == 0
    assert run("newsite", "orchard", item_of(shop)).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("newsite",), 2, "a name and one address"),
        (("newsite", "9x", "http://127.0.0.1:9/"), 2, "cannot name a site"),
        (("newsite", "taobao", "http://127.0.0.1:9/"), 2, "exists"),
        (("newsite", "orchard", "file:///etc/passwd"), 2, "not a web address"),
        (("newsite", "orchard", "http://127.0.0.1:9/x"), 4, "JISHI_ALLOW_HOSTS"),
        (("newsite", "--nosuch"), 2, "unknown option"),
        (("capture",), 2, "one address or more"),
        (("capture", "http://127.0.0.1:9/x"), 4, "JISHI_ALLOW_HOSTS"),
        (("capture", "--nosuch"), 2, "unknown option"),
        (("audit", "--nosuch"), 2, "unknown option"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = scrapy(environment(tmp_path, f"sqlite:///{tmp_path}/store.db"), *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert not (ROOT / "crawler" / "pages" / "orchard.py").exists()


def test_a_page_becomes_a_case(tmp_path: Path, shop: Served) -> None:
    out = tmp_path / "cases"
    done = scrapy(env_of(tmp_path, shop), "capture", item_of(shop), "--out", str(out), "--case", "one", "--json")
    assert done.returncode == 0, done.stderr
    (told,) = json.loads(done.stdout)
    folder = Path(told["folder"])
    assert folder == out / "shop" / "one"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    good = shop.shop.goods[4]
    assert (expected["items"][0]["title"], expected["items"][0]["price"]) == (good.name, str(good.price))
    assert json.loads((folder / "case.json").read_text(encoding="utf-8"))["url"] == item_of(shop)
    assert good.name.encode() in (folder / "page.html").read_bytes()
    again = scrapy(env_of(tmp_path, shop), "capture", item_of(shop), "--out", str(out), "--case", "one")
    assert again.returncode == 2
    assert not (tmp_path / "store.db").exists()


@dataclass(frozen=True)
class _Nothing:
    """Stands for a spider that keeps no convention."""

    site: str = "nosuch"
    pages: tuple[type, ...] = ()
    by_hand: str = ""
    __doc__: str | None = None


def test_our_conventions_are_kept() -> None:
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["crawler.spiders"]}))
    spiders = {name: loader.load(name) for name in loader.list()}
    assert audit.findings(ROOT, spiders, load_sources(ROOT / "sources.toml")) == []  # type: ignore[arg-type]  # all ours


def test_breaches_are_found(tmp_path: Path) -> None:
    case = tmp_path / "tests" / "cases" / "shop" / "broken"
    case.mkdir(parents=True)
    (case / "case.json").write_text("{}", encoding="utf-8")
    found = audit.findings(tmp_path, {"wrong": _Nothing()}, {})  # type: ignore[dict-item]  # stands for a class
    told = {(one.rule, one.what) for one in found}
    assert {
        ("case", "shop/broken"),
        ("spider", "wrong"),
        ("source", "wrong"),
        ("document", "wrong"),
        ("page", "JdItem"),
    } <= told
