"""Our own conventions, checked: page classes have cases and stand in the registry, spiders have sources and are described."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import crawler.pages
from crawler.cases import class_of_case
from crawler.pages import registry
from crawler.pages.base import Page
from crawler.sources import Source
from crawler.spiders.base import JishiSpider

_KEYS = ("url", "observed_at", "content_type")
_NAME = re.compile(r"[a-z][a-z0-9_]*_[a-z]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a convention."""

    rule: str
    what: str
    why: str


def findings(root: Path, spiders: Mapping[str, type[JishiSpider]], sources: Mapping[str, Source]) -> list[Finding]:
    """All breaches in a checkout, those of one rule together.

    Args:
        root: the checkout.
        spiders: name -> class.
        sources: code -> source of its register.

    """
    cases = list(_cases(root / "tests" / "cases"))
    documents = "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / "docs").glob("*.md")))
    found = [one for one in cases if isinstance(one, Finding)]
    found += _pages({cls for cls in cases if not isinstance(cls, Finding)})
    found += _spiders(root, spiders, {source.spider for source in sources.values()}, documents)
    return sorted(found, key=lambda one: (one.rule, one.what))


def _cases(folder: Path) -> Iterator[Finding | type[Page]]:
    """The page class of each case, or what is wrong with the case."""
    classes = (*registry.PAGES, registry.GENERIC)
    for path in sorted(folder.glob("*/*/")):
        name = f"{path.parent.name}/{path.name}"
        pages = list(path.glob("page.*"))
        try:
            case = json.loads((path / "case.json").read_text(encoding="utf-8"))
            expected = json.loads((path / "expected.json").read_text(encoding="utf-8"))
            datetime.fromisoformat(case["observed_at"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield Finding("case", name, f"case.json and expected.json cannot be read: {error}")
            continue
        missing = [key for key in _KEYS if not isinstance(case.get(key), str)]
        if missing or len(pages) != 1 or not isinstance(expected, dict | list):
            yield Finding("case", name, "a case is one page.*, case.json (url, observed_at, content_type) and expected.json")
            continue
        yield class_of_case(case, path, classes)


def _pages(with_case: set[type[Page]]) -> Iterator[Finding]:
    registered = {*registry.PAGES, registry.GENERIC}
    for module in pkgutil.iter_modules(crawler.pages.__path__):
        for _, cls in inspect.getmembers(importlib.import_module(f"crawler.pages.{module.name}"), inspect.isclass):
            is_own = cls.__module__ == f"crawler.pages.{module.name}" and issubclass(cls, Page) and "addresses" in vars(cls)
            if is_own and cls is not Page and cls not in registered:
                yield Finding("page", cls.__name__, "it claims addresses and does not stand in crawler/pages/registry.py")
    for cls in registered - with_case:
        yield Finding("page", cls.__name__, f"no case below tests/cases/{cls.site} is read by it")


def _spiders(root: Path, spiders: Mapping[str, type[JishiSpider]], used: set[str], documents: str) -> Iterator[Finding]:
    for name, cls in spiders.items():
        if not _NAME.fullmatch(name) or not name.startswith(f"{cls.site.removesuffix('_live')}_"):
            yield Finding("spider", name, f"a spider is named <site>_<kind>, and its site is {cls.site}")
        if not (root / "crawler" / "spiders" / f"{cls.site}.py").exists():
            yield Finding("spider", name, f"it does not stand in crawler/spiders/{cls.site}.py")
        if not cls.__doc__:
            yield Finding("spider", name, "it says nothing of itself")
        if not cls.pages:
            yield Finding("spider", name, "it names no page class")
        if name not in used and not cls.by_hand:
            yield Finding("source", name, "no source of sources.toml is crawled by it, and it does not say why (by_hand)")
        if f"`{name}`" not in documents:
            yield Finding("document", name, "no document names it")
        wrong: list[Any] = [page for page in cls.pages if not issubclass(page, Page)]
        if wrong:
            yield Finding("spider", name, f"{wrong[0]!r} is no page class")
