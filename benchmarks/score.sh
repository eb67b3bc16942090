#!/usr/bin/env bash
# Replays the labelled samples into a fresh database and prints the last line of each scorer.
set -uo pipefail
bin="$PWD/.venv/bin"
shared="${SHARED:-../shared}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export DATABASE_URL="sqlite:///$work/score.db" JISHI_ARCHIVE="$work/archive"

"$bin/python" "$shared/tools/make_warc.py" "$shared/pages" "$work/pages.warc.gz"
"$bin/scrapy" replay "$work/pages.warc.gz" --quiet
echo "pages: $("$bin/python" "$shared/tools/score_pages.py" "$DATABASE_URL" "$shared/pages" | tail -1)"

"$bin/python" "$shared/tools/news_to_warc.py" "$shared/news" "$work/news.warc.gz"
"$bin/scrapy" replay "$work/news.warc.gz" --spider press_announcements --quiet
"$bin/python" "$shared/tools/export_news.py" "$DATABASE_URL" "$shared/news" "$work/news"
echo "news: $("$bin/python" "$shared/tools/score_news.py" "$work/news" --gold "$shared/news" --split open | tail -1)"

echo "readers: $("$bin/python" "$shared/tools/score_readers.py" "$shared/readers" | tail -1)"
