-- What did a promotion change? Days of its listings counted from its start (first day seen, where it states none), and beside
-- them the listings of the same commodity and origin that never were in it (treated = 0). Uplift is one GROUP BY. Units a day are
-- as in v_listing_day; what is asked of one promotion, platform, commodity or region reads the listings of no other. Days on
-- which the source was not to be believed are left out.
SELECT z.promotion_id, z.platform_code, z.promotion_name, z.starts_on, z.listing_id, z.treated, z.commodity_code, z.region_code,
       z.day, n.number - s.number AS days_since_start, z.price, z.list_price, z.currency,
       CASE WHEN z.list_price > z.price THEN 1 ELSE 0 END AS on_promotion,
       CASE WHEN z.segment = z.segment_a
            THEN round(CASE WHEN z.low > z.high_a THEN z.low - z.high_a ELSE 0 END * 1.0 / (n.number - a.number), 4) END AS units_min,
       CASE WHEN z.segment = z.segment_a
            THEN round((CASE WHEN z.high % 1000000000000 < 999999999999 THEN z.high END - z.low_a) * 1.0 / (n.number - a.number), 4)
            END AS units_max,
       z.level_today AS level_min
  FROM (SELECT y.*, CASE WHEN y.low_a > y.low_today THEN y.low_a ELSE y.low_today END AS low,
               y.low_today / 1000000000000 AS segment, y.low_a / 1000000000000 AS segment_a,
               max(CASE WHEN y.later < y.today THEN y.later ELSE y.today END) OVER (
                   PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                   ORDER BY day GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS high_a,
               CASE WHEN y.later < y.today THEN y.later ELSE y.today END AS high
          FROM (SELECT t.*,
                       max(CASE WHEN moment = last_levelled THEN level_min END) OVER (
                           PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                           ORDER BY day GROUPS BETWEEN CURRENT ROW AND CURRENT ROW) AS level_today,
                       max(least_sold) OVER (
                           PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                           ORDER BY day GROUPS BETWEEN CURRENT ROW AND CURRENT ROW) AS low_today,
                       max(least_sold) OVER (
                           PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                           ORDER BY day GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS low_a,
                       max(CASE WHEN least_sold IS NOT NULL THEN day END) OVER (
                           PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                           ORDER BY day GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS day_a,
                       min(CASE WHEN moment = last_counted THEN most_sold END) OVER (
                           PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                           ORDER BY day GROUPS BETWEEN CURRENT ROW AND CURRENT ROW) AS today,
                       min(most_sold) OVER (
                           PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                           ORDER BY day GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS later
                  FROM (SELECT o.*,
                               -- Of several pages of a day the last one that shows the measure counts.
                               max(CASE WHEN level_min IS NOT NULL THEN moment END) OVER (
                                   PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                                   ORDER BY day GROUPS BETWEEN CURRENT ROW AND CURRENT ROW) AS last_levelled,
                               max(CASE WHEN least_sold IS NOT NULL THEN moment END) OVER (
                                   PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                                   ORDER BY day GROUPS BETWEEN CURRENT ROW AND CURRENT ROW) AS last_counted,
                               lead(day) OVER (
                                   PARTITION BY promotion_id, listing_id, promotion_name, platform_code, commodity_code, region_code
                                   ORDER BY day, priced, moment, price, coalesce(list_price, 0)) AS next_day
                          FROM v_promotion_day o) t) y) z
  JOIN v_day_number s ON s.day = z.starts_on
  JOIN v_day_number n ON n.day = z.day
  LEFT JOIN v_day_number a ON a.day = z.day_a AND z.today IS NOT NULL
 WHERE z.priced = 1 AND (z.next_day IS NULL OR z.next_day <> z.day)
