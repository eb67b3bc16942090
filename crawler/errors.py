"""Failures that a user can mend, each with the exit status that tells it (the table is in docs/operating.md)."""

from __future__ import annotations


class JishiError(Exception):
    """A failure with an exit status of its own. The message names the thing and the remedy, on one line."""

    exit_code = 1


class UsageError(JishiError):
    """A wrong argument or option."""

    exit_code = 2


class ConfigurationError(JishiError):
    """A wrong setting, source, schema or policy."""

    exit_code = 4


class DiskFullError(JishiError):
    """No space left for the archive or the store."""

    exit_code = 3


class DatabaseAwayError(JishiError):
    """The database did not answer within the wait."""

    exit_code = 8


class NothingReadError(JishiError):
    """No record could be read, no page was fetched."""

    exit_code = 9


class AlreadyRunningError(JishiError):
    """Another run of this source is active."""

    exit_code = 17
