"""Cases of the readers, one file a reader: a line is a JSON list of a text and what it reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def cases(reader: str) -> list[list[Any]]:
    """The cases of a reader, in the order of their file."""
    lines = (Path(__file__).parent / f"{reader}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]
