"""How many articles a minute the path from archive to store reads: `scrapy replay` of press pages into a fresh SQLite file.

    python -m benchmarks.articles [NUMBER]

The pages hold paragraphs of the tests (tests/claims), four with claims and one of other matters to an article, their numbers
changed from article to article, so that no two texts are the same. Printed: articles, claims, seconds, articles a minute. The
aim is 1,000 a minute on 2 cores.
"""

from __future__ import annotations

import html
import io
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ARTICLES = 1000
PARAGRAPHS, OTHERS = 4, 1
SEED = 20240501
AIM = 1000
TEXTS = Path(__file__).resolve().parent.parent / "tests" / "claims"
PAGE = (
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta property="article:published_time" content="{day}T08:30:00+08:00"></head><body>'
    '<div class="nav"><a href="/">Home</a></div><div class="main"><h1>{title}</h1><div class="content">{body}</div></div>'
    '<div class="footer">Copyright 2000-2026</div></body></html>'
)


def paragraphs(name: str) -> dict[str, list[str]]:
    """Texts of a file of the tests, by language."""
    found: dict[str, list[str]] = {}
    for block in re.split(r"^@ ", (TEXTS / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, body = block.split("\n", 1)
        lines = [line for line in body.splitlines() if line and not line.startswith(("=", "#"))]
        found.setdefault(head.split()[0], []).append(" ".join(lines))
    return found


def article(number: int, source: list[dict[str, list[str]]], chance: random.Random) -> tuple[str, str, str, date]:
    """(language, title, body, day) of an article; its numbers are its own."""
    language = chance.choice(["zh", "zh", "en"])
    claims, others = source
    chosen = chance.sample(claims[language], PARAGRAPHS) + chance.sample(others[language], OTHERS)
    texts = [re.sub(r"\d(?=\d{2}(?:\D|$))", lambda _: str(chance.randint(1, 9)), text) for text in chosen]
    day = date(2021, 1, 4) + timedelta(number % 700)
    body = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    return language, f"{texts[0][:24]} ({number})", body, day


def write(file: Path, count: int) -> None:
    """An archive of so many article pages."""
    chance, source = random.Random(SEED), [paragraphs("paragraphs.txt"), paragraphs("no_claims.txt")]
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        for number in range(count):
            language, title, body, day = article(number, source, chance)
            page = PAGE.format(language=language, title=html.escape(title), day=day, body=body).encode()
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                f"http://press.example/{day.year}/{number}.html",
                "response",
                payload=io.BytesIO(page),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": f"{day + timedelta(1)}T03:04:05Z"},
            )
            writer.write_record(record)


def main(count: int) -> int:
    """Measure, print; 1 where it is slower than the aim."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root / "press.warc.gz", count)
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{root}/articles.db", "JISHI_ARCHIVE": str(root / "archive")}
        scrapy = [sys.executable, "-m", "scrapy"]
        subprocess.run([*scrapy, "database", "upgrade"], check=True, env=environment, capture_output=True)
        began = time.perf_counter()
        replay = [*scrapy, "replay", str(root / "press.warc.gz"), "--spider", "press_announcements", "--quiet"]
        subprocess.run(replay, check=True, env=environment)
        seconds = time.perf_counter() - began
        with sqlite3.connect(root / "articles.db") as store:
            stored, claims = (store.execute(f"select count(*) from {t}").fetchone()[0] for t in ("announcement", "claim"))
    rate = stored / seconds * 60
    print(f"{stored} articles, {claims} claims in {seconds:.1f} s: {rate:,.0f} a minute (aim {AIM:,})")
    return 0 if rate >= AIM and stored == count else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES))
