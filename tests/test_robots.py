"""robots.txt: nothing is fetched that it forbids, and nothing where it cannot be reached."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.robots_rules import READ_BYTES, Copies, read_rules
from tests.faultd import FaultServer, Reply, Robots
from tests.probe import crawl

DENY_ALL = b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("simultaneous", [1, 3, 8, 16, 40])
def test_nothing_is_fetched_where_all_is_forbidden(simultaneous: int, tmp_path: Path) -> None:
    with FaultServer(robots=DENY_ALL) as server:
        urls = [f"{server.origin}/page/{n}" for n in range(simultaneous)]
        outcome = crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=[server.host_port], CONCURRENT_REQUESTS=64)
        assert [seen.path for seen in server.log] == ["/robots.txt"]
    assert outcome.stats["jishi/robots_denied"] == simultaneous == len(outcome.errors)
    assert outcome.stats["jishi/robots_asked"] == 1


def test_no_meta_key_of_a_spider_leads_past_it(tmp_path: Path) -> None:
    with FaultServer(robots=DENY_ALL) as server:
        meta = {"dont_obey_robotstxt": True, "robots": True, "dont_retry": True}
        outcome = crawl([f"{server.origin}/page"], tmp_path, JISHI_ALLOW_HOSTS=[server.host_port], meta=meta)
        assert server.pages() == []
    assert outcome.stats["jishi/robots_denied"] == 1


MATRIX: dict[str, tuple[Robots, bool]] = {
    "401": (401, True),
    "403": (403, True),
    "404": (404, True),
    "410": (410, True),
    "empty": (b"", True),
    "html": ("html", True),
    "429": (429, False),
    "500": (500, False),
    "503": (503, False),
    "reset": ("reset", False),
    "timeout": ("hang", False),
    "truncated": (lambda _: Reply(raw=iter([b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *\n"])), False),
    "redirect without end": (lambda path: Reply(status=302, headers={"Location": path}), False),
    "redirect to a private address": (lambda _: Reply(status=302, headers={"Location": "http://10.0.0.1/robots.txt"}), False),
    "redirect to nowhere": (lambda _: Reply(status=301), False),
}


def test_what_each_answer_means(tmp_path: Path) -> None:
    with ExitStack() as stack:
        servers = {name: stack.enter_context(FaultServer(robots=answer)) for name, (answer, _) in MATRIX.items()}
        allow = [server.host_port for server in servers.values()]
        urls = [f"{server.origin}/page" for server in servers.values()]
        outcome = crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=allow, JISHI_ROBOTS_TIMEOUT=2.0, CONCURRENT_REQUESTS=32)
        fetched = {name: len(server.pages()) > 0 for name, server in servers.items()}
    assert fetched == {name: allowed for name, (_, allowed) in MATRIX.items()}
    denied = sum(not allowed for _, allowed in MATRIX.values())
    assert outcome.stats["jishi/robots_denied"] == outcome.stats["jishi/robots_unreachable"] == denied
    assert any("status 503" in reason for reason in outcome.stats["jishi/reasons"])


def test_a_name_that_does_not_resolve_and_a_closed_port_deny(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    urls = ["http://nothing.invalid/page", f"http://127.0.0.1:{port}/page"]
    outcome = crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=[f"127.0.0.1:{port}"])
    assert outcome.stats["jishi/robots_denied"] == 2
    assert all("could not be reached" in error for error in outcome.errors.values())


def test_the_last_good_copy_decides_while_it_is_young(tmp_path: Path) -> None:
    with FaultServer(robots=b"User-agent: *\nDisallow: /private\n") as server:
        urls = [f"{server.origin}/open", f"{server.origin}/private"]

        def fetched() -> list[str]:
            before = len(server.log)
            crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=[server.host_port])
            return sorted(seen.path for seen in server.log[before:] if seen.path != "/robots.txt")

        assert fetched() == ["/open"]
        server.robots = 503
        assert fetched() == ["/open"]
        now = datetime.now(UTC)
        Copies(tmp_path / "robots").save(server.origin, b"", now - timedelta(hours=25))
        assert fetched() == []
        Copies(tmp_path / "robots").save(server.origin, b"", now - timedelta(hours=23))
        assert fetched() == ["/open", "/private"]
        server.robots = 404
        assert fetched() == ["/open", "/private"]
        server.robots = 503
        assert fetched() == [], "a file that the origin had withdrawn is no good copy"


def test_five_redirects_are_followed_and_the_file_at_the_end_counts(tmp_path: Path) -> None:
    hops = iter(range(4, -1, -1))

    def robots(_: str) -> Reply:
        left = next(hops, None)
        return Reply(DENY_ALL) if left is None else Reply(status=302, headers={"Location": f"/robots.txt?{left}"})

    with FaultServer(robots=robots) as server:
        crawl([f"{server.origin}/page"], tmp_path, JISHI_ALLOW_HOSTS=[server.host_port])
        assert len(server.log) == 6
        assert server.pages() == []


def test_the_asked_delay_lies_between_requests(tmp_path: Path) -> None:
    files = [b"User-agent: *\nCrawl-delay: 0.5\n", b"User-agent: *\nCrawl-delay: soon\nCrawl-delay: -3\nnonsense\n"]
    for number, (robots, least, most) in enumerate(zip(files, (0.5, 0.0), (1.2, 0.4), strict=True)):
        with FaultServer(robots=robots) as server:
            urls = [f"{server.origin}/page/{n}" for n in range(5)]
            outcome = crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=[server.host_port])
            assert len(server.pages()) == 5
            assert least - 0.03 <= min(server.gaps()) and max(server.gaps()) < most
        assert outcome.stats.get("jishi/robots_garbage", 0) == 3 * number


def test_own_delay_holds_where_robots_asks_for_less(tmp_path: Path) -> None:
    with FaultServer(robots=b"User-agent: *\nCrawl-delay: 0.1\n") as server:
        urls = [f"{server.origin}/page/{n}" for n in range(4)]
        settings: dict[str, Any] = {"DOWNLOAD_DELAY": 0.6, "DOWNLOAD_DELAY_JITTER": 0.0}
        crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=[server.host_port], **settings)
        assert min(server.gaps()) > 0.55


def test_a_delay_over_the_cap_refuses_the_host(tmp_path: Path) -> None:
    with FaultServer(robots=b"User-agent: Jishi\nCrawl-delay: 86400\n") as server:
        outcome = crawl([f"{server.origin}/page"], tmp_path, JISHI_ALLOW_HOSTS=[server.host_port])
        assert server.pages() == []
    assert outcome.stats["jishi/crawl_delay_refused"] == outcome.stats["jishi/robots_denied"] == 1
    assert "86400 s" in outcome.stats["jishi/reasons"][0]


def test_rules_for_our_product_token_win_over_the_general_ones() -> None:
    rules = read_rules(b"User-agent: *\nDisallow: /\n\nUser-agent: jishi\nDisallow: /search\nAllow: /search/help\n", "Jishi")
    base = "https://example.org"
    allowed = [not rules.refusal(f"{base}{path}") for path in ("/", "/item/1", "/search?q=1", "/search/help")]
    assert allowed == [True, True, False, True]


def test_a_long_file_is_read_to_at_least_500_kib_and_never_half_a_line() -> None:
    filler = b"# " + b"x" * 97 + b"\n"
    head = b"User-agent: *\n" + filler * (500 * 1024 // len(filler) - 2)
    assert read_rules(head + b"Disallow: /late\n", "Jishi").refusal("https://example.org/late")
    cut = head + b"#" * (READ_BYTES - len(head) - 12) + b"\nDisallow: /very/long"
    assert not read_rules(cut, "Jishi").refusal("https://example.org/v")


@pytest.mark.parametrize("content", [b"", b"{", b'{"origin": 1}', b'{"fetched_at": "x", "body": 3}', b"\xff\xfe"])
def test_a_damaged_copy_is_none(content: bytes, tmp_path: Path) -> None:
    copies, now = Copies(tmp_path), datetime(2020, 4, 24, tzinfo=UTC)
    copies.save("https://example.org", b"Allow: /", now)
    assert copies.load("https://example.org", now + timedelta(hours=24)) == b"Allow: /"
    next(tmp_path.glob("*.json")).write_bytes(content)
    assert copies.load("https://example.org", now) is None
