-- One row a day and source from `judged_from` to `until`: what was expected, what was reached, and whether its figures may be
-- believed. Reads capture, rejected, observation, shown_spell, expectation, former_share. Method: METHODS, "Quality".
WITH reached AS (
    SELECT day, source,
           -- A page that is asked for twice is one page; a wall is an answer, but no page that was wanted.
           count(DISTINCT page) FILTER (answered AND NOT walled) AS reached,
           count(*) FILTER (refused OR walled) AS blocked,
           count(*) AS asked,
           coalesce(sum(r.rejected), 0)::BIGINT AS rejected
      FROM capture c LEFT JOIN rejected r ON r.capture_id = c.id GROUP BY day, source
), span AS (
    -- A source is expected on each day from its first on, and after its last as long as what it showed is known.
    SELECT source, min(day) AS since, max(day) + 89 AS until FROM capture GROUP BY source
), expected AS (
    SELECT d.day, d.source, r.* EXCLUDE (day, source),
           max(r.reached) OVER (PARTITION BY d.source ORDER BY d.day RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) AS most
      FROM (SELECT source, unnest(generate_series(since, least(until, getvariable('until')), INTERVAL 1 DAY))::DATE AS day
              FROM span) d
      LEFT JOIN reached r ON r.day = d.day AND r.source = d.source
), usual AS (
    -- Of a source that gave no page for a week as many are expected as before.
    SELECT * EXCLUDE (most), last_value(nullif(most, 0) IGNORE NULLS) OVER (PARTITION BY source ORDER BY day) AS most FROM expected
), seen AS (
    SELECT day, source, count(*) AS observed FROM observation WHERE seen AND day >= getvariable('judged_from') GROUP BY day, source
), met AS (
    SELECT DISTINCT source, day FROM observation WHERE seen AND day >= getvariable('judged_from') - 7
), former AS (
    -- The last day of a source that lies three days back, and no more than a week.
    SELECT a.source, a.day, max(b.day) AS before
      FROM met a JOIN met b ON b.source = a.source AND b.day BETWEEN a.day - 7 AND a.day - 3
     WHERE a.day >= getvariable('judged_from') GROUP BY ALL
), compared AS (
    SELECT source, day FROM met WHERE day >= getvariable('judged_from') UNION SELECT source, before FROM former
), looked_at AS (
    SELECT o.* FROM observation o SEMI JOIN compared USING (source, day) WHERE o.seen AND o.day >= getvariable('judged_from') - 7
), twice AS (
    -- Few listings are there twice on a day: those alone are told apart by source.
    SELECT listing_id, source, day
      FROM looked_at SEMI JOIN (SELECT listing_id, day FROM looked_at GROUP BY ALL HAVING count(*) > 1) USING (listing_id, day)
     GROUP BY ALL HAVING count(*) > 1
), last_said AS (
    SELECT o.listing_id, o.source, o.day,
           max(CASE WHEN o.price4 IS NOT NULL THEN {'moment': o.moment, 'price4': o.price4, 'list4': o.list4, 'currency': o.currency} END)
               AS asked,
           max(CASE WHEN o.lo IS NOT NULL
                    THEN {'known': o.total IS NOT NULL, 'moment': o.moment, 'lo': o.lo, 'hi': o.hi, 'total': o.total} END) AS counted
      FROM looked_at o SEMI JOIN twice USING (listing_id, source, day) GROUP BY ALL
), said AS (
    -- What a source says of a listing on a day, one row: as everywhere, the last that shows the measure.
    SELECT listing_id, source, day, price4, list4, currency, lo, hi, total FROM looked_at ANTI JOIN twice USING (listing_id, source, day)
    UNION ALL
    SELECT listing_id, source, day, asked.price4, asked.list4, asked.currency, counted.lo, counted.hi, counted.total FROM last_said
), moved AS (
    SELECT a.day, a.source, count(*) AS compared, count(*) FILTER (a.total IS NOT NULL) AS counted,
           -- A count whose period nobody knows moves too; a page that shows none stands still.
           count(*) FILTER (a.price4 IS DISTINCT FROM b.price4 OR a.list4 IS DISTINCT FROM b.list4 OR a.lo <> b.lo
                            OR (a.hi IS DISTINCT FROM b.hi AND a.lo = b.lo)) AS moved
      FROM former f
      JOIN said a ON a.source = f.source AND a.day = f.day
      JOIN said b ON b.listing_id = a.listing_id AND b.source = f.source AND b.day = f.before AND a.total IS NOT DISTINCT FROM b.total
     WHERE a.day >= getvariable('judged_from')
     GROUP BY a.day, a.source
), share AS (
    SELECT day, source, round(10000.0 * (compared - moved) / compared)::BIGINT AS share4 FROM moved
    UNION ALL SELECT day, source, share4 FROM former_share
), typical AS (
    -- How still a source usually is: a quiet shop is not a frozen one.
    SELECT m.day, m.source, median(s.share4) AS usual4
      FROM moved m JOIN share s ON s.source = m.source AND s.day < m.day AND s.day >= m.day - 60
     GROUP BY m.day, m.source
), peers AS (
    SELECT a.day, a.source, sum(b.moved) AS moved, sum(b.compared) AS compared
      FROM moved a JOIN moved b ON b.day = a.day AND b.source <> a.source GROUP BY a.day, a.source
), per_kg AS (
    SELECT o.day, o.source, v.commodity_code, o.currency, o.price4, v.weight4,
           CASE WHEN v.weight4 > 0 THEN o.price4 * 20000000.0 / (v.weight4 + v.weight_max4) END AS per_kg
      FROM said o
      LEFT JOIN shown_spell v ON v.listing_id = o.listing_id AND o.day BETWEEN v.valid_on AND v.until
     WHERE o.price4 IS NOT NULL AND o.day >= getvariable('judged_from')
), odd AS (
    SELECT p.day, p.source, count(*) AS judged,
           count(*) FILTER (price4 = 0 OR weight4 > 500000000 OR (n >= 5 AND (per_kg > 20 * middle OR per_kg * 20 < middle))) AS odd
      FROM per_kg p
      LEFT JOIN (SELECT day, commodity_code, currency, count(*) AS n, median(per_kg) AS middle
                   FROM per_kg WHERE commodity_code IS NOT NULL AND per_kg IS NOT NULL GROUP BY ALL) m
        USING (day, commodity_code, currency)
     GROUP BY p.day, p.source
), figures AS (
    SELECT d.day, d.source,
           coalesce(d.reached, 0) AS reached,
           coalesce(e.min_pages, d.most, 0) AS expected,
           coalesce(o.observed, 0) AS observed,
           coalesce(d.rejected, 0) AS rejected,
           round(10000.0 * d.blocked / nullif(d.asked, 0))::BIGINT AS blocked_share4,
           round(10000.0 * (m.compared - m.moved) / m.compared)::BIGINT AS frozen_share4,
           round(10000.0 * x.odd / x.judged)::BIGINT AS outlier_share4,
           m.compared >= 5 AND m.moved = 0 AND p.moved > 0.1 * p.compared AND (m.counted >= 5 OR t.usual4 < 9000) AS frozen,
           x.judged >= 5 AND x.odd > 0.2 * x.judged AS odd
      FROM usual d
      LEFT JOIN seen o ON o.day = d.day AND o.source = d.source
      LEFT JOIN moved m ON m.day = d.day AND m.source = d.source
      LEFT JOIN typical t ON t.day = d.day AND t.source = d.source
      LEFT JOIN peers p ON p.day = d.day AND p.source = d.source
      LEFT JOIN odd x ON x.day = d.day AND x.source = d.source
      LEFT JOIN expectation e ON e.source = d.source
     WHERE d.day >= getvariable('judged_from')
)
SELECT day, source AS source_code, expected, reached, observed, rejected, blocked_share4, frozen_share4, outlier_share4,
       'final' AS status,
       CASE WHEN blocked_share4 > 5000 THEN 'blocked'
            WHEN reached = 0 THEN 'stale'
            WHEN frozen OR odd THEN 'invalid'
            WHEN reached < 0.8 * expected THEN 'partial'
            ELSE 'ok' END AS verdict
  FROM figures
