-- Units sold per listing and requested day, as bounds in whole ten-thousandths. Reads counter, day.
CREATE TEMP TABLE unit_spell AS
WITH tight AS (
    SELECT listing_id, day, segment,
           max(lo) OVER (PARTITION BY listing_id, segment ORDER BY day) AS low,
           min(hi) OVER (PARTITION BY listing_id, segment ORDER BY day ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS high
      FROM counter
), pairs AS (
    SELECT *,
           lag(day) OVER w AS since, lag(low) OVER w AS low_a, lag(high) OVER w AS high_a, lag(segment) OVER w AS segment_a
      FROM tight WINDOW w AS (PARTITION BY listing_id ORDER BY day)
)
SELECT listing_id, since, day AS until, day - since AS days, segment <> segment_a AS is_reset,
       CASE WHEN segment = segment_a THEN greatest(0, coalesce(low - high_a, 0)) ELSE 0 END AS low,
       CASE WHEN segment = segment_a THEN high - low_a END AS high
  FROM pairs WHERE since IS NOT NULL;

-- Each of the n days gets its part; parts telescope, so that they sum to the whole.
CREATE TEMP TABLE unit_day AS
SELECT d.day, u.listing_id, u.days > 1 AS shared, u.is_reset,
       (u.low::HUGEINT * 10000 * (d.day - u.since)) // u.days - (u.low::HUGEINT * 10000 * (d.day - u.since - 1)) // u.days AS low4,
       (u.high::HUGEINT * 10000 * (d.day - u.since)) // u.days - (u.high::HUGEINT * 10000 * (d.day - u.since - 1)) // u.days AS high4
  FROM day d JOIN unit_spell u ON d.day > u.since AND d.day <= u.until;
