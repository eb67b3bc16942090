"""Values of settings given by hand: of the right kind they pass, others are named with what is wanted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from scrapy.settings import Settings

from crawler import clock
from crawler.configuration import settle
from crawler.errors import ConfigurationError


def given(name: str, value: str) -> Settings:
    settings = Settings()
    settings.set(name, value, priority="cmdline")
    return settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_DELAY", "0.5"),
        ("DOWNLOAD_TIMEOUT", "7.5"),
        ("DNS_TIMEOUT", "2.5"),
        ("CLOSESPIDER_TIMEOUT", "90.5"),
        ("CONCURRENT_REQUESTS", "4"),
        ("ROBOTSTXT_OBEY", "true"),
        ("JISHI_STOP_GRACE", "0.5"),
        ("HTTPPROXY_ENABLED", "false"),
        ("LOG_LEVEL", "WARNING"),
        ("DOWNLOAD_DELAY", "0"),
        ("RETRY_PRIORITY_ADJUST", "-2"),
        ("JOBDIR", ""),
    ],
)
def test_a_value_of_the_right_kind_passes(name: str, value: str) -> None:
    settle(given(name, value))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DOWNLOAD_DELAY", "soon", "a value such as 0 is wanted"),
        ("CONCURRENT_REQUESTS", "1.5", "a value such as 16 is wanted"),
        ("ROBOTSTXT_OBEY", "perhaps", "a value such as"),
        ("JISHI_DATABASE_WAIT", "soon", "a number from 0 on is wanted"),
        ("JISHI_DATABASE_WAIT", "-1", "a number from 0 on is wanted"),
        ("JISHI_NOW", "tomorrow", "Invalid isoformat string"),
        ("JISHI_NOW", "2020-04-24T10:00:00", "as in 2020-04-24T10:00:00+08:00"),
        ("JISHI_NOW", "0001-01-01T00:00:00+08:00", "outside the years 1990 to 2199"),
        ("JISHI_NOW", "9999-12-31T23:59:59-08:00", "outside the years 1990 to 2199"),
        ("HTTPPROXY_ENABLED", "true", "crawls use no proxy"),
        ("DOWNLOAD_DELY", "1", "did you mean DOWNLOAD_DELAY?"),
        ("JISHI_NOW", "tomorrow", "as 2020-04-24T10:00:00+08:00"),
        ("JISHI_TIMEZONE", "Asia", "as Asia/Shanghai"),
        ("JISHI_TIMEZONE", "", "as Asia/Shanghai"),
        ("JISHI_TIMEZONE", "../../etc/passwd", "as Asia/Shanghai"),
        ("JISHI_ARCHIVE", " ", "it is empty"),
        ("JISHI_SOURCES", "", "it is empty"),
        ("DATABASE_URL", "", "it is empty"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING"),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", "0", "more than 0 is wanted"),
        ("CONCURRENT_ITEMS", "-1", "more than 0 is wanted"),
        ("DOWNLOAD_TIMEOUT", "0", "more than 0 is wanted"),
        ("DOWNLOAD_DELAY", "-1", "0 or more is wanted"),
        ("DOWNLOAD_DELAY", "nan", "0 or more is wanted"),
        ("JOBDIR", "somewhere", "continued from the archive"),
    ],
)
def test_another_value_is_named_with_what_is_wanted(name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=name) as caught:
        settle(given(name, value))
    assert said in str(caught.value)


def test_a_clock_that_was_never_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unset(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Unset:
            return cls(1970, 1, 1, tzinfo=tz)

    monkeypatch.setattr(clock, "datetime", Unset)
    with pytest.raises(ConfigurationError, match="the system's clock must be set"):
        clock.Clock()


def test_the_clock_of_a_simulation_goes_on_from_its_instant() -> None:
    simulated = clock.Clock("2020-04-24T10:00:00+08:00")
    assert timedelta(0) <= simulated.now() - datetime(2020, 4, 24, 2, tzinfo=UTC) < timedelta(seconds=5)
    assert str(simulated.today("Asia/Shanghai")) == "2020-04-24"
