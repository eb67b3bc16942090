-- One row a day, platform, region and kind of promotion: what was announced, what is to come, what runs, what was held.
-- A series counts as many as it announces. Reads promotion, promotion_seen and promotion_member (with what of them
-- is believed), announcement, quality, verdict_weight, getvariable('since'), getvariable('until'). Method: METHODS, "Announced and observed".
WITH told AS (
    SELECT p.id, coalesce(p.platform_code, '') AS platform_code, coalesce(p.region_code, '') AS region_code, p.kind,
           CASE WHEN p.kind IN ('activity_series', 'livestream_series') THEN coalesce(p.announced_count, 1) ELSE 1 END AS size,
           coalesce(p.planned, false) AS planned,
           p.planned IS NOT NULL AND NOT p.planned AS reported,
           least(a.published_on, s.first_seen) AS known_on,
           s.first_seen, s.begun,
           coalesce(p.starts_on, s.first_seen) AS starts_on,
           coalesce(p.ends_on, CASE WHEN p.starts_on IS NOT NULL AND s.last_seen IS NULL THEN p.starts_on END,
                    greatest(s.last_seen, p.starts_on)) AS ends_on
      FROM promotion p
      LEFT JOIN announcement a ON a.id = p.announcement_id
      LEFT JOIN (SELECT x.promotion_id, min(x.day) AS first_seen, max(x.day) AS last_seen,
                        -- A page that shows it ahead is no evidence that it took place.
                        min(x.day) FILTER (q.starts_on IS NULL OR x.day >= q.starts_on) AS begun
                   FROM promotion_seen_believed x JOIN promotion q ON q.id = x.promotion_id
                  GROUP BY x.promotion_id) s ON s.promotion_id = p.id
     WHERE a.duplicate_of IS NULL
), member AS (
    SELECT t.platform_code, t.region_code, t.kind, m.day, count(DISTINCT m.listing_id) AS listings
      FROM told t JOIN promotion_member_believed m ON m.promotion_id = t.id GROUP BY ALL
), source AS (
    SELECT t.platform_code, t.region_code, t.kind, q.day, arg_max(q.verdict, w.weight) AS verdict
      FROM (SELECT DISTINCT t.platform_code, t.region_code, t.kind, s.source, t.known_on
              FROM told t JOIN promotion_seen s ON s.promotion_id = t.id) t
      JOIN quality q ON q.source_code = t.source AND q.day >= t.known_on
      JOIN verdict_weight w ON w.verdict = q.verdict
     GROUP BY ALL
), day AS (
    SELECT unnest(generate_series(getvariable('since'), getvariable('until'), INTERVAL 1 DAY))::DATE AS day
)
SELECT d.day, t.platform_code, t.region_code, t.kind,
       sum(t.size)::BIGINT AS announced,
       coalesce(sum(t.size) FILTER (t.starts_on > d.day OR (t.starts_on IS NULL AND t.planned)), 0)::BIGINT AS planned,
       coalesce(sum(t.size) FILTER (t.starts_on <= d.day AND (t.ends_on >= d.day OR t.ends_on IS NULL)
                                    AND (t.begun <= d.day OR t.reported)), 0)::BIGINT AS running,
       coalesce(sum(t.size) FILTER (t.ends_on < d.day AND (t.begun <= d.day OR t.reported)), 0)::BIGINT AS held,
       coalesce(sum(t.size) FILTER ((t.planned OR t.first_seen < t.starts_on) AND NOT t.reported AND t.ends_on < d.day
                                    AND coalesce(t.begun > d.day, true)), 0)::BIGINT AS overdue,
       coalesce(any_value(m.listings), 0) AS listings,
       'final' AS status,
       coalesce(any_value(s.verdict), 'ok') AS verdict
  FROM day d
  JOIN told t ON t.known_on <= d.day
  LEFT JOIN member m ON m.day = d.day AND m.platform_code = t.platform_code AND m.region_code = t.region_code AND m.kind = t.kind
  LEFT JOIN source s ON s.day = d.day AND s.platform_code = t.platform_code AND s.region_code = t.region_code AND s.kind = t.kind
 GROUP BY d.day, t.platform_code, t.region_code, t.kind
