"""What the derivation reads whole of the store each time: name -> (query, one row like it, columns as DuckDB keeps them)."""

from __future__ import annotations

SMALL = {
    "listing": (
        # Where no page names a seller the shop's own site is it.
        """SELECT id, platform_code, shop_id, CASE WHEN shop_id IS NULL AND platform_code = 'shop' THEN site ELSE '' END AS site
             FROM listing""",
        "SELECT 0 AS id, '' AS platform_code, 0 AS shop_id, '' AS site",
        """SELECT id, platform_code, CASE WHEN site = '' THEN shop_id ELSE -(hash(site) >> 2)::BIGINT END AS shop_id
             FROM incoming WHERE id > 0""",
    ),
    "rejected": (
        "SELECT capture_id, count(*) AS rejected FROM rejection GROUP BY capture_id",
        "SELECT 0 AS capture_id, 0 AS rejected",
        "SELECT capture_id, rejected FROM incoming WHERE capture_id > 0",
    ),
}


def _event(query: str, like: str, columns: str = "*", where: str = "true") -> tuple[str, str, str]:
    """A query, one row like it, and how DuckDB keeps the rows; the row itself bears an id of 0."""
    return query, like, f"SELECT {columns} FROM incoming WHERE {where}"


_EVENT_TABLES = {
    "announcement": _event(
        """SELECT a.id, a.duplicate_of, coalesce(a.published_on, c.logical_date) AS published_on
             FROM announcement a JOIN capture c ON c.id = a.capture_id""",
        "SELECT 0 AS id, 0 AS duplicate_of, '2000-01-01' AS published_on",
        "* REPLACE (published_on::DATE AS published_on)",
        "id > 0",
    ),
    "promotion": _event(
        """SELECT id, platform_code, region_code, kind, name, announced_count,
                  CASE WHEN planned THEN 1 WHEN NOT planned THEN 0 END AS planned,
                  starts_on, ends_on, announcement_id FROM promotion""",
        """SELECT 0 AS id, '' AS platform_code, '' AS region_code, '' AS kind, '' AS name, 0 AS announced_count, 0 AS planned,
                  '2000-01-01' AS starts_on, '2000-01-01' AS ends_on, 0 AS announcement_id""",
        "* REPLACE (planned = 1 AS planned, starts_on::DATE AS starts_on, ends_on::DATE AS ends_on)",
        "id > 0",
    ),
    "promotion_seen": _event(
        """SELECT o.promotion_id, o.observed_on, c.source_code AS source
             FROM promotion_observation o JOIN capture c ON c.id = o.capture_id""",
        "SELECT 0 AS promotion_id, '2000-01-01' AS observed_on, '' AS source",
        "promotion_id, observed_on::DATE AS day, source",
        "promotion_id > 0",
    ),
    "promotion_member": _event(
        """SELECT DISTINCT m.promotion_id, m.listing_id, m.observed_on, c.source_code AS source
             FROM promotion_listing_shown m JOIN capture c ON c.id = m.capture_id""",
        "SELECT 0 AS promotion_id, 0 AS listing_id, '2000-01-01' AS observed_on, '' AS source",
        "promotion_id, listing_id, observed_on::DATE AS day, source",
        "promotion_id > 0",
    ),
    "livestream": _event(
        """SELECT id, platform_code, region_code, status, held_on, starts_at AS began_at, announcement_id FROM livestream""",
        """SELECT 0 AS id, '' AS platform_code, '' AS region_code, '' AS status, '2000-01-01' AS held_on,
                  '2000-01-01' AS began_at, 0 AS announcement_id""",
        "* EXCLUDE (began_at) REPLACE (held_on::DATE AS held_on), (began_at::{instant} + INTERVAL 8 HOURS)::DATE AS starts_on",
        "id > 0",
    ),
    "livestream_seen": _event(
        """SELECT o.livestream_id, o.observed_at, o.status, o.viewers_min, o.viewers_max, c.source_code AS source,
                  c.logical_date AS day FROM livestream_observation o JOIN capture c ON c.id = o.capture_id""",
        """SELECT 0 AS livestream_id, '2000-01-01' AS observed_at, '' AS status, 0 AS viewers_min, 0 AS viewers_max,
                  '' AS source, '2000-01-01' AS day""",
        "* EXCLUDE (observed_at) REPLACE (day::DATE AS day), epoch_us(observed_at::{instant}) AS moment",
        "livestream_id > 0",
    ),
    "livestream_host": _event(
        "SELECT livestream_id, role FROM livestream_host", "SELECT 0 AS livestream_id, '' AS role", "*", "livestream_id > 0"
    ),
}
SMALL |= _EVENT_TABLES
