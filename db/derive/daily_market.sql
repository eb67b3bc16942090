-- One row a day, platform, region, commodity and currency. Sums are whole ten-thousandths (…4); sums of
-- products are finer and rounded once. Reads state, gate, scope, verdict_weight, unused.
WITH judged AS (
    SELECT s.*, false AS left_out,
           coalesce(price4 = 0 OR weight4 > 500000000, false)
           OR coalesce(per_kg4 > 20 * middle OR per_kg4 * 20 < middle, false) AS gated
      FROM state s LEFT JOIN gate g ON g.day = s.day AND g.scope = s.scope
    UNION ALL BY NAME SELECT * FROM unused
), cell AS (
    SELECT day, scope,
           count(*) FILTER (known) AS listings_known,
           count(*) FILTER (known AND age = 0) AS listings_observed,
           count(*) FILTER (known AND age BETWEEN 1 AND 7) AS listings_carried,
           count(*) FILTER (known AND age > 7) AS listings_lapsed,
           count(*) FILTER (known AND is_new) AS listings_new,
           count(*) FILTER (known AND is_absent) AS listings_absent,
           count(DISTINCT shop_id) FILTER (known) AS shops,
           round_even(median(price4) FILTER (known AND NOT gated), 0)::BIGINT AS price_median4,
           quantile_cont(per_kg4, [0.1, 0.5, 0.9]) FILTER (NOT gated) AS per_kg4,
           count(*) FILTER (list4 > price4) AS on_promotion,
           round_even(median((list4 - price4) * 10000.0 / list4) FILTER (list4 > price4 AND NOT gated), 0)::BIGINT
               AS discount_median4,
           sum(low4) AS units_sold_min4,
           CASE WHEN count(*) FILTER (low4 IS NOT NULL AND high4 IS NULL) = 0 THEN sum(high4) END AS units_sold_max4,
           sum(high4) AS units_sold_max_closed4,
           count(*) FILTER (low4 IS NOT NULL AND high4 IS NULL) AS listings_open,
           round(10000 * sum(coalesce(high4, low4)) FILTER (shared) / nullif(sum(coalesce(high4, low4)), 0))::BIGINT
               AS units_shared4,
           round(sum(rolling_lo) * 10000 / 30)::BIGINT AS rolling_units_min4,
           CASE WHEN count(*) FILTER (rolling_lo IS NOT NULL AND rolling_hi IS NULL) = 0
                THEN round(sum(rolling_hi) * 10000 / 30)::BIGINT END AS rolling_units_max4,
           rounded(sum(low4::HUGEINT * weight4), 10000000) AS weight_sold_kg_min4,
           CASE WHEN count(*) FILTER (low4 IS NOT NULL AND weight4 IS NOT NULL AND high4 IS NULL) = 0 
                THEN rounded(sum(high4::HUGEINT * weight_max4), 10000000) END AS weight_sold_kg_max4,
           rounded(sum(low4::HUGEINT * price4), 10000) AS value_sold_min4,
           CASE WHEN count(*) FILTER (low4 IS NOT NULL AND price4 IS NOT NULL AND (high4 IS NULL OR most4 IS NULL)) = 0
                THEN rounded(sum(high4::HUGEINT * most4) FILTER (price4 IS NOT NULL), 10000) END AS value_sold_max4,
           round(10000 * coalesce(sum(coalesce(high4, low4)) FILTER (weight4 IS NULL), 0)
                 / nullif(sum(coalesce(high4, low4)), 0))::BIGINT AS share_without_weight4,
           CASE WHEN count(*) FILTER (known) = 0 THEN 0
                ELSE round(10000.0 * count(*) FILTER (known AND age = 0) / count(*) FILTER (known))::BIGINT END AS coverage4,
           count(*) FILTER (known) < 5 AS few_listings,
           count(*) FILTER (is_reset) AS listings_reset,
           count(*) FILTER (left_out) AS listings_left_out,
           CASE WHEN bool_or(waits AND known) THEN 'provisional' ELSE 'final' END AS status,
           max(doubt) AS doubt
      FROM judged
     GROUP BY day, scope
)
SELECT c.* EXCLUDE (scope, per_kg4, doubt), s.platform_code, s.region_code, s.commodity_code, s.currency,
       round_even(per_kg4[1], 0)::BIGINT AS price_per_kg_q104,
       round_even(per_kg4[2], 0)::BIGINT AS price_per_kg_median4,
       round_even(per_kg4[3], 0)::BIGINT AS price_per_kg_q904,
       coalesce(w.verdict, CASE WHEN c.listings_left_out > 0 THEN 'invalid' ELSE 'stale' END) AS verdict
  FROM cell c
  JOIN scope s ON s.scope = c.scope
  LEFT JOIN verdict_weight w ON w.weight = c.doubt
