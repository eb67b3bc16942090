-- Cumulative sold counters as intervals: one row a listing and counted day. `segment` grows at each reset; the caller repeats
-- counters_split.sql until no row is below the running maximum of its segment. Method: METHODS, "Sold counts are intervals".
CREATE TEMP TABLE counter AS
SELECT listing_id, day, total.lo AS lo, total.hi AS hi,
       count(*) FILTER (fell) OVER (PARTITION BY listing_id ORDER BY day) AS segment
  FROM (SELECT *, coalesce(total.hi < lag(total.lo) OVER (PARTITION BY listing_id ORDER BY day), false) AS fell
          FROM listing_day WHERE total IS NOT NULL);
