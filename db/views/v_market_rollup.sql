-- How large is the offer of a platform, region and commodity together? Sums of `daily_market` over every combination of own
-- code, each level above it and '*' (all), in each of the three. Only what adds up is here; say which levels you want.
SELECT m.day,
       p.up_code AS platform_code, p.up_level AS platform_level,
       r.up_code AS region_code, r.up_level AS region_level,
       c.up_code AS commodity_code, c.up_level AS commodity_level,
       m.currency,
       sum(m.listings_known) AS listings_known,
       sum(m.listings_observed) AS listings_observed,
       sum(m.listings_carried) AS listings_carried,
       sum(m.listings_lapsed) AS listings_lapsed,
       sum(m.listings_new) AS listings_new,
       sum(m.listings_absent) AS listings_absent,
       sum(m.on_promotion) AS on_promotion,
       round(sum(m.units_sold_min), 4) AS units_sold_min,
       CASE WHEN sum(m.listings_open) = 0 THEN round(sum(m.units_sold_max_closed), 4) END AS units_sold_max,
       round(sum(m.units_sold_max_closed), 4) AS units_sold_max_closed,
       sum(m.listings_open) AS listings_open,
       sum(m.listings_reset) AS listings_reset,
       round(sum(m.rolling_units_min), 4) AS rolling_units_min,
       CASE WHEN count(m.rolling_units_min) = count(m.rolling_units_max) THEN round(sum(m.rolling_units_max), 4) END
           AS rolling_units_max,
       round(sum(m.weight_sold_kg_min), 4) AS weight_sold_kg_min,
       CASE WHEN count(m.weight_sold_kg_min) = count(m.weight_sold_kg_max) THEN round(sum(m.weight_sold_kg_max), 4) END
           AS weight_sold_kg_max,
       round(sum(m.value_sold_min), 4) AS value_sold_min,
       CASE WHEN count(m.value_sold_min) = count(m.value_sold_max) THEN round(sum(m.value_sold_max), 4) END AS value_sold_max,
       CASE WHEN sum(m.listings_known) > 0
            THEN round(sum(m.listings_observed) * 1.0 / sum(m.listings_known), 4) ELSE 0 END AS coverage,
       CASE WHEN sum(m.listings_known) < 5 THEN 1 ELSE 0 END AS few_listings,
       sum(m.listings_left_out) AS listings_left_out,
       max(CASE WHEN m.status = 'provisional' THEN 1 ELSE 0 END) AS provisional,
       CASE max(CASE m.verdict WHEN 'ok' THEN 0 WHEN 'partial' THEN 1 WHEN 'stale' THEN 2 WHEN 'blocked' THEN 3 ELSE 4 END)
            WHEN 0 THEN 'ok' WHEN 1 THEN 'partial' WHEN 2 THEN 'stale' WHEN 3 THEN 'blocked' ELSE 'invalid' END AS verdict
  FROM daily_market m
-- CROSS JOIN: SQLite then keeps the order of the tables; without statistics it would begin with all regions times all goods.
 CROSS JOIN v_platform_up p
 CROSS JOIN v_region_up r
 CROSS JOIN v_commodity_up c
 WHERE p.code = m.platform_code AND r.code = m.region_code AND c.code = m.commodity_code
 GROUP BY m.day, p.up_code, p.up_level, r.up_code, r.up_level, c.up_code, c.up_level, m.currency
