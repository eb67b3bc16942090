-- One row a day, platform, region, commodity and currency. Sums are whole ten-thousandths (…4); sums of
-- products are finer and rounded once. Reads state, gate, place, daily_quality, verdict_weight, unused.
WITH quality AS (
    SELECT s.day, s.place, s.currency, arg_max(q.verdict, w.weight) AS verdict
      FROM (SELECT DISTINCT day, place, currency, source FROM state) s
      JOIN daily_quality q ON q.day = s.day AND q.source_code = s.source
      JOIN verdict_weight w ON w.verdict = q.verdict
     GROUP BY ALL
), judged AS (
    SELECT s.*, false AS left_out,
           coalesce(price4 = 0 OR weight4 > 500000000, false)
           OR coalesce(per_kg4 > 20 * middle OR per_kg4 * 20 < middle, false) AS gated
      FROM state s LEFT JOIN gate g ON g.day = s.day AND g.place = s.place AND g.currency = s.currency
    UNION ALL BY NAME SELECT * FROM unused
), cell AS (
    SELECT day, place, currency,
           count(*) FILTER (known) AS listings_known,
           count(*) FILTER (known AND age = 0) AS listings_observed,
           count(*) FILTER (known AND age BETWEEN 1 AND 7) AS listings_carried,
           count(*) FILTER (known AND age > 7) AS listings_lapsed,
           count(*) FILTER (known AND is_new) AS listings_new,
           count(*) FILTER (known AND is_absent) AS listings_absent,
           count(DISTINCT shop_id) FILTER (known) AS shops,
           round_even(median(price4) FILTER (known AND NOT gated), 0)::BIGINT AS price_median4,
           quantile_cont(per_kg4, [0.1, 0.5, 0.9]) FILTER (NOT gated) AS per_kg4,
           count(*) FILTER (known AND list4 > price4) AS on_promotion,
           round_even(median((list4 - price4) * 10000.0 / list4) FILTER (known AND list4 > price4 AND NOT gated), 0)::BIGINT
               AS discount_median4,
           sum(low4) AS units_sold_min4,
           CASE WHEN count(*) FILTER (has_units AND high4 IS NULL) = 0 THEN sum(high4) END AS units_sold_max4,
           sum(high4) AS units_sold_max_closed4,
           count(*) FILTER (has_units AND high4 IS NULL) AS listings_open,
           round(10000 * sum(coalesce(high4, low4)) FILTER (shared) / nullif(sum(coalesce(high4, low4)), 0))::BIGINT
               AS units_shared4,
           round(sum(rolling_lo) FILTER (known AND has_rolling) * 10000 / 30)::BIGINT AS rolling_units_min4,
           CASE WHEN count(*) FILTER (known AND has_rolling AND rolling_hi IS NULL) = 0
                THEN round(sum(rolling_hi) FILTER (known AND has_rolling) * 10000 / 30)::BIGINT END AS rolling_units_max4,
           rounded(sum(low4 * weight4), 10000000) AS weight_sold_kg_min4,
           CASE WHEN count(*) FILTER (has_units AND weight4 IS NOT NULL AND high4 IS NULL) = 0 
                THEN rounded(sum(high4 * weight_max4), 10000000) END AS weight_sold_kg_max4,
           rounded(sum(low4 * price4), 10000) AS value_sold_min4,
           CASE WHEN count(*) FILTER (has_units AND price4 IS NOT NULL AND (high4 IS NULL OR most4 IS NULL)) = 0
                THEN rounded(sum(high4 * most4) FILTER (price4 IS NOT NULL), 10000) END AS value_sold_max4,
           round(10000 * coalesce(sum(coalesce(high4, low4)) FILTER (weight4 IS NULL), 0)
                 / nullif(sum(coalesce(high4, low4)), 0))::BIGINT AS share_without_weight4,
           CASE WHEN count(*) FILTER (known) = 0 THEN 0
                ELSE round(10000.0 * count(*) FILTER (known AND age = 0) / count(*) FILTER (known))::BIGINT END AS coverage4,
           count(*) FILTER (known) < 5 AS few_listings,
           count(*) FILTER (is_reset) AS listings_reset,
           count(*) FILTER (left_out) AS listings_left_out,
           CASE WHEN bool_or(waits AND known) THEN 'provisional' ELSE 'final' END AS status
      FROM judged
     GROUP BY day, place, currency
)
SELECT c.* EXCLUDE (place, per_kg4), p.* EXCLUDE (place),
       round_even(per_kg4[1], 0)::BIGINT AS price_per_kg_q104,
       round_even(per_kg4[2], 0)::BIGINT AS price_per_kg_median4,
       round_even(per_kg4[3], 0)::BIGINT AS price_per_kg_q904,
       coalesce(q.verdict, CASE WHEN c.listings_left_out > 0 THEN 'invalid' ELSE 'stale' END) AS verdict
  FROM cell c
  JOIN place p ON p.place = c.place
  LEFT JOIN quality q ON q.day = c.day AND q.place = c.place AND q.currency = c.currency
