-- Units sold between the last counts of two counted days, as bounds. Reads counter, fallen.
CREATE OR REPLACE TEMP VIEW unit_spell_part AS
WITH tight AS (
    SELECT *, max(lo) OVER (PARTITION BY listing_id, segment ORDER BY moment) AS low,
           min(hi) OVER (PARTITION BY listing_id, segment ORDER BY moment ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS high
      FROM fallen
), last_of_day AS (
    SELECT * FROM tight QUALIFY lead(day) OVER (PARTITION BY listing_id ORDER BY moment) IS DISTINCT FROM day
), pairs AS (
    SELECT listing_id, day, low, high, lag(day) OVER w AS since, lag(low) OVER w AS low_a, lag(high) OVER w AS high_a,
           segment <> lag(segment) OVER w AS is_reset
      FROM last_of_day WINDOW w AS (PARTITION BY listing_id ORDER BY moment)
    UNION ALL BY NAME
    SELECT listing_id, day, low, high, since, low_a, high_a, false AS is_reset
      FROM counter WHERE listing_id NOT IN (SELECT listing_id FROM fallen)
)
SELECT listing_id, since, day AS until, day - since AS days, is_reset,
       CASE WHEN is_reset THEN 0 ELSE greatest(0, coalesce(low - high_a, 0)) END AS low,
       CASE WHEN NOT is_reset AND high IS NOT NULL THEN greatest(0, high - low_a) END AS high
  FROM pairs WHERE since < day;

CREATE OR REPLACE TEMP VIEW last_count_part AS SELECT listing_id, max(day) AS counted_until FROM counter GROUP BY listing_id;

CREATE OR REPLACE TEMP VIEW counter_reset_part AS
SELECT listing_id, moment AS began_at, day
  FROM (SELECT *, lag(segment) OVER (PARTITION BY listing_id ORDER BY moment) AS segment_a FROM fallen)
 WHERE segment > segment_a AND day >= getvariable('first')
UNION ALL
SELECT listing_id, moment, day FROM reset
 WHERE day < getvariable('first') AND listing_id % getvariable('parts') = getvariable('part');
