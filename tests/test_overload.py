"""A host that is overloaded is asked for less at once, and one that fails whatever is asked of it is given up."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from crawler.expectations import Expect, judge
from crawler.politeness import FAILURES_ALONE, Load
from tests.faultd import FaultServer, Reply
from tests.probe import crawl


class WeakServer(FaultServer):
    """Bears so many requests at once; with one more it fails."""

    def __enter__(self) -> WeakServer:
        super().__enter__()
        return self

    def __init__(self, bears: int) -> None:
        super().__init__()
        self._bears, self._inside, self._lock = bears, 0, threading.Lock()
        self.failed = 0

    def answer(self, path: str) -> Reply:
        """A page after a while, or the failure."""
        with self._lock:
            self._inside += 1
            bears = self._inside <= self._bears
            self.failed += not bears
        time.sleep(0.01)
        with self._lock:
            self._inside -= 1
        return super().answer(path if bears else "/status/500")


def test_errors_halve_what_is_asked_at_once_and_those_under_way_say_nothing_new() -> None:
    load = Load(8)
    assert load.failed(8) and load.at_once == 4
    assert not any(load.failed(4) for _ in range(7)), "seven others were under way"
    assert load.failed(4) and load.at_once == 2
    for _ in range(3):
        load.answered()
    assert load.failed(2) and load.at_once == 1
    assert not load.failed(1) and load.failed_alone == 0, "it was sent beside another"
    assert [load.failed(1) for _ in range(3)] == [False] * 3
    assert not load.failed(1, again=True), "may be that page's own fault"
    assert (load.at_once, load.failed_alone) == (1, 3)
    load.answered()
    assert load.failed_alone == 0


def test_a_row_of_good_answers_adds_one_and_each_fall_makes_the_row_longer() -> None:
    load, rows = Load(2), []
    for _ in range(8):
        assert load.failed(1) and load.at_once == 1
        rows.append(next(n for n in range(1, 2000) if load.answered()))
        assert load.at_once == 2
    assert rows == [16, 32, 64, 128, 256, 512, 512, 512]
    assert not any(load.answered() for _ in range(2000)) and load.at_once == 2, "never more than a healthy host gets"


def test_an_error_begins_the_row_anew() -> None:
    load = Load(2)
    load.failed(1)
    for _ in range(15):
        load.answered()
    load.failed(1)
    assert not any(load.answered() for _ in range(15)) and load.answered()


def test_a_weak_server_is_asked_one_at_a_time_and_every_page_comes(tmp_path: Path) -> None:
    with WeakServer(bears=1) as server:
        urls = [f"{server.origin}/page/{n}" for n in range(60)]
        settings: dict[str, Any] = {"JISHI_RETRY_BACKOFF": 0.03, "RETRY_TIMES": 3}
        outcome = crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=[server.host_port], **settings)
        assert server.failed < 20, "eight at once fail most of the time"
    assert sorted(page["asked"] for page in outcome.pages if page["status"] == 200) == sorted(urls)
    assert outcome.stats["jishi/hosts_slowed"] == 1


def test_a_host_that_only_fails_is_given_up_and_others_go_on(tmp_path: Path) -> None:
    with FaultServer() as broken, FaultServer("127.0.0.2") as well:
        urls = [f"{broken.origin}/status/500?id={n}" for n in range(60)] + [f"{well.origin}/page/{n}" for n in range(9)]
        allowed = [broken.host_port, well.host_port]
        outcome = crawl(urls, tmp_path, JISHI_ALLOW_HOSTS=allowed, JISHI_RETRY_BACKOFF=0.0001, RETRY_TIMES=0)
        assert len(well.pages()) == 9
        # Eight, four and two at once, each before the limit fell, then one by one.
        sent = len(broken.pages())
        assert FAILURES_ALONE < sent <= FAILURES_ALONE + 14
    assert outcome.stats["jishi/hosts_given_up"] == 1
    assert outcome.stats["jishi/given_up_failing"] >= 60 - FAILURES_ALONE - 14
    (reason,) = outcome.stats["jishi/reasons"]
    assert "127.0.0.1 failed 15 addresses in a row" in reason and "500" in reason
    assert "jishi/given_up" not in outcome.stats, "it did not refuse us"


def test_a_run_whose_host_was_given_up_for_failing_is_degraded() -> None:
    stats = {"jishi/given_up_failing": 7, "jishi/pages_read": 3, "jishi/pages_fetched": 9, "jishi/items": 3}
    found = judge(stats, "finished", Expect())
    assert (found.outcome, found.exit_code) == ("degraded", 12)
    assert "7 requests were not sent" in found.reasons[0]
