"""The shipped register: every source is valid and explained, and none runs on the live web before an operator approves it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from crawler import policy
from crawler.commands.sources import check
from crawler.configuration import proxies
from crawler.errors import ConfigurationError
from crawler.launch import find_spider
from crawler.sources import Source, load_sources
from tests.commands import environment, scrapy
from tests.forks import ROOT

SOURCES = load_sources(ROOT / "sources.toml")
DAY = date(2026, 11, 24)
APPROVAL = {
    "enabled": True,
    "legal_basis": "public interest research",
    "terms_checked_on": DAY,
    "approved_by": "A. Person",
    "approved_on": DAY,
    "approval_expires_on": date(2027, 5, 24),
    "data_kinds": ("public listings",),
}


def crawl(source: Source, today: date = DAY, environment: Mapping[str, str] | None = None) -> None:
    """As `scrapy crawl` decides it, without a crawl."""
    spider = find_spider(get_project_settings(), source.spider)
    addresses = spider.starting_addresses(source.arguments)
    assert addresses
    contact, used = "https://jishi.example/contact", proxies(environment or {})
    policy.check_crawl(source, addresses, [], contact=contact, now="", today=today, proxies=used)


@pytest.mark.parametrize("code", sorted(SOURCES))
def test_a_source_is_valid_and_waits_for_approval(code: str) -> None:
    source = SOURCES[code]
    check(get_project_settings(), source)
    assert source.schedule and source.budget.requests and source.budget.minutes
    with pytest.raises(ConfigurationError, match="not enabled; it is not approved: legal_basis"):
        crawl(source)
    with pytest.raises(ConfigurationError, match="not approved"):
        crawl(replace(source, enabled=True))
    crawl(replace(source, **APPROVAL))  # type: ignore[arg-type]  # values of several types
    with pytest.raises(ConfigurationError, match="expired"):
        crawl(replace(source, **APPROVAL), date(2027, 6, 1))  # type: ignore[arg-type]  # values of several types


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"https_proxy": "http://user:secret@proxy.example:3128"}, "https_proxy"),
        ({"HTTPS_PROXY": "proxy.example:3128", "no_proxy": "example.org"}, "HTTPS_PROXY"),
        ({"ALL_PROXY": "socks5://127.0.0.1:1080"}, "ALL_PROXY"),
        ({"http_proxy": "http://proxy.example:3128"}, ""),
        ({"https_proxy": " "}, ""),
        ({"https_proxy": "http://proxy.example:3128", "NO_PROXY": "localhost, .taobao.com"}, ""),
        ({"https_proxy": "http://proxy.example:3128", "no_proxy": "*"}, ""),
        ({"no_proxy": "taobao.com"}, ""),
    ],
)
def test_a_proxy_that_the_environment_prescribes_is_refused_not_ignored(environment: dict[str, str], named: str) -> None:
    source = replace(SOURCES["taobao-hubei"], **APPROVAL)  # type: ignore[arg-type]  # values of several types
    if not named:
        crawl(source, environment=environment)
        return
    with pytest.raises(ConfigurationError, match=f"^{named} names a proxy for s.taobao.com.*no_proxy") as caught:
        crawl(source, environment=environment)
    assert "secret" not in str(caught.value)


def test_a_proxy_does_not_concern_hosts_off_the_public_internet() -> None:
    allowed = {"contact": "", "now": "", "today": DAY, "proxies": proxies({"http_proxy": "http://proxy.example:3128"})}
    policy.check_crawl(Source(code="adhoc", spider="any_pages"), ["http://127.0.0.1:8000/"], ["127.0.0.1:8000"], **allowed)  # type: ignore[arg-type]


def test_every_platform_of_the_case_has_a_source() -> None:
    wanted = {
        "taobao",
        "taobao-live",
        "tmall",
        "juhuasuan",
        "jd",
        "pinduoduo",
        "suning",
        "1688",
        "aliexpress",
        "douyin",
        "kuaishou",
    }
    assert {source.platform for source in SOURCES.values()} >= wanted | {"press"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("sources",), 0, "not enabled"),
        (("sources", "jd-hubei"), 0, "legal_basis, terms_checked_on, approved_by"),
        (("sources", "jd-hubai"), 2, "did you mean jd-hubei"),
        (("sources", "--nosuch"), 2, "unknown option"),
        (("crawl", "jd_listings", "-a", "source=jd-hubei"), 4, "may not be crawled"),
    ],
)
def test_the_command_lists_and_explains(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    env = environment(tmp_path, f"sqlite:///{tmp_path}/store.db") | {
        "JISHI_SOURCES": "sources.toml",
        "JISHI_CONTACT": "https://jishi.example/contact",
    }
    done = scrapy(env, *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr


def test_due_sources_are_listed_as_data(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[source.one]\nspider = "taobao_listings"\narguments = { keywords = ["x"] }\nschedule = "* * * * *"\n'
        '[source.two]\nspider = "taobao_listings"\narguments = { keywords = ["x"] }\nschedule = "* * * * *"\nenabled = false\n',
        encoding="utf-8",
    )
    env = environment(tmp_path, f"sqlite:///{tmp_path}/store.db")
    done = scrapy(env, "sources", "--due", "--json")
    assert done.returncode == 0, done.stderr
    assert [row["code"] for row in json.loads(done.stdout)] == ["one"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('schedule = "0 9 * * 1"', "weekdays as names"),
        ('arguments = { keyword = "x" }', "it takes"),
        ("arguments = {}", "needs keywords"),
        ('platform = "toabao"', "no platform toabao, did you mean taobao?"),
    ],
)
def test_a_wrong_register_is_told(tmp_path: Path, line: str, said: str) -> None:
    base = "" if line.startswith("arguments") else 'arguments = { keywords = ["x"] }\n'
    (tmp_path / "sources.toml").write_text(f'[source.one]\nspider = "taobao_listings"\n{base}{line}\n', encoding="utf-8")
    done = scrapy(environment(tmp_path, f"sqlite:///{tmp_path}/store.db"), "sources")
    assert done.returncode == 4
    assert "source one" in done.stderr and said in done.stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('enabled = "no"', "enabled is true or false, without quotes; 'no' is given"),
        ("spider = 3", "spider is text in quotes"),
        ("approved_on = 2026-11-24T10:00:00Z", "approved_on is a date without quotes"),
        ('approved_on = "soon"', "approved_on is a date without quotes"),
        ('data_kinds = "prices"', "data_kinds is a list of texts"),
        ("data_kinds = [1]", "data_kinds is a list of texts"),
        ('arguments = "x"', "arguments is a table"),
        ("budget = 4", "budget is a table"),
        ('budget = { requests = "4" }', "source.one.budget: requests is a whole number"),
        ("budget = { requests = -4 }", "source.one.budget: requests is a whole number"),
        ("budget = { minutes = true }", "source.one.budget: minutes is a number"),
        ('expect = { min_items = "many" }', "source.one.expect: min_items is a whole number"),
        ("expect = { fields = { price = 90 } }", "price is a share from 0 to 1; 90 is given"),
        ("[source]\ntwo = 1", "two is none"),
    ],
)
def test_a_value_of_another_kind_is_refused(tmp_path: Path, lines: str, said: str) -> None:
    path = tmp_path / "sources.toml"
    spider = "" if lines.startswith(("spider", "[")) else 'spider = "taobao_listings"\n'
    path.write_text(f"{lines}\n" if lines.startswith("[") else f"[source.one]\n{spider}{lines}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=re.escape(said)):
        load_sources(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    env = environment(tmp_path, f"sqlite:///{tmp_path}/store.db")
    assert "there is no file" in scrapy(env, "sources").stderr
    done = scrapy(env, "crawl", "taobao_listings", "-a", "source=x")
    assert done.returncode == 4
    assert "there is no file" in done.stderr
    # A scheduler without a register would wait for ever and look well.
    clock = [sys.executable, str(ROOT / "scheduler.py"), "--once"]
    ended = subprocess.run(clock, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 4
    assert "there is no file" in ended.stderr
