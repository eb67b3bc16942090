-- One row a day, platform, region and kind of promotion: what was announced, what is to come, what runs, what was held.
-- A series counts as many as it announces. Reads promotion, promotion_seen and promotion_member (with what of them
-- is believed), livestream and livestream_seen_believed, announcement, above (what, code, above: itself and what it lies in), quality, verdict_weight, getvariable('since'), getvariable('until'). Method: METHODS, "Announced and observed".
WITH seen AS (
    SELECT x.promotion_id, min(x.day) AS first_seen, max(x.day) AS last_seen,
           -- A page that shows it ahead is no evidence that it took place.
           min(x.day) FILTER (q.starts_on IS NULL OR x.day >= q.starts_on) AS begun
      FROM promotion_seen_believed x JOIN promotion q ON q.id = x.promotion_id
     GROUP BY x.promotion_id
), gone AS (
    -- Without a last day it is over when its source gives a page and shows it no more.
    SELECT s.promotion_id, min(q.day) AS day
      FROM seen s
      JOIN promotion_seen_believed x ON x.promotion_id = s.promotion_id AND x.day = s.last_seen
      JOIN quality q ON q.source_code = x.source AND q.day > s.last_seen AND q.verdict IN ('ok', 'partial')
     GROUP BY s.promotion_id
), single AS (
    SELECT p.id, p.kind, lower(p.name) AS name, coalesce(p.platform_code, '') AS platform_code, coalesce(p.region_code, '') AS region_code,
           CASE WHEN p.kind IN ('activity_series', 'livestream_series') THEN coalesce(p.announced_count, 1) ELSE 1 END AS size,
           p.announcement_id IS NOT NULL AND coalesce(p.planned, false) AS planned,
           CASE WHEN NOT p.planned THEN a.published_on END AS reported_on,
           least(a.published_on, s.first_seen) AS known_on, s.first_seen, s.last_seen, s.begun, g.day AS gone_on,
           coalesce(p.starts_on, s.first_seen) AS starts_on, p.ends_on, p.starts_on IS NOT NULL AS is_dated
      FROM promotion p
      LEFT JOIN announcement a ON a.id = p.announcement_id
      LEFT JOIN seen s ON s.promotion_id = p.id
      LEFT JOIN gone g ON g.promotion_id = p.id
     WHERE a.duplicate_of IS NULL
), same AS (
    -- What was planned and what was seen, or reported as past, are one where platform, first day, and name or kind and region agree.
    SELECT p.id, p.known_on, p.region_code,
           min({'is_told': o.first_seen IS NULL, 'at': o.known_on, 'is_named': o.name IS DISTINCT FROM p.name, 'id': o.id}).id AS met
      FROM single p
      JOIN single o ON o.platform_code = p.platform_code AND o.starts_on = p.starts_on AND o.size = p.size AND NOT o.planned
       AND (o.first_seen IS NOT NULL OR o.reported_on >= p.known_on)
       AND (o.name = p.name OR (o.kind = p.kind AND (o.region_code = p.region_code OR o.region_code = '' OR p.region_code = '')))
     WHERE p.planned
     GROUP BY p.id, p.known_on, p.region_code
), told AS (
    SELECT t.* REPLACE (least(t.known_on, m.known_on) AS known_on, t.planned OR m.met IS NOT NULL AS planned,
                        coalesce(nullif(t.region_code, ''), m.region_code, '') AS region_code),
           least(t.begun, t.reported_on) AS shown_on,
           CASE WHEN t.ends_on IS NOT NULL THEN t.ends_on + 1
                WHEN t.begun IS NOT NULL THEN t.gone_on
                WHEN t.starts_on IS NULL THEN t.reported_on END AS over_on
      FROM single t
      LEFT JOIN (SELECT met, min(known_on) AS known_on, max(region_code) AS region_code FROM same GROUP BY met) m ON m.met = t.id
     WHERE t.id NOT IN (SELECT id FROM same)
), held_one AS (
    -- What was seen of what a series may be made of: streams that were held, promotions that had begun.
    SELECT 'livestream_series' AS kind, coalesce(l.platform_code, '') AS platform_code, coalesce(l.region_code, '') AS region_code,
           coalesce(l.held_on, l.starts_on, min(x.day)) AS day
      FROM livestream l JOIN livestream_seen_believed x ON x.livestream_id = l.id
     WHERE l.announcement_id IS NULL AND x.status IN ('live', 'ended')
     GROUP BY l.id, l.platform_code, l.region_code, l.held_on, l.starts_on
    UNION ALL
    SELECT 'activity_series', platform_code, region_code, begun FROM single WHERE begun IS NOT NULL AND is_dated
), held_of AS (
    -- On its platform or a part of it, in its region or one within it, on its days.
    SELECT t.id, h.day
      FROM told t
      JOIN held_one h ON h.kind = t.kind AND h.day >= coalesce(t.starts_on, t.known_on) AND (t.ends_on IS NULL OR h.day <= t.ends_on)
      JOIN above p ON p.what = 'platform' AND p.code = h.platform_code AND p.above = t.platform_code
     WHERE t.planned AND t.first_seen IS NULL
       AND (t.region_code = '' OR h.region_code = ''
            OR EXISTS (SELECT 1 FROM above r WHERE r.what = 'region' AND r.code = h.region_code AND r.above = t.region_code))
), day AS (
    SELECT unnest(generate_series(getvariable('since'), getvariable('until'), INTERVAL 1 DAY))::DATE AS day
), progress AS (
    SELECT d.day, h.id, count(*) AS held FROM day d JOIN held_of h ON h.day <= d.day GROUP BY ALL
), member AS (
    SELECT t.platform_code, t.region_code, t.kind, m.day, count(DISTINCT m.listing_id) AS listings
      FROM told t JOIN promotion_member_believed m ON m.promotion_id = t.id GROUP BY ALL
), judged AS (
    SELECT day, source_code, verdict FROM quality
    UNION ALL
    -- A source that has been dead for long is as stale as before.
    SELECT unnest(generate_series(max(day) + 1, getvariable('until'), INTERVAL 1 DAY))::DATE, source_code, 'stale' FROM quality GROUP BY source_code
), source AS (
    SELECT t.platform_code, t.region_code, t.kind, q.day, arg_max(q.verdict, w.weight) AS verdict
      FROM (SELECT DISTINCT t.platform_code, t.region_code, t.kind, s.source, t.known_on
              FROM told t JOIN promotion_seen s ON s.promotion_id = t.id) t
      JOIN judged q ON q.source_code = t.source AND q.day >= t.known_on
      JOIN verdict_weight w ON w.verdict = q.verdict
     GROUP BY ALL
)
SELECT d.day, t.platform_code, t.region_code, t.kind,
       sum(t.size)::BIGINT AS announced,
       coalesce(sum(t.size) FILTER (t.starts_on > d.day
                                    OR (t.starts_on IS NULL AND t.planned AND coalesce(t.ends_on >= d.day, true))), 0)::BIGINT AS planned,
       -- Without a last day it runs as long as it is seen, or reported by those who saw it.
       coalesce(sum(t.size) FILTER (coalesce(t.starts_on, t.reported_on) <= d.day AND t.shown_on <= d.day AND coalesce(t.over_on > d.day, true)
                                    AND (t.ends_on IS NOT NULL OR coalesce(t.last_seen >= d.day, true))), 0)::BIGINT AS running,
       -- Of a series, what was held so far.
       coalesce(sum(CASE WHEN t.over_on <= d.day AND t.shown_on <= d.day THEN t.size ELSE least(coalesce(g.held, 0), t.size) END), 0)::BIGINT AS held,
       coalesce(sum(t.size - least(coalesce(g.held, 0), t.size)) FILTER ((t.planned OR t.first_seen < t.starts_on) AND t.ends_on < d.day
                                    AND coalesce(t.shown_on > d.day, true)), 0)::BIGINT AS overdue,
       coalesce(any_value(m.listings), 0) AS listings,
       'final' AS status,
       coalesce(any_value(s.verdict), 'ok') AS verdict
  FROM day d
  JOIN told t ON t.known_on <= d.day
  LEFT JOIN progress g ON g.id = t.id AND g.day = d.day
  LEFT JOIN member m ON m.day = d.day AND m.platform_code = t.platform_code AND m.region_code = t.region_code AND m.kind = t.kind
  LEFT JOIN source s ON s.day = d.day AND s.platform_code = t.platform_code AND s.region_code = t.region_code AND s.kind = t.kind
 GROUP BY d.day, t.platform_code, t.region_code, t.kind
