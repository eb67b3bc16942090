"""The register of sources: `sources.toml` read into validated `Source` objects. The file is the truth, the table its copy."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.errors import ConfigurationError
from crawler.expectations import Expect

ADHOC = "adhoc"
"""The source of a crawl without `source=`; approved for the hosts of JISHI_ALLOW_HOSTS only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one run may spend; 0 = no limit of its own."""

    requests: int = 0
    minutes: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One thing that is crawled on a schedule, with its legal basis and what it is expected to give."""

    code: str
    spider: str = ""
    platform: str = "shop"
    arguments: Mapping[str, str] = field(default_factory=dict)
    time_zone: str = "Asia/Shanghai"
    schedule: str = ""
    """Cron with weekday names (`30 10 * * mon-fri`), '' = by hand only."""
    currency: str = ""
    place_prior: str = ""
    budget: Budget = field(default_factory=Budget)
    expect: Expect = field(default_factory=Expect)
    legal_basis: str = ""
    terms_checked_on: date | None = None
    approved_by: str = ""
    approved_on: date | None = None
    approval_expires_on: date | None = None
    data_kinds: tuple[str, ...] = ()
    enabled: bool = True

    def why_not(self, today: date) -> str | None:
        """Why this source may not be crawled on the live web on that day; None where it may."""
        missing = [
            name
            for name in ("legal_basis", "terms_checked_on", "approved_by", "approved_on", "approval_expires_on", "data_kinds")
            if not getattr(self, name)
        ]
        reasons = [] if self.enabled else ["it is not enabled"]
        if missing:
            reasons.append(f"it is not approved: {', '.join(missing)} not set in sources.toml")
        if reasons:
            return "; ".join(reasons)
        assert self.approval_expires_on is not None
        if self.approval_expires_on < today:
            return f"its approval expired on {self.approval_expires_on}: check the terms again and renew it in sources.toml"
        return None


def load_sources(path: Path, *, needed: bool = False) -> dict[str, Source]:
    """Sources by code; empty without a file, unless it is needed.

    Raises:
        ConfigurationError: the file is needed and missing, is no TOML, or names a key or a value that is not known; the
            message names both.

    """
    if not path.exists():
        if needed:
            raise ConfigurationError(f"there is no file {path} (JISHI_SOURCES)")
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror} (JISHI_SOURCES)") from error
    unknown = set(tables) - {"source"}
    if unknown:
        raise ConfigurationError(f"{path}: unknown table [{sorted(unknown)[0]}]; sources stand in [source.CODE]")
    sources = tables.get("source", {})
    for code, table in sources.items() if isinstance(sources, dict) else [("", None)]:
        if not isinstance(table, dict):
            raise ConfigurationError(f"{path}: sources stand in tables [source.CODE], {code or 'source'} is none")
    return {code: _source(f"{path}: source.{code}", code, table) for code, table in sources.items()}


def _source(where: str, code: str, table: Mapping[str, Any]) -> Source:
    values = _known(where, Source, {**table, "code": code})
    if not values.get("spider"):
        raise ConfigurationError(f"{where}: spider is missing")
    values["arguments"] = {key: _argument(value) for key, value in values.get("arguments", {}).items()}
    values["data_kinds"] = tuple(values.get("data_kinds", ()))
    if "budget" in values:
        values["budget"] = Budget(**_known(f"{where}.budget", Budget, values["budget"]))
    if "expect" in values:
        values["expect"] = Expect(**_known(f"{where}.expect", Expect, values["expect"]))
    for name, share in values["expect"].fields.items() if "expect" in values else ():
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise ConfigurationError(f"{where}.expect.fields: {name} is a share from 0 to 1; {share!r} is given")
    source = Source(**values)
    try:
        ZoneInfo(source.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigurationError(
            f"{where}: time_zone {source.time_zone!r} is unknown; it is a name as Asia/Shanghai"
        ) from error
    return source


def _known(where: str, cls: type, table: Mapping[str, Any]) -> dict[str, Any]:
    names = {f.name for f in fields(cls)}
    kinds = get_type_hints(cls)
    for key in table:
        if key not in names:
            near = difflib.get_close_matches(key, names, 1, 0.5)
            raise ConfigurationError(f"{where}: unknown key {key}" + (f", did you mean {near[0]}?" if near else ""))
        _check_kind(where, key, kinds[key], table[key])
    return dict(table)


_KINDS: Mapping[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), 'text in quotes, as in "x"'),
    bool: ((bool,), "true or false, without quotes"),
    int: ((int,), "a whole number from 0 on, without quotes"),
    float: ((int, float), "a number from 0 on, without quotes"),
    date | None: ((date,), "a date without quotes, as in 2026-11-24"),
    tuple[str, ...]: ((list, tuple), 'a list of texts, as in ["x", "y"]'),
}
_TABLE = (dict, Mapping), "a table, as in { name = value }"


def _check_kind(where: str, key: str, kind: Any, value: Any) -> None:
    """Refuse a value that TOML gave another kind than the key wants: "no" in quotes would be taken for yes."""
    types, wanted = _KINDS.get(kind, _TABLE)
    # In Python true is a whole number and an instant is a date.
    mistaken = (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime)
    negative = isinstance(value, int | float) and value < 0
    strange = kind == tuple[str, ...] and isinstance(value, list) and not all(isinstance(one, str) for one in value)
    if mistaken or negative or strange or not isinstance(value, types):
        raise ConfigurationError(f"{where}: {key} is {wanted}; {value!r} is given")


def _argument(value: Any) -> str:
    """Spider arguments are text; a list becomes its comma-separated form, as on the command line, true and false yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
