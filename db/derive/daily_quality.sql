-- One row a day and source: what was expected, what was reached, and whether its figures may be believed.
-- Reads page (captures with their rejections), observation, expectation, run_day, day. Method: METHODS, "Time and revisions".
WITH reached AS (
    SELECT day, source_code,
           count(*) FILTER (status = 200 OR status = 304) AS reached,
           count(*) FILTER (status IN (401, 403, 407, 429, 451) OR walled) AS blocked,
           count(*) AS asked,
           sum(rejected) AS rejected
      FROM page GROUP BY day, source_code
), span AS (
    -- A source is expected on each day from its first to a week after its last.
    SELECT source_code, min(day) AS first, max(day) + 7 AS last FROM page GROUP BY source_code
), seen AS (
    SELECT observed_on AS day, source_code, count(*) AS observed, count(DISTINCT listing_id) AS listings
      FROM observation WHERE presence = 'seen' GROUP BY ALL
), contributed AS (
    SELECT DISTINCT observed_on AS day, source_code, listing_id FROM observation WHERE presence = 'seen'
), moved AS (
    -- Against the state three days before, of listings seen on both days.
    SELECT c.day, c.source_code, count(*) AS compared,
           count(*) FILTER (a.shown IS NOT DISTINCT FROM b.shown AND a.total IS NOT DISTINCT FROM b.total
                            AND a.rolling IS NOT DISTINCT FROM b.rolling) AS frozen
      FROM contributed c
      JOIN listing_day a ON a.listing_id = c.listing_id AND a.day = c.day AND a.seen
      JOIN listing_day b ON b.listing_id = c.listing_id AND b.day = c.day - 3 AND b.seen
     GROUP BY ALL
), odd AS (
    SELECT c.day, c.source_code, count(*) FILTER (p.gated) * 1.0 / count(*) AS outlier_share
      FROM contributed c JOIN priced p ON p.day = c.day AND p.listing_id = c.listing_id GROUP BY ALL
), figures AS (
    SELECT d.day, s.source_code,
           coalesce(r.reached, 0) AS reached,
           coalesce(e.min_pages, max(r.reached) OVER (PARTITION BY s.source_code ORDER BY d.day
                                                      RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW), 0) AS expected,
           coalesce(o.observed, 0) AS observed,
           coalesce(r.rejected, 0) AS rejected,
           r.blocked * 1.0 / nullif(r.asked, 0) AS blocked_share,
           m.frozen * 1.0 / nullif(m.compared, 0) AS frozen_share,
           x.outlier_share
      FROM day d
      JOIN span s ON d.day BETWEEN s.first AND s.last
      LEFT JOIN reached r ON r.day = d.day AND r.source_code = s.source_code
      LEFT JOIN seen o ON o.day = d.day AND o.source_code = s.source_code
      LEFT JOIN moved m ON m.day = d.day AND m.source_code = s.source_code
      LEFT JOIN odd x ON x.day = d.day AND x.source_code = s.source_code
      LEFT JOIN expectation e ON e.source_code = s.source_code
)
SELECT f.day, f.source_code, f.expected, f.reached, f.observed, f.rejected,
       round(10000 * f.blocked_share)::BIGINT AS blocked_share4,
       round(10000 * f.frozen_share)::BIGINT AS frozen_share4,
       round(10000 * f.outlier_share)::BIGINT AS outlier_share4,
       CASE WHEN f.blocked_share > 0.5 THEN 'blocked'
            WHEN f.reached = 0 THEN 'stale'
            -- Nothing moved while other sources' listings did: the pages are not what they were.
            WHEN f.frozen_share > 0.99 AND (SELECT min(p.frozen_share) FROM figures p
                                             WHERE p.day = f.day AND p.source_code <> f.source_code) < 0.9 THEN 'invalid'
            WHEN f.outlier_share > 0.2 THEN 'invalid'
            WHEN f.reached < 0.8 * f.expected THEN 'partial'
            ELSE 'ok' END AS verdict
  FROM figures f
 ORDER BY day, source_code
