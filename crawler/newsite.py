"""Starts a site: its page module, its spider, its first cases and its line in the register, from a template.

The page class reads structured data, data blocks and the markup of known shop systems from the first day on; what a site says
beyond that is added to it by hand.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crawler.errors import ConfigurationError, UsageError
from crawler.urls import is_web_address, registrable_host

_PAGE = '''"""{title}: item pages and lists, by structured data, data blocks and known markup; the rest is added here."""

from __future__ import annotations

import re
from typing import ClassVar

from crawler.pages.shop import ShopPage


class {cls}Page(ShopPage):
    """A page of {title}."""

    site: ClassVar[str] = "{name}"
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = ({patterns})
'''
_SPIDER = '''"""Where to go on {title}: all of the shop, from its home page."""

from __future__ import annotations

from crawler.pages.{name} import {cls}Page
from crawler.pages.shopify import ShopifyProducts
from crawler.pages.sitemap import Sitemap
from crawler.pages.woocommerce import WooProducts
from crawler.spiders.shop import ShopListings


class {cls}Listings(ShopListings):
    """Listings of {title}."""

    name = "{name}_listings"
    site = "{name}"
    pages = (ShopifyProducts, WooProducts, Sitemap, {cls}Page)
    home = ({home},)
'''
_SOURCE = """
[source.{code}]
spider = "{name}_listings"
platform = "shop"
schedule = "0 13 * * *"
budget = {{ requests = 2000, minutes = 60 }}
expect = {{ min_items = 1, fields = {{ title = 0.99, price = 0.9 }} }}
enabled = false
"""
_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")


@dataclass(frozen=True, slots=True)
class NewSite:
    """What is to be made, checked already."""

    name: str
    urls: tuple[str, ...]
    root: Path
    """The checkout."""

    @property
    def spider(self) -> str:
        """Name of its spider."""
        return f"{self.name}_listings"

    def files(self) -> dict[Path, str]:
        """The modules, by the path that they get."""
        hosts = list(dict.fromkeys(urlsplit(url).netloc for url in self.urls))
        patterns = ", ".join(f're.compile(r"https?://{_host_pattern(host)}/")' for host in hosts)
        first = urlsplit(self.urls[0])
        values = {
            "name": self.name,
            "cls": "".join(part.capitalize() for part in self.name.split("_")),
            "title": registrable_host(self.urls[0]),
            "patterns": patterns + ",",
            "home": f'"{first.scheme}://{first.netloc}/"',
        }
        return {
            self.root / "crawler" / "pages" / f"{self.name}.py": _PAGE.format(**values),
            self.root / "crawler" / "spiders" / f"{self.name}.py": _SPIDER.format(**values),
        }


def check(name: str, urls: Sequence[str], root: Path) -> NewSite:
    """What can be made of a name and addresses.

    Raises:
        UsageError: the name is no module name or is taken, or an address is none.
        ConfigurationError: this is no checkout of the project.

    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageError(f"{name!r} cannot name a site: lower-case letters, digits and underscores, a letter first")
    if not urls:
        raise UsageError("scrapy newsite wants a name and one address or more, best an item page and a list")
    for url in urls:
        if not is_web_address(url):
            raise UsageError(f"{url!r} is not a web address (http:// or https://)")
    if not (root / "crawler" / "pages" / "registry.py").exists():
        raise ConfigurationError(f"{root} is no checkout of the project: a site is started where its modules stand")
    site = NewSite(name, tuple(urls), root)
    taken = next((path for path in site.files() if path.exists()), None)
    if taken is not None:
        raise UsageError(f"{taken.relative_to(root)} exists: choose another name")
    return site


def make(site: NewSite) -> list[Path]:
    """Write the modules, enter them into the registry, the register and the documents; the paths that changed."""
    written = []
    for path, text in site.files().items():
        path.write_text(text, encoding="utf-8")
        written.append(path)
    registry = site.root / "crawler" / "pages" / "registry.py"
    registry.write_text(_registered(registry.read_text(encoding="utf-8"), site), encoding="utf-8")
    register = site.root / "sources.toml"
    known = register.read_text(encoding="utf-8") if register.exists() else ""
    source = _SOURCE.format(code=site.name.replace("_", "-"), name=site.name)
    register.write_text(f"{known.rstrip()}\n{source}".lstrip(), encoding="utf-8")
    return [*written, registry, register, *_described(site)]


def _described(site: NewSite) -> list[Path]:
    """The document of the spiders with a row for this one, in the order of their names."""
    path = site.root / "docs" / "operating.md"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [
        n
        for n, line in enumerate(lines)
        if re.match(r"\| `\w+_\w+` \|", line) and "JISHI" not in line and "DATABASE" not in line
    ]
    if not rows:
        return []
    row = f"| `{site.spider}` | Listings of {registrable_host(site.urls[0])}. | `max_pages` |"
    lines.insert(next((n for n in rows if lines[n] > row), rows[-1] + 1), row)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [path]


def _registered(text: str, site: NewSite) -> str:
    """The registry with the page class of a site, in front of the press, which claims many forms of addresses."""
    cls = "".join(part.capitalize() for part in site.name.split("_")) + "Page"
    lines = text.splitlines()
    imports = [n for n, line in enumerate(lines) if line.startswith("from crawler.pages.")]
    line = f"from crawler.pages.{site.name} import {cls}"
    at = next((n for n in imports if lines[n] > line), imports[-1] + 1)
    lines.insert(at, line)
    lines.insert(lines.index("    PressArticle,"), f"    {cls},")
    return "\n".join(lines) + "\n"


def _host_pattern(netloc: str) -> str:
    host = netloc.removeprefix("www.")
    optional = "" if host.replace(".", "").replace(":", "").isdigit() else r"(?:[\w-]+\.)?"
    return optional + re.escape(host).replace(r"\-", "-").replace(r"\:", ":")
