"""`scrapy reference`: reference data of one's own beside what the program ships."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawler.command import JishiCommand
from crawler.errors import ConfigurationError, UsageError
from crawler.store import open_store
from db.reference import official


class Command(JishiCommand):
    """Read an official list of regions into db/reference/regions.local.csv and the table `region`."""

    usage = "load-regions FILE"
    purpose = "Read an official list of regions (GB/T 2260) beside the shipped one"

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Exit 2 where the file is not there, 4 where a line of it is wrong."""
        if len(args) != 2 or args[0] != "load-regions":
            raise UsageError("scrapy reference wants: load-regions FILE")
        path = Path(args[1])
        if not path.is_file():
            raise UsageError(f"there is no file {path}")
        try:
            count = official.load(path)
        except official.ListError as error:
            raise ConfigurationError(f"{path.name}: {error}") from error
        open_store(self.known_settings)
        print(f"{count} regions that the shipped table does not have, or names otherwise: {official.LOCAL}")
        return 0
