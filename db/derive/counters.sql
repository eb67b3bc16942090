-- Cumulative sold counters as intervals, one row a listing and instant, from the last one before `first` on, and how they bound each
-- other where none falls. `fallen`: the counters of which one does, or that count a day twice; `segment` grows at each fall.
-- Reads counting, counter_snapshot, reset (falls known before), getvariable('first'), getvariable('kept_until').
-- Method: METHODS, "Sold counts are intervals".
CREATE OR REPLACE TEMP TABLE former AS
WITH earlier AS (
    SELECT listing_id, moment, day, lo, hi FROM counter_snapshot
     WHERE before = getvariable('kept_until') AND listing_id % getvariable('parts') = getvariable('part')
    UNION ALL
    SELECT listing_id, moment, min(day), least_of(lo, hi), most_of(lo, hi) FROM counting
     WHERE total AND day < getvariable('first') GROUP BY listing_id, moment
)
SELECT u.listing_id, max(u.moment) AS moment, max(u.day) AS day, max(u.lo) FILTER (u.moment >= coalesce(r.moment, u.moment)) AS lo,
       max({'moment': u.moment, 'hi': u.hi}).hi AS hi
  FROM earlier u
  LEFT JOIN (SELECT listing_id, max(moment) AS moment FROM reset WHERE day < getvariable('first') GROUP BY listing_id) r
         ON r.listing_id = u.listing_id
 GROUP BY u.listing_id;

CREATE OR REPLACE TEMP TABLE counter AS
WITH counted AS (
    SELECT listing_id, moment, min(day) AS day, least_of(lo, hi) AS lo, most_of(lo, hi) AS hi
      FROM counting WHERE total AND day >= getvariable('first')
     GROUP BY listing_id, moment
), once AS (
    -- Most listings have been counted once since: their two rows need no window.
    SELECT f.listing_id FROM former f JOIN counted c ON c.listing_id = f.listing_id
     GROUP BY f.listing_id HAVING count(*) = 1 AND bool_and(c.moment > f.moment)
), known AS (
    SELECT listing_id, moment, day, lo, hi FROM counted ANTI JOIN once USING (listing_id)
    UNION ALL
    SELECT listing_id, moment, day, lo, hi FROM former ANTI JOIN once USING (listing_id)
), pair AS (
    SELECT c.*, f.moment AS moment_a, f.day AS day_a, f.lo AS lo_a, f.hi AS hi_a, least(f.hi, c.hi) AS least_hi
      FROM counted c SEMI JOIN once USING (listing_id) JOIN former f ON f.listing_id = c.listing_id
)
-- Where it is still the eve, a count that is later than one of the day belongs to the day.
SELECT listing_id, moment, max(day) OVER w AS day, lo, hi, max(day) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS since,
       max(lo) OVER w AS low, min(hi) OVER (w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS high,
       max(lo) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS low_a,
       min(hi) OVER (w ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) AS high_a
  FROM known WINDOW w AS (PARTITION BY listing_id ORDER BY moment)
UNION ALL
SELECT listing_id, moment, day, lo, hi, day_a, greatest(lo, lo_a), hi, lo_a, least_hi FROM pair
UNION ALL
SELECT listing_id, moment_a, day_a, lo_a, hi_a, NULL, lo_a, least_hi, NULL, least_hi FROM pair;

CREATE OR REPLACE TEMP TABLE fallen AS
SELECT listing_id, moment, day, lo, hi, 0::BIGINT AS segment FROM counter
 WHERE listing_id IN (SELECT listing_id FROM counter WHERE hi < low_a OR day <= since);
