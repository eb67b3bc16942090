-- What did the cumulative sold counter of a listing stand at, at the end of each day on which it was read? Bounds tightened by
-- all other observations of the same segment (low = the most that was reached, high = the least of what came after); a new
-- segment begins where the counter fell. Null = open.
SELECT listing_id, observed_on AS day, segment, low, high
  FROM (SELECT listing_id, observed_on, segment,
               max(sold_min) OVER (PARTITION BY listing_id, segment ORDER BY observed_at) AS low,
               min(sold_max) OVER (PARTITION BY listing_id, segment ORDER BY observed_at DESC) AS high,
               row_number() OVER (PARTITION BY listing_id, observed_on ORDER BY observed_at DESC, sold_min DESC) AS nth
          FROM (SELECT o.listing_id, o.observed_at, o.observed_on, o.sold_min, o.sold_max,
                       count(r.began_at) OVER (PARTITION BY o.listing_id ORDER BY o.observed_at) AS segment
                  FROM observation o
                  LEFT JOIN counter_reset r ON r.listing_id = o.listing_id AND r.began_at = o.observed_at
                 WHERE o.sold_period = 'total' AND o.sold_min IS NOT NULL) counted) tightened
 WHERE nth = 1
