-- Where each new observation or capture reaches back to, and whether it changes what was shared out before; `news` is the first day
-- that they tell of. Reads observation, capture, figured, reset, counter_snapshot, variables mark and capture_mark.
SET VARIABLE fresh_from = (SELECT min(day) FROM observation WHERE id > getvariable('mark'));
SET VARIABLE news = least(
    (SELECT min(day) FROM capture WHERE id > getvariable('capture_mark')), getvariable('fresh_from'),
    -- A source that comes back was expected all the time.
    (SELECT min(last_day) + 90 FROM (SELECT max(day) FILTER (id <= getvariable('capture_mark')) AS last_day,
                                            min(day) FILTER (id > getvariable('capture_mark')) AS next_day FROM capture GROUP BY source)
      WHERE next_day > last_day + 90));
SET VARIABLE kept_until = (SELECT coalesce(max(before), DATE '0001-01-01') FROM counter_snapshot WHERE before <= getvariable('fresh_from'));

-- What the figures rest on: where a source-day was not to be believed, the count before it is the previous one.
CREATE OR REPLACE TEMP VIEW believed AS
SELECT o.* FROM observation o
 WHERE NOT EXISTS (SELECT 1 FROM figured f WHERE f.verdict = 'invalid' AND f.day = o.day AND f.source = o.source);

CREATE OR REPLACE TEMP TABLE touched AS
WITH fresh AS (
    SELECT listing_id, min(day) AS day, min(moment) AS moment FROM observation WHERE id > getvariable('mark') AND total GROUP BY listing_id
), earlier AS (
    SELECT listing_id, moment, day, lo, hi FROM counter_snapshot WHERE before = getvariable('kept_until')
    UNION ALL
    SELECT listing_id, moment, min(day), least_of(lo, hi), most_of(lo, hi)
      FROM believed WHERE total AND day >= getvariable('kept_until') AND listing_id IN (SELECT listing_id FROM fresh)
     GROUP BY listing_id, moment
), previous AS (
    -- The count before the first new one, and what its segment had reached by then.
    SELECT f.listing_id, max(o.day) AS day, max({'moment': o.moment, 'hi': o.hi}).hi AS hi,
           max(o.lo) FILTER (o.moment >= coalesce(r.moment, o.moment)) AS low, any_value(r.moment) AS reset_at, any_value(f.moment) AS fresh_at
      FROM fresh f
      JOIN earlier o ON o.listing_id = f.listing_id AND o.day < f.day
      LEFT JOIN (SELECT r.listing_id, max(r.moment) AS moment FROM reset r JOIN fresh f ON f.listing_id = r.listing_id AND r.moment < f.moment
                  GROUP BY r.listing_id) r ON r.listing_id = f.listing_id
     GROUP BY f.listing_id
), reaching AS (
    -- Late ones, and those that lie below an upper bound which stood before without being a fall.
    SELECT p.listing_id, p.reset_at, p.fresh_at,
           count(*) FILTER (o.id <= getvariable('mark')) > 0 AS late,
           min(o.hi) FILTER (o.id > getvariable('mark') AND o.hi >= p.low AND (p.hi IS NULL OR o.hi < p.hi)) AS fresh_hi
      FROM previous p
      JOIN believed o ON o.listing_id = p.listing_id AND o.total AND o.moment >= p.fresh_at
       -- An instant may stand on two days, in two zones.
       AND o.day >= getvariable('fresh_from') - 1
     GROUP BY p.listing_id, p.reset_at, p.fresh_at
    HAVING late OR fresh_hi IS NOT NULL
), bounded AS (
    SELECT g.listing_id, min(o.day) AS day
      FROM reaching g JOIN believed o ON o.listing_id = g.listing_id AND o.total AND o.moment < g.fresh_at
       AND o.moment >= coalesce(g.reset_at, o.moment) AND (g.late OR o.hi IS NULL OR o.hi > g.fresh_hi)
     GROUP BY g.listing_id
)
SELECT getvariable('news') AS first, false AS reaches
UNION ALL SELECT min(day) + 1, false FROM previous
UNION ALL SELECT min(coalesce(before.day, b.day) + 1), true
            FROM bounded b
            LEFT JOIN (SELECT b.listing_id, max(o.day) AS day FROM bounded b
                         JOIN believed o ON o.listing_id = b.listing_id AND o.total AND o.day < b.day
                        GROUP BY b.listing_id) before ON before.listing_id = b.listing_id;
