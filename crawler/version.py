"""The code version that stands beside every row: the release, and a digest of what decides what a row says.

That is the code from an archived record to a row, and from rows to figures: Python, SQL, and the tables of words and codes.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

RELEASE = "0.1.0"
_RECORDS = (
    *("warc.py", "warc_members.py", "warc_packing.py", "warc_places.py", "warc_reader.py", "warc_records.py"),
    *("warc_requests.py", "warc_streams.py", "revisits.py", "resume.py", "replay.py", "bodies.py", "mirror.py", "reading.py"),
)
DECIDING = (
    *(f"crawler/{name}" for name in (*_RECORDS, "pages", "items.py", "urls.py", "url_rules.py")),
    "pipelines",
    *("db/rows.py", "db/models", "db/ingest", "db/derive", "db/reference"),
)
SUFFIXES = (".py", ".sql", ".csv", ".toml")


@lru_cache(maxsize=1)
def code_version() -> str:
    """`0.1.0+1a2b3c4d5e`: equal where the same text gives the same rows, and the same rows the same figures."""
    return version_of(Path(__file__).resolve().parent.parent)


def version_of(root: Path) -> str:
    """The code version of a checkout.

    Raises:
        FileNotFoundError: a part of it is not there.

    """
    digest = hashlib.sha256()
    for file in deciding_files(root):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return f"{RELEASE}+{digest.hexdigest()[:10]}"


def deciding_files(root: Path) -> list[Path]:
    """The files that decide what rows and figures say, in the order of the digest.

    Raises:
        FileNotFoundError: a part of the checkout is not there.

    """
    found: list[Path] = []
    for place in (root / part for part in DECIDING):
        if not place.exists():
            raise FileNotFoundError(f"{place}: the code version is computed from it")
        found += [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.suffix in SUFFIXES)
    return found
