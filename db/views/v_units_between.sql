-- How many units did a listing sell after one day and until another, at least and at most? Bounds from the end points of the
-- period, never sums of daily bounds. Say both days (first_day's own units are not in it). units_max null = open: the counter
-- fell in between, or was not read on both sides; resets says how often it fell.
SELECT first_day, last_day, listing_id,
       sum(sold_at_least) AS units_min,
       CASE WHEN count(*) = 1 THEN max(sold_at_most) END AS units_max,
       sum(fell) AS resets
  FROM (SELECT a.day AS first_day, b.day AS last_day, k.listing_id, k.segment,
               CASE WHEN max(CASE WHEN k.day <= b.day THEN k.low END) > min(CASE WHEN k.day >= a.day THEN k.high END)
                    THEN max(CASE WHEN k.day <= b.day THEN k.low END) - min(CASE WHEN k.day >= a.day THEN k.high END)
                    ELSE 0 END AS sold_at_least,
               min(CASE WHEN k.day >= b.day THEN k.high END) - max(CASE WHEN k.day <= a.day THEN k.low END) AS sold_at_most,
               CASE WHEN k.segment > 0 AND min(k.day) > a.day THEN 1 ELSE 0 END AS fell
          FROM (SELECT DISTINCT day FROM daily_quality) a
          JOIN (SELECT DISTINCT day FROM daily_quality) b ON b.day > a.day
          JOIN v_counter k ON 1 = 1
         GROUP BY a.day, b.day, k.listing_id, k.segment
        HAVING max(k.day) > a.day AND min(k.day) <= b.day) parts
 GROUP BY first_day, last_day, listing_id
