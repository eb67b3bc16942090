"""The settings of our own: their names, types and defaults, and what is wrong with those that were given.

Each is an environment variable and a Scrapy setting of the same name; `-s` wins. `crawler.settings` reads the environment, and
this module judges it.
"""

from __future__ import annotations

import difflib
import importlib.util
import logging
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings

from crawler.clock import believable
from crawler.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: how its text is read, and its meaning."""

    default: Any
    read: Callable[[str], Any]
    meaning: str


def _text(value: str) -> str:
    return value.strip()


def _hosts(value: str) -> list[str]:
    """Comma-separated host:port pairs."""
    hosts = [part.strip().lower() for part in value.split(",") if part.strip()]
    for host in hosts:
        name, _, port = host.rpartition(":")
        if not name or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError(f"{host!r} is not host:port")
    return hosts


def _instant(value: str) -> str:
    """An ISO 8601 instant with its zone; kept as text, read by `crawler.clock`."""
    value = value.strip()
    if value:
        instant_of(value)
    return value


def instant_of(text: str) -> datetime:
    """The instant that a setting or an option names, in UTC.

    Raises:
        ValueError: it is none, has no zone, or no page can have been observed then.

    """
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{error}; an instant is written as 2020-04-24T10:00:00+08:00") from error
    instant = believable(given)
    if given.tzinfo is None:
        raise ValueError("the instant needs a zone, as in 2020-04-24T10:00:00+08:00")
    return instant


def _place(value: str) -> str:
    """A path or an address, which must be there: an empty one would mean the folder that one happens to stand in."""
    if not value.strip():
        raise ValueError("it is empty: give one, or leave the setting out")
    return value.strip()


def _zone(value: str) -> str:
    try:
        ZoneInfo(value.strip())
    except (ValueError, KeyError, OSError) as error:
        raise ValueError("the name of a time zone is wanted, as Asia/Shanghai") from error
    return value.strip()


def _address(value: str) -> str:
    """A prefix that stands before the addresses of a mirror; ends with a slash."""
    value = value.strip()
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("a mirror is an http:// or https:// address")
    return value if not value or value.endswith("/") else value + "/"


def _contact(value: str) -> str:
    """Where a site's operator can reach ours: an address of the web or of mail."""
    value = value.strip()
    if value and (not value.isprintable() or not (value.startswith(("http://", "https://")) or "@" in value.strip("@"))):
        raise ValueError("a web address (https://...) or a mail address is wanted")
    return value


def _number(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e9:
        raise ValueError("a number from 0 on is wanted")
    return number


SETTINGS: Mapping[str, Setting] = {
    "DATABASE_URL": Setting("sqlite:///var/jishi.db", _place, "SQLAlchemy address of the store"),
    "JISHI_ARCHIVE": Setting("var/archive", _place, "folder of the WARC files"),
    "JISHI_SOURCES": Setting("sources.toml", _place, "register of sources"),
    "JISHI_CONTACT": Setting("", _contact, "web or mail address that goes into the User-Agent"),
    "JISHI_TIMEZONE": Setting("Asia/Shanghai", _zone, "zone of days where a source names none"),
    "JISHI_ALLOW_HOSTS": Setting([], _hosts, "host:port pairs off the public internet that may be contacted"),
    "JISHI_NOW": Setting("", _instant, "an instant that stands for now, in simulations"),
    "JISHI_MIRROR": Setting("", _address, "prefix before every address, for a local mirror; its host must be allowed"),
    "JISHI_DATABASE_WAIT": Setting(60.0, _number, "seconds to wait for a database that is away"),
    "JISHI_ARCHIVE_FILE_MB": Setting(512.0, _number, "size at which a new WARC file is begun, in MB"),
    "JISHI_MIN_DELAY": Setting(1.0, _number, "least delay between requests to a public host, in seconds"),
    "JISHI_MAX_CRAWL_DELAY": Setting(60.0, _number, "a robots Crawl-delay above this refuses the host, in seconds"),
    "JISHI_MAX_RETRY_AFTER": Setting(600.0, _number, "a Retry-After above this gives up the host, in seconds"),
    "JISHI_MAX_REQUESTS_PER_HOST": Setting(0.0, _number, "requests a run may send to one host; 0 = no limit"),
    "JISHI_RETRY_BACKOFF": Setting(1.0, _number, "first wait before a request is sent again, in seconds; doubles each time"),
    "JISHI_ROBOTS_TIMEOUT": Setting(30.0, _number, "longest wait for a robots.txt, in seconds"),
    "JISHI_ROBOTS_DIR": Setting("", _text, "folder of the last good robots.txt files; robots below the archive where empty"),
    "JISHI_STOP_GRACE": Setting(3.0, _number, "seconds that requests in flight may take after a stop signal"),
}


def read(environment: Mapping[str, str]) -> dict[str, Any]:
    """Values of our settings from the environment, defaults where it has none; a value that cannot be read stays text."""
    values: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        given = environment.get(name)
        try:
            values[name] = setting.default if given is None else setting.read(given)
        except (ValueError, KeyError):
            values[name] = given
    return values


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """Names of environment variables that look like ours and are not."""
    return sorted(name for name in environment if name.startswith("JISHI_") and name not in SETTINGS)


def proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """Which variables name a proxy, by scheme (`http`, `https`, `all`), and under `no` the hosts that need none.

    Their values may hold passwords and are left out.
    """
    given = {name.lower(): name for name, value in environment.items() if value.strip()}
    found = {scheme: given[f"{scheme}_proxy"] for scheme in ("http", "https", "all") if f"{scheme}_proxy" in given}
    return {**found, "no": environment[given["no_proxy"]]} if "no_proxy" in given else found


def settle(settings: BaseSettings) -> None:
    """Turn our settings into their types, in place.

    Raises:
        ConfigurationError: a name given with -s or in the environment is unknown, or a value has the wrong type; the message
            names the setting and the nearest valid name.

    """
    given_by_hand = SETTINGS_PRIORITIES["cmdline"]
    known = {*SETTINGS, *default_settings.__all__, "DNS_RESOLVER"}
    doubtful = [n for n in settings if (settings.getpriority(n) or 0) >= given_by_hand and n not in known]
    for name in [*doubtful, *settings.getlist("JISHI_UNKNOWN_VARIABLES")]:
        near = difflib.get_close_matches(name, known, 1, 0.6)
        hint = f"did you mean {near[0]}?" if near else "docs/operating.md lists the settings"
        raise ConfigurationError(f"unknown setting {name}: {hint}")
    for name, setting in SETTINGS.items():
        value = settings.get(name)
        if isinstance(value, str):
            try:
                settings.set(name, setting.read(value), priority=settings.getpriority(name) or 0)
            except (ValueError, KeyError) as error:
                raise ConfigurationError(f"setting {name}={value!r}: {error} ({setting.meaning})") from error
    if (settings.getpriority("HTTPPROXY_ENABLED") or 0) >= given_by_hand and settings.getbool("HTTPPROXY_ENABLED"):
        raise ConfigurationError("setting HTTPPROXY_ENABLED: crawls use no proxy, because it would decide what is connected to")
    if (settings.getpriority("JOBDIR") or 0) >= given_by_hand and settings["JOBDIR"]:
        raise ConfigurationError(
            "setting JOBDIR: leave it out; a broken run is continued from the archive, a killed process loses a JOBDIR's "
            "requests"
        )
    for name in default_settings.__all__:
        if (settings.getpriority(name) or 0) >= given_by_hand:
            _check_kind(settings, name, getattr(default_settings, name))


def _check_kind(settings: BaseSettings, name: str, default: object) -> None:
    """Refuse a value of one of Scrapy's settings that cannot be of its default's kind."""
    kind = float if name in _SECONDS else type(default)
    read = {bool: settings.getbool, int: settings.getint, float: settings.getfloat}.get(kind)
    try:
        value = read(name) if read is not None else None
    except (ValueError, TypeError) as error:
        raise ConfigurationError(f"setting {name}={settings[name]!r}: a value such as {default!r} is wanted") from error
    positive = name in _MORE_THAN_NONE
    # Priorities may be negative; every comparison with "not a number" is false.
    if value is not None and "PRIORITY" not in name and not (0 <= value < math.inf and (value > 0 or not positive)):
        raise ConfigurationError(f"setting {name}={settings[name]!r}: {'more than 0' if positive else '0 or more'} is wanted")
    if name == "LOG_LEVEL" and settings[name] not in logging.getLevelNamesMapping():
        levels = "DEBUG, INFO, WARNING, ERROR, CRITICAL"
        raise ConfigurationError(f"setting {name}={settings[name]!r}: one of {levels} is wanted")


# Without any of these a crawl would wait for ever, or drop what it reads.
_MORE_THAN_NONE = frozenset({"CONCURRENT_ITEMS", "CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN", "DOWNLOAD_TIMEOUT"})
# Scrapy gives them whole defaults, and takes parts of a second.
_SECONDS = frozenset({"CLOSESPIDER_TIMEOUT", "DNS_TIMEOUT", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT"})


def event_loop() -> str | None:
    """Import path of uvloop's loop, None where it is not installed (Windows)."""
    return "uvloop.Loop" if importlib.util.find_spec("uvloop") else None
