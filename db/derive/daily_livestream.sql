-- One row a day, platform, region and foremost host: livestreams of that day, announced, held and missed, and their viewers.
-- Reads livestream, livestream_seen (and livestream_seen_believed), livestream_host, announcement, quality, verdict_weight,
-- getvariable('until'). Method: METHODS, "Announced and observed".
WITH seen AS (
    SELECT livestream_id, min(day) AS first_seen, max(day) AS last_seen,
           bool_or(status = 'announced') AS was_announced,
           bool_or(status IN ('live', 'ended')) AS was_held,
           max(viewers_min) AS viewers_min,
           -- What the last page says bounds them all: a stream's count of viewers does not fall.
           max({'at': moment, 'most': viewers_max}).most AS viewers_max,
           any_value(source ORDER BY moment) AS source
      FROM livestream_seen_believed GROUP BY livestream_id
), host AS (
    SELECT livestream_id, role FROM livestream_host
   QUALIFY row_number() OVER (PARTITION BY livestream_id ORDER BY list_position(
               ['official', 'news_anchor', 'celebrity', 'influencer', 'executive', 'farmer', 'other'], role)) = 1
), stream AS (
    SELECT l.id, coalesce(l.platform_code, '') AS platform_code, coalesce(l.region_code, '') AS region_code, coalesce(h.role, '') AS host_role,
           coalesce(l.held_on, l.starts_on, CASE WHEN s.was_held THEN s.first_seen END) AS day,
           l.announcement_id IS NOT NULL OR coalesce(s.was_announced, false) AS announced,
           coalesce(s.was_held, false)
           OR coalesce((l.announcement_id IS NOT NULL OR s.livestream_id IS NULL) AND l.status IN ('live', 'ended'), false) AS held,
           l.status = 'missed' AS missed,
           coalesce(s.was_announced AND l.status = 'announced'
                    AND s.last_seen > coalesce(l.held_on, l.starts_on), false) AS passed,
           s.viewers_min, s.viewers_max, s.source
      FROM livestream l
      LEFT JOIN announcement a ON a.id = l.announcement_id
      LEFT JOIN seen s ON s.livestream_id = l.id
      LEFT JOIN host h ON h.livestream_id = l.id
     WHERE a.duplicate_of IS NULL
       -- Of what only pages told that are not to be believed nothing is known.
       AND (l.announcement_id IS NOT NULL OR s.livestream_id IS NOT NULL OR l.id NOT IN (SELECT livestream_id FROM livestream_seen))
)
SELECT t.day, t.platform_code, t.region_code, t.host_role,
       count(*) FILTER (t.announced) AS announced,
       count(*) FILTER (t.held) AS held,
       count(*) FILTER (NOT t.held AND (t.missed OR t.passed)) AS missed,
       sum(t.viewers_min) FILTER (t.held)::BIGINT AS viewers_min,
       CASE WHEN count(*) FILTER (t.held AND t.viewers_max IS NULL) = 0
            THEN sum(greatest(t.viewers_max, t.viewers_min)) FILTER (t.held)::BIGINT END AS viewers_max,
       CASE WHEN bool_or(t.announced AND NOT t.held AND NOT coalesce(t.missed, false) AND NOT t.passed)
            THEN 'provisional' ELSE 'final' END AS status,
       coalesce(arg_max(q.verdict, w.weight), 'ok') AS verdict
  FROM stream t
  LEFT JOIN quality q ON q.day = t.day AND q.source_code = t.source
  LEFT JOIN verdict_weight w ON w.verdict = q.verdict
 -- Those before the first page were told of later.
 WHERE t.day <= getvariable('until')
 GROUP BY t.day, t.platform_code, t.region_code, t.host_role
