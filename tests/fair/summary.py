"""What the demonstration prints: what was observed, per platform, region and product; its quality; and the truth beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Engine, text

from tests.fair import compare, compare_streams
from tests.fair.compare import Checks
from tests.fair.market import Market

ROWS = 8
_SUMS = """
    SELECT {label} AS label, currency,
           sum(CASE WHEN day = :last THEN listings_known ELSE 0 END) AS known,
           sum(CASE WHEN day = :last THEN listings_observed ELSE 0 END) AS observed,
           sum(CASE WHEN day = :last THEN on_promotion ELSE 0 END) AS promoted,
           sum(units_sold_min) AS units_min, sum(units_sold_max_closed) AS units_max, sum(listings_open) AS listings_open,
           sum(CASE WHEN day = :last THEN rolling_units_min END) AS rolling_min,
           sum(CASE WHEN day = :last THEN rolling_units_max END) AS rolling_max,
           sum(CASE WHEN day = :last AND rolling_units_min IS NOT NULL AND rolling_units_max IS NULL THEN 1 ELSE 0 END)
               AS rolling_open,
           sum(value_sold_min) AS value_min
      FROM daily_market m {join}
     WHERE day BETWEEN :first AND :last
     GROUP BY {label}, currency ORDER BY known DESC, label, currency LIMIT :rows"""
_QUESTIONS = (
    ("Platform", "p.name_en", "JOIN platform p ON p.code = m.platform_code"),
    ("Region of origin", "coalesce(r.name_en, 'unknown')", "LEFT JOIN region r ON r.code = m.region_code"),
    ("Product", "coalesce(c.name_en, 'unknown')", "LEFT JOIN commodity c ON c.code = m.commodity_code"),
)
_WIDE = 100
# Heads of numbers; what they are on a narrow terminal, and how wide, so that 80 signs hold a row.
_COLUMNS = (
    ("Listings", "Listings", 8),
    ("Coverage", "Coverage", 8),
    ("On promotion", "On promotion", 9),
    ("Units sold (total counters)", "Units sold (total)", 7),
    ("Units a day (30-day counters)", "Units a day (30-day)", 8),
    ("Value sold, at least", "Value sold, at least", 7),
)
_QUALITY = text("""
    SELECT source_code, count(*) AS days, sum(expected) AS expected, sum(reached) AS reached, sum(observed) AS observed,
           sum(rejected) AS rejected, sum(CASE WHEN verdict = 'ok' THEN 1 ELSE 0 END) AS ok
      FROM daily_quality WHERE day BETWEEN :first AND :last GROUP BY source_code ORDER BY source_code""")

_CLAIMS = text("""
    SELECT c.quote, c.metric, c.platform_code, c.planned, a.published_on, k.verdict
      FROM claim c JOIN announcement a ON a.id = c.announcement_id
      LEFT JOIN claim_check k ON k.claim_id = c.id AND k.kind = 'observation'
     ORDER BY a.published_on, a.id, c.ordinal LIMIT :rows""")


class Summary:
    """Of the days that were crawled; the last of them gives the listings."""

    def __init__(
        self, console: Console, engine: Engine, market: Market, shops: Mapping[str, str], days: Sequence[date]
    ) -> None:
        self.console, self.engine, self.market, self.shops, self.days = console, engine, market, shops, days

    def show(self) -> bool:
        """Print it; whether everything agrees with the truth."""
        rows = compare.totals(self.engine, ("capture", "listing", "observation", "announcement", "rejection"))
        seen = ", ".join(f"{number:,} {name}s" for name, number in rows.items())
        self.console.rule(f"The fair, {self.days[0]} to {self.days[-1]}")
        self.console.print(f"In the store: {seen}.\n", highlight=False)
        for title, label, join in _QUESTIONS:
            self._figures(title, label, join)
        self._claims()
        self._quality()
        return self._truth()

    def _rows(self, query: Any, **more: Any) -> list[Mapping[str, Any]]:
        with self.engine.connect() as connection:
            span = {"first": self.days[0].isoformat(), "last": self.days[-1].isoformat()}
            return [dict(row) for row in connection.execute(query, {**span, **more}).mappings()]

    def _figures(self, title: str, label: str, join: str) -> None:
        table = Table(title=f"By {title.lower()}", title_justify="left", header_style="bold")
        is_narrow = self.console.width < _WIDE
        for head, narrow, width in ((title, title, 11), *_COLUMNS):
            justify: Literal["left", "right"] = "left" if head == title else "right"
            if is_narrow:
                table.add_column(narrow, justify=justify, width=width, overflow="fold")
            else:
                table.add_column(head, justify=justify)
        for row in self._rows(text(_SUMS.format(label=label, join=join)), rows=ROWS):
            table.add_row(
                f"{row['label']} ({row['currency']})" if row["currency"] not in ("CNY", "") else str(row["label"]),
                f"{row['known']:,}",
                f"{row['observed'] / row['known']:.0%}" if row["known"] else "-",
                str(row["promoted"]),
                _bounds(row["units_min"], row["units_max"], bool(row["listings_open"])),
                _bounds(row["rolling_min"], row["rolling_max"], bool(row["rolling_open"])),
                "-" if row["value_min"] is None else f"{Decimal(row['value_min']):,.0f} {row['currency']}",
            )
        self.console.print(table)

    def _claims(self) -> None:
        table = Table(title="Announced", title_justify="left", header_style="bold")
        for name in ("In the words of the text", "Measures", "Platform", "Said on", "Beside what was observed"):
            table.add_column(name)
        for row in self._rows(_CLAIMS, rows=ROWS):
            measures = f"{row['metric'].replace('_', ' ')}{' (planned)' if row['planned'] else ''}"
            verdict = (row["verdict"] or "-").replace("_", " ")
            table.add_row(escape(row["quote"]), measures, row["platform_code"] or "-", str(row["published_on"] or "-"), verdict)
        self.console.print(table)

    def _quality(self) -> None:
        table = Table(title="Quality of the sources", title_justify="left", header_style="bold")
        for name in ("Source", "Days ok", "Pages reached", "Listings read", "Rejected"):
            table.add_column(name, justify="left" if name == "Source" else "right")
        for row in self._rows(_QUALITY):
            numbers = (f"{row['ok']} of {row['days']}", f"{row['reached']:,}", f"{row['observed']:,}", str(row["rejected"]))
            table.add_row(row["source_code"], *numbers)
        self.console.print(table)

    def _truth(self) -> bool:
        observed = compare.observations(self.engine, self.market, self.shops)
        figures = compare.figures(self.engine, self.market, self.days)
        table = Table(title="Against the fair's truth", title_justify="left", header_style="bold")
        table.add_column("What")
        table.add_column("Agrees", justify="right")
        told = compare.announcements(self.engine, self.market, self.days)
        rooms = compare_streams.livestreams(self.engine, self.market, self.shops, self.days)
        topics = compare_streams.topics(self.engine, self.market, self.days)
        zone = compare_streams.zone(self.engine, self.market, self.shops, self.days)
        wrong = [
            *self._checked(table, "observation", observed),
            *self._checked(table, "daily figure", figures),
            *self._checked(table, "announcement", told),
            *self._checked(table, "livestream", rooms),
            *self._checked(table, "topic", topics),
            *self._checked(table, "zone", zone),
        ]
        self.console.print(table)
        for line in wrong[:10]:
            self.console.print(f"  differs: {line}", highlight=False, soft_wrap=True)
        return not wrong

    @staticmethod
    def _checked(table: Table, what: str, checks: Checks) -> list[str]:
        for name, check in checks.items():
            style = "green" if check.right == check.total else "red"
            table.add_row(f"{what}: {name.replace('_', ' ')}", f"[{style}]{check.right:,} of {check.total:,}[/]")
        return [line for check in checks.values() for line in check.wrong]


def _bounds(low: Any, high: Any, is_open: bool) -> str:
    """An interval; one figure where both ends are the same."""
    if low is None:
        return "-"
    least, most = Decimal(str(low)), Decimal(str(high if high is not None else low))
    if is_open or high is None:
        return f"at least {least:,.0f}"
    return f"{least:,.0f}" if least == most else f"{least:,.0f} to {most:,.0f}"
