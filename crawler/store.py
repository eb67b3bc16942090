"""The store as commands open it: waited for, at the right revision, with reference data and sources in it."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, TypeVar

from scrapy.settings import BaseSettings
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_exponential_jitter

from crawler.errors import ConfigurationError, DatabaseAwayError, DiskFullError, JishiError
from crawler.sources import ADHOC, Source
from db import schema
from db.engine import StoreError, disk_full, engine_of, unavailable
from db.models import Base
from db.reference import load

logger = logging.getLogger(__name__)
T = TypeVar("T")


def open_store(settings: BaseSettings) -> Engine:
    """The engine of DATABASE_URL, its schema current, its reference data loaded. A store without tables is set up.

    Raises:
        ConfigurationError: the address is wrong, the place cannot be written, or the schema is older or newer than the code.
        DatabaseAwayError: it did not answer within JISHI_DATABASE_WAIT seconds.
        DiskFullError: no space is left for it.

    """
    try:
        engine = engine_of(settings["DATABASE_URL"])
        wait = settings.getfloat("JISHI_DATABASE_WAIT")
        waited_for(lambda: schema.require_current(engine), wait)
        waited_for(lambda: load.refresh(engine), wait)
    except StoreError as error:
        raise ConfigurationError(str(error)) from error
    except DBAPIError as error:
        # What waiting does not mend: no right to write, no such database, a file that is none.
        raise unusable(settings, error) from error
    return engine


def unusable(settings: BaseSettings, error: DBAPIError) -> JishiError:
    """What an error of the database that waiting does not mend is told as; its address without the password."""
    if disk_full(error):
        return no_space(error)
    where = make_url(settings["DATABASE_URL"]).render_as_string()
    said = str(error.orig).splitlines()[0]
    return ConfigurationError(
        f"the database {where} cannot be used: {said}; check DATABASE_URL, and that its file and folder may be written"
    )


def no_space(error: DBAPIError) -> DiskFullError:
    """What a full disk is told as, where the database met it."""
    return DiskFullError(f"no space left for the database of DATABASE_URL ({str(error.orig).splitlines()[0]})")


def waited_for(action: Callable[[], T], seconds: float) -> T:
    """Do something with the database, waiting while it is away.

    Raises:
        DatabaseAwayError: it did not come back in time.
        DiskFullError: no space is left for it.

    """
    attempts = Retrying(
        retry=retry_if_exception(unavailable),
        wait=wait_exponential_jitter(multiplier=0.2, max=5),
        stop=stop_after_delay(seconds),
        before_sleep=lambda state: _tell(state, seconds),
        reraise=True,
    )
    try:
        return attempts(action)
    except DBAPIError as error:
        if disk_full(error):
            raise no_space(error) from error
        if not unavailable(error):
            raise
        said = str(error.orig).splitlines()[0]
        raise DatabaseAwayError(f"the database of DATABASE_URL did not answer for {seconds:g} s: {said}") from error


def _tell(state: RetryCallState, seconds: float) -> None:
    """Say once that there is something to wait for."""
    if state.attempt_number == 1:
        logger.warning("The database does not answer: waiting up to %g s (JISHI_DATABASE_WAIT)", seconds)


def register(engine: Engine, sources: Iterable[Source], *, keep: bool = False) -> None:
    """Bring the table of sources up to the register, the ad hoc source among them. With `keep` known rows stay as they are.

    Raises:
        ConfigurationError: a source is of a platform that is not known.

    """
    sources = list(sources)
    check_platforms(sources)
    rows = [_row(source) for source in (Source(code=ADHOC, enabled=False), *sources)]
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        load.put(connection, Base.metadata.tables["source"], rows, keep=keep)


def check_platforms(sources: Iterable[Source]) -> None:
    """Refuse a source of a platform that the reference data does not have.

    Raises:
        ConfigurationError: naming the source and the nearest platform.

    """
    known = load.platform_codes()
    for source in sources:
        if source.platform not in known:
            near = difflib.get_close_matches(source.platform, known, 1, 0.5)
            hint = f", did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(known))}"
            raise ConfigurationError(f"source {source.code}: no platform {source.platform}{hint}")


def _row(source: Source) -> dict[str, Any]:
    return {
        "code": source.code,
        "spider": source.spider or None,
        "platform_code": source.platform if source.code != ADHOC else None,
        "arguments": dict(source.arguments),
        "time_zone": source.time_zone,
        "schedule": source.schedule or None,
        "budget": asdict(source.budget),
        "expect": asdict(source.expect),
        "legal_basis": source.legal_basis or None,
        "terms_checked_on": source.terms_checked_on,
        "approved_by": source.approved_by or None,
        "approved_on": source.approved_on,
        "approval_expires_on": source.approval_expires_on,
        "data_kinds": list(source.data_kinds) or None,
        "enabled": source.enabled,
    }
