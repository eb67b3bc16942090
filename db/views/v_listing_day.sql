-- What did a listing show on a day on which it was seen? Its last price of the day and its units a day since the count before,
-- at least and at most (null = no cumulative counter, open, or the counter fell). level_min is its 30-day counter over 30.
SELECT o.listing_id, o.observed_on AS day, o.price, o.list_price, o.currency,
       CASE WHEN o.list_price > o.price THEN 1 ELSE 0 END AS on_promotion,
       CASE WHEN o.sold_period IN ('30d', 'month') THEN round(o.sold_min / 30.0, 4) END AS level_min,
       u.units_min, u.units_max
  FROM (SELECT listing_id, observed_on, price, list_price, currency, sold_min, sold_period,
               row_number() OVER (PARTITION BY listing_id, observed_on
                                  ORDER BY observed_at DESC, price DESC, list_price DESC) AS nth
          FROM observation WHERE presence = 'seen' AND price IS NOT NULL) o
  LEFT JOIN (SELECT c.listing_id, c.day,
                    CASE WHEN c.segment = c.segment_a
                         THEN round(CASE WHEN c.low > c.high_a THEN c.low - c.high_a ELSE 0 END * 1.0 / (n.number - a.number), 4)
                         END AS units_min,
                    CASE WHEN c.segment = c.segment_a THEN round((c.high - c.low_a) * 1.0 / (n.number - a.number), 4) END AS units_max
               FROM (SELECT listing_id, day, segment, low, high,
                            lag(day) OVER (PARTITION BY listing_id ORDER BY day) AS day_a,
                            lag(segment) OVER (PARTITION BY listing_id ORDER BY day) AS segment_a,
                            lag(low) OVER (PARTITION BY listing_id ORDER BY day) AS low_a,
                            lag(high) OVER (PARTITION BY listing_id ORDER BY day) AS high_a
                       FROM v_counter) c
               JOIN v_day_number n ON n.day = c.day
               JOIN v_day_number a ON a.day = c.day_a) u ON u.listing_id = o.listing_id AND u.day = o.observed_on
 WHERE o.nth = 1
