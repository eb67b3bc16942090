-- What did a listing show on a day on which it was seen? Its last price of the day and its units a day since the count before,
-- at least and at most (null = no cumulative counter, open, or the counter fell). level_min is its 30-day counter over 30. Days on
-- which the source was not to be believed are left out.
SELECT z.listing_id, z.day, z.price, z.list_price, z.currency,
       CASE WHEN z.list_price > z.price THEN 1 ELSE 0 END AS on_promotion,
       round(z.level / 30.0, 4) AS level_min,
       CASE WHEN z.segment = z.segment_a
            THEN round(CASE WHEN z.low > z.high_a THEN z.low - z.high_a ELSE 0 END * 1.0 / (n.number - a.number), 4) END AS units_min,
       CASE WHEN z.segment = z.segment_a THEN round((z.high - z.low_a) * 1.0 / (n.number - a.number), 4) END AS units_max
  -- One partition a level: what is asked of one listing then reads no other.
  FROM (SELECT y.*, lag(day) OVER (PARTITION BY listing_id, has_count ORDER BY day) AS day_a,
               lag(segment) OVER (PARTITION BY listing_id, has_count ORDER BY day) AS segment_a,
               lag(low) OVER (PARTITION BY listing_id, has_count ORDER BY day) AS low_a,
               lag(high) OVER (PARTITION BY listing_id, has_count ORDER BY day) AS high_a
          FROM (SELECT listing_id, day, price, list_price, currency, priced,
                       first_value(CASE WHEN levelled = 1 THEN sold_min END)
                           OVER (PARTITION BY listing_id, day ORDER BY levelled DESC, moment DESC, sold_min DESC) AS level,
                       row_number() OVER (PARTITION BY listing_id, day
                                          ORDER BY priced DESC, moment DESC, price DESC, coalesce(list_price, 0) DESC) AS nth,
                       max(counted) OVER (PARTITION BY listing_id, day) AS has_count,
                       first_value(segment) OVER (PARTITION BY listing_id, day ORDER BY counted DESC, moment DESC, sold_min DESC) AS segment,
                       first_value(low) OVER (PARTITION BY listing_id, day ORDER BY counted DESC, moment DESC, sold_min DESC) AS low,
                       first_value(high) OVER (PARTITION BY listing_id, day ORDER BY counted DESC, moment DESC, sold_min DESC) AS high
                  FROM (SELECT x.*, max(sold_min) OVER (PARTITION BY listing_id, counted, segment ORDER BY moment) AS low,
                               min(sold_max) OVER (PARTITION BY listing_id, counted, segment ORDER BY moment DESC) AS high
                          FROM (SELECT o.listing_id, o.observed_on AS day, o.observed_at AS moment, o.price, o.list_price, o.currency,
                                       o.sold_min, o.sold_max, o.sold_period,
                                       CASE WHEN o.sold_period IN ('30d', 'month') AND o.sold_min IS NOT NULL THEN 1 ELSE 0 END AS levelled,
                                       CASE WHEN o.presence = 'seen' AND o.price IS NOT NULL THEN 1 ELSE 0 END AS priced,
                                       CASE WHEN o.sold_period = 'total' AND o.sold_min IS NOT NULL THEN 1 ELSE 0 END AS counted,
                                       CASE WHEN o.sold_period = 'total' AND o.sold_min IS NOT NULL
                                            THEN (SELECT count(*) FROM counter_reset r
                                                   WHERE r.listing_id = o.listing_id AND r.began_at <= o.observed_at) END AS segment
                                  FROM v_observation o) x) tightened) y
         WHERE nth = 1) z
  LEFT JOIN v_day_number n ON n.day = z.day
  LEFT JOIN v_day_number a ON a.day = z.day_a
 WHERE z.priced = 1
