-- What did the cumulative sold counter of a listing stand at, at the end of each day on which it was read? Bounds tightened by
-- all other observations of the same segment (low = the most that was reached, high = the least of what came after); a new
-- segment begins where the counter fell. Null = open. Days on which the source was not to be believed are left out.
SELECT listing_id, day, segment, low, high
-- One partition a level: what is asked of one listing then reads no other.
  FROM (SELECT listing_id, observed_on AS day, segment, low, high,
               row_number() OVER (PARTITION BY listing_id, observed_on ORDER BY observed_at DESC, sold_min DESC) AS nth
          FROM (SELECT listing_id, observed_at, observed_on, sold_min, segment,
                       max(sold_min) OVER (PARTITION BY listing_id, segment ORDER BY observed_at) AS low,
                       min(sold_max) OVER (PARTITION BY listing_id, segment ORDER BY observed_at DESC) AS high
                  FROM (SELECT o.listing_id, o.observed_at, o.observed_on, o.sold_min, o.sold_max,
                               (SELECT count(*) FROM counter_reset r
                                 WHERE r.listing_id = o.listing_id AND r.began_at <= o.observed_at) AS segment
                          FROM v_observation o
                         WHERE o.sold_period = 'total' AND o.sold_min IS NOT NULL) counted) tightened) numbered
 WHERE nth = 1
