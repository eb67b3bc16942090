-- What was seen of the listings that a promotion's event study looks at, observation by observation? Counters bear the number of
-- their falls as trillions, so that they grow over all of a listing's life; an open one bears 999999999999.
-- Days on which the source was not to be believed are left out.
SELECT g.promotion_id, g.platform_code, g.promotion_name, g.starts_on, g.listing_id, g.treated, g.commodity_code, g.region_code,
       x.observed_on AS day, x.observed_at AS moment, x.price, x.list_price, x.currency,
       CASE WHEN x.sold_period IN ('30d', 'month') THEN round(x.sold_min / 30.0, 4) END AS level_min,
       CASE WHEN x.presence = 'seen' AND x.price IS NOT NULL THEN 1 ELSE 0 END AS priced,
       CASE WHEN x.sold_period = 'total' AND x.sold_min IS NOT NULL
            THEN x.sold_min + 1000000000000 * (SELECT count(*) FROM counter_reset r
                                                WHERE r.listing_id = x.listing_id AND r.began_at <= x.observed_at) END AS least_sold,
       CASE WHEN x.sold_period = 'total' AND x.sold_min IS NOT NULL
            THEN coalesce(x.sold_max, 999999999999)
                 + 1000000000000 * (SELECT count(*) FROM counter_reset r
                                     WHERE r.listing_id = x.listing_id AND r.began_at <= x.observed_at) END AS most_sold
  FROM v_promotion_group g
 CROSS JOIN v_observation x
 WHERE x.listing_id = g.listing_id
