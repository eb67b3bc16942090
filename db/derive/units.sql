-- Units sold between the last counts of two counted days, as bounds. Reads counter, fallen.
CREATE OR REPLACE TEMP VIEW unit_spell_part AS
WITH tight AS (
    SELECT c.listing_id, c.moment, c.day, coalesce(f.segment, 0) AS segment,
           max(c.lo) OVER (PARTITION BY c.listing_id, coalesce(f.segment, 0) ORDER BY c.moment) AS low,
           min(c.hi) OVER (PARTITION BY c.listing_id, coalesce(f.segment, 0) ORDER BY c.moment
                           ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS high
      FROM counter c LEFT JOIN fallen f ON f.listing_id = c.listing_id AND f.moment = c.moment
), last_of_day AS (
    SELECT * FROM tight QUALIFY lead(day) OVER (PARTITION BY listing_id ORDER BY moment) IS DISTINCT FROM day
), pairs AS (
    SELECT *, lag(day) OVER w AS since, lag(low) OVER w AS low_a, lag(high) OVER w AS high_a, lag(segment) OVER w AS segment_a
      FROM last_of_day WINDOW w AS (PARTITION BY listing_id ORDER BY moment)
)
SELECT listing_id, since, day AS until, day - since AS days, segment <> segment_a AS is_reset,
       CASE WHEN segment = segment_a THEN greatest(0, coalesce(low - high_a, 0)) ELSE 0 END AS low,
       CASE WHEN segment = segment_a AND high IS NOT NULL THEN greatest(0, high - low_a) END AS high
  FROM pairs WHERE since < day;

CREATE OR REPLACE TEMP VIEW last_count_part AS SELECT listing_id, max(day) AS counted_until FROM counter GROUP BY listing_id;

CREATE OR REPLACE TEMP VIEW counter_reset_part AS
SELECT listing_id, moment AS began_at
  FROM (SELECT *, lag(segment) OVER (PARTITION BY listing_id ORDER BY moment) AS segment_a FROM fallen)
 WHERE segment > segment_a AND day >= getvariable('first')
UNION ALL
SELECT listing_id, moment FROM reset
 WHERE day < getvariable('first') AND listing_id % getvariable('parts') = getvariable('part');
