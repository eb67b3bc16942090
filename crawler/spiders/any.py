"""Single pages of any site: each read by the page class that claims its address, else as a page of a generic shop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crawler.errors import UsageError
from crawler.pages.registry import GENERIC, PAGES
from crawler.spiders.shapes import ADDRESSES, ItemShape


class AnyPages(ItemShape):
    """The given pages, nothing else: for cases, and for a look at a page."""

    name = "any_pages"
    site = "any"
    by_hand = "for a look at single pages"
    pages = (*PAGES, GENERIC)
    takes: ClassVar[Mapping[str, str]] = ADDRESSES

    @classmethod
    def starting_addresses(cls, arguments: Mapping[str, str]) -> list[str]:
        """The given addresses.

        Raises:
            UsageError: there is none.

        """
        addresses = super().starting_addresses(arguments)
        if not addresses:
            raise UsageError(f"spider {cls.name} needs url=ADDRESS or urls_file=FILE")
        return addresses
