"""What the commands share: unknown options are refused, failures become one line and their exit status."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import sys
from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings
from sqlalchemy.exc import DBAPIError

from crawler.configuration import settle
from crawler.errors import JishiError, UsageError
from db.engine import StoreError, disk_full, forbidden, unavailable


def exit_status(action: Callable[[], int]) -> int:
    """Run a command; a failure that a user can mend becomes one line on stderr and its exit status."""
    _ready_streams()
    try:
        status = action()
        sys.stdout.flush()
        return status
    except JishiError as error:
        say(f"jishi: {error}")
        return error.exit_code
    except StoreError as error:
        say(f"jishi: {error}")
        return 4
    except KeyboardInterrupt:
        say("jishi: interrupted; run it again, what is written stands (exit 11)")
        return 11
    except BrokenPipeError:
        # Nobody reads on (`| head`). Commands print when their work is done; Python would complain once more at its end.
        sys.stdout = _nowhere()
        return 0
    except (DBAPIError, OSError) as error:
        told = _mendable(error)
        if told is None:
            raise
        say(f"jishi: {told[1]}")
        return told[0]


def _mendable(error: DBAPIError | OSError) -> tuple[int, str] | None:
    """Exit status and words for a failure of disk, rights or database, wherever it happened; None where it is none."""
    said = str(getattr(error, "orig", error)).splitlines()[0]
    if disk_full(error):
        return 3, f"no space left: {said}"
    if unavailable(error):
        return 8, f"the database went away: {said}"
    if forbidden(error):
        return 4, f"the database may not be written: {said}; check the rights on the place that DATABASE_URL names"
    return (4, f"{error.filename}: {error.strerror}") if isinstance(error, OSError) and error.filename else None


def say(line: str) -> None:
    """One line on stderr; that nobody listens any more changes nothing."""
    with contextlib.suppress(OSError):
        print(shown(line), file=sys.stderr, flush=True)


# Controls of terminals but the tabulator and the end of a line, and what turns the direction of text.
_CONTROLS = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def shown(text: str) -> str:
    """Text of others as a terminal may get it: what would command the terminal is written out."""
    return text.translate(_CONTROLS)


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    """SIGTERM ends a command as Ctrl-C does: transactions are rolled back, temporary files go, the exit status says so."""
    raise KeyboardInterrupt


def _ready_streams() -> None:
    """A terminal of another encoding shows what it cannot write as escapes; a stream that was closed goes nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def no_leftovers(args: Sequence[str], *, exactly: int | None = None, what: str = "argument") -> list[str]:
    """The positional arguments, refused where an option is unknown (Scrapy lets it through) or their number is wrong.

    Raises:
        UsageError: naming the option or what is missing.

    """
    for arg in args:
        if arg.startswith("-"):
            raise UsageError(f"unknown option {arg}; see --help")
    if exactly is not None and len(args) != exactly:
        raise UsageError(f"exactly {exactly} {what} is wanted, {len(args)} given")
    return list(args)


class JishiCommand(ScrapyCommand):
    """A verb of this project: `act` does it and gives the exit status."""

    requires_project = True
    requires_crawler_process = False
    usage = "[options]"
    purpose = ""

    def syntax(self) -> str:
        """Usage, without the name."""
        return self.usage

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return self.purpose

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the command line and the settings, act, and set the exit status."""

        def action() -> int:
            signal.signal(signal.SIGTERM, _interrupt)
            arguments = no_leftovers(args)
            settle(self.known_settings)
            return self.act(arguments, opts)

        self.exitcode = exit_status(action)

    @property
    def known_settings(self) -> Settings:
        """The settings; Scrapy has set them when a command runs."""
        assert self.settings is not None
        return self.settings

    @abstractmethod
    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do it; the exit status."""
