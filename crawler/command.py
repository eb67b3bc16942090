"""What the commands share: unknown options are refused, failures become one line and their exit status."""

from __future__ import annotations

import argparse
import sys
from abc import abstractmethod
from collections.abc import Callable, Sequence

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings
from sqlalchemy.exc import DBAPIError

from crawler.configuration import settle
from crawler.errors import JishiError, UsageError
from db.engine import StoreError, disk_full, unavailable


def exit_status(action: Callable[[], int]) -> int:
    """Run a command; a failure that a user can mend becomes one line on stderr and its exit status."""
    try:
        return action()
    except JishiError as error:
        print(f"jishi: {error}", file=sys.stderr)
        return error.exit_code
    except StoreError as error:
        print(f"jishi: {error}", file=sys.stderr)
        return 4
    except (DBAPIError, OSError) as error:
        # Wherever it happened: a disk that is full and a database that went away are told as such.
        if not (disk_full(error) or unavailable(error)):
            if isinstance(error, OSError) and error.filename:
                print(f"jishi: {error.filename}: {error.strerror}", file=sys.stderr)
                return 4
            raise
        said = str(getattr(error, "orig", error)).splitlines()[0]
        print(f"jishi: {'no space left' if disk_full(error) else 'the database went away'}: {said}", file=sys.stderr)
        return 3 if disk_full(error) else 8


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
