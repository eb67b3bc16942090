-- What each platform, region, commodity and currency comes to on each day that `state` holds, before anything is rounded: see the table
-- `cell` in load.sql. Reads state, gate, unused. Makes cell_made.
CREATE OR REPLACE TEMP TABLE cell_made AS
WITH judged AS (
    SELECT s.*, false AS left_out, coalesce(high4, low4) AS likely4,
           coalesce(price4 = 0 OR weight4 > 500000000, false)
           OR coalesce(per_kg4 > 20 * middle OR per_kg4 * 20 < middle, false) AS gated
      FROM state s LEFT JOIN gate g ON g.day = s.day AND g.scope = s.scope
    UNION ALL BY NAME SELECT * FROM unused
)
SELECT day, scope,
       count(*) FILTER (known) AS listings_known,
       count(*) FILTER (known AND age = 0) AS listings_observed,
       count(*) FILTER (known AND age BETWEEN 1 AND 7) AS listings_carried,
       count(*) FILTER (known AND age > 7) AS listings_lapsed,
       count(*) FILTER (known AND is_new) AS listings_new,
       count(*) FILTER (known AND is_absent) AS listings_absent,
       count(*) FILTER (left_out) AS listings_left_out,
       count(DISTINCT shop_id) FILTER (known) AS shops,
       round_even(median(price4) FILTER (known AND NOT gated), 0)::BIGINT AS price_median4,
       quantile_cont(per_kg4, [0.1, 0.5, 0.9]) FILTER (NOT gated) AS per_kg4,
       count(*) FILTER (list4 > price4) AS on_promotion,
       round_even(median((list4 - price4) * 10000.0 / list4) FILTER (list4 > price4 AND NOT gated), 0)::BIGINT AS discount_median4,
       round(sum(rolling_lo) * 10000 / 30)::BIGINT AS rolling_units_min4,
       CASE WHEN count(*) FILTER (rolling_lo IS NOT NULL AND rolling_hi IS NULL) = 0
            THEN round(sum(rolling_hi) * 10000 / 30)::BIGINT END AS rolling_units_max4,
       max(doubt) AS doubt,
       sum(low4) AS low,
       sum(high4) AS high,
       count(*) FILTER (low4 IS NOT NULL AND high4 IS NULL) AS listings_open,
       sum(likely4) FILTER (shared) AS parted,
       sum(likely4) AS likely,
       sum(likely4) FILTER (weight4 IS NULL) AS unweighed,
       sum(low4::HUGEINT * weight4) AS heavy_low,
       sum(high4::HUGEINT * weight_max4) AS heavy_high,
       count(*) FILTER (low4 IS NOT NULL AND weight4 IS NOT NULL AND high4 IS NULL) AS heavy_open,
       sum(low4::HUGEINT * price4) AS worth_low,
       sum(high4::HUGEINT * most4) FILTER (price4 IS NOT NULL) AS worth_high,
       count(*) FILTER (low4 IS NOT NULL AND price4 IS NOT NULL AND (high4 IS NULL OR most4 IS NULL)) AS worth_open,
       count(*) FILTER (is_reset) AS listings_reset,
       count(*) FILTER (waits) AS waiting
  FROM judged
 GROUP BY day, scope;
