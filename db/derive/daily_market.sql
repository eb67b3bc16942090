-- One row a day, platform, region, commodity and currency. Sums are whole ten-thousandths (…4); sums of
-- products are finer and rounded once. Reads cell_made, scope, verdict_weight.
SELECT c.day, s.platform_code, s.region_code, s.commodity_code, s.currency,
       listings_known, listings_observed, listings_carried, listings_lapsed, listings_new, listings_absent, listings_left_out,
       shops, price_median4,
       round_even(per_kg4[1], 0)::BIGINT AS price_per_kg_q104,
       round_even(per_kg4[2], 0)::BIGINT AS price_per_kg_median4,
       round_even(per_kg4[3], 0)::BIGINT AS price_per_kg_q904,
       on_promotion, discount_median4,
       low AS units_sold_min4,
       CASE WHEN listings_open = 0 THEN high END AS units_sold_max4,
       high AS units_sold_max_closed4,
       listings_open,
       round(10000 * parted / nullif(likely, 0))::BIGINT AS units_shared4,
       rolling_units_min4, rolling_units_max4,
       rounded(heavy_low, 10000000) AS weight_sold_kg_min4,
       CASE WHEN heavy_open = 0 THEN rounded(heavy_high, 10000000) END AS weight_sold_kg_max4,
       rounded(worth_low, 10000) AS value_sold_min4,
       CASE WHEN worth_open = 0 THEN rounded(worth_high, 10000) END AS value_sold_max4,
       round(10000 * coalesce(unweighed, 0) / nullif(likely, 0))::BIGINT AS share_without_weight4,
       CASE WHEN listings_known = 0 THEN 0 ELSE round(10000.0 * listings_observed / listings_known)::BIGINT END AS coverage4,
       listings_known < 5 AS few_listings,
       listings_reset,
       CASE WHEN waiting > 0 THEN 'provisional' ELSE 'final' END AS status,
       coalesce(w.verdict, CASE WHEN listings_left_out > 0 THEN 'invalid' ELSE 'stale' END) AS verdict
  FROM cell_made c
  JOIN scope s ON s.scope = c.scope
  LEFT JOIN verdict_weight w ON w.weight = c.doubt
