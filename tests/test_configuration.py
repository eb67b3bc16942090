"""Values of settings given by hand: of the right kind they pass, others are named with what is wanted."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

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
        ("HTTPPROXY_ENABLED", "true", "crawls use no proxy"),
        ("DOWNLOAD_DELY", "1", "did you mean DOWNLOAD_DELAY?"),
    ],
)
def test_another_value_is_named_with_what_is_wanted(name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=name) as caught:
        settle(given(name, value))
    assert said in str(caught.value)
