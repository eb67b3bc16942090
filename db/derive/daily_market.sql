-- One row a day, platform, region, commodity and currency. Sums are whole ten-thousandths (…4); weights of a sum of products
-- 10^-11 kg (…11) and values 10^-8 (…8): the caller rounds once.
WITH last_count AS (
    SELECT listing_id, max(day) AS counted_until FROM counter GROUP BY listing_id
), rows AS (
    SELECT p.*, u.low4, u.high4, u.shared, u.listing_id IS NOT NULL AS has_units, u.is_reset AS u_reset,
           r.lo AS rolling_lo, r.hi AS rolling_hi, r.listing_id IS NOT NULL AS has_rolling,
           a.listing_id IS NOT NULL AS is_absent,
           c.counted_until IS NOT NULL AND c.counted_until < p.day AND p.age <= 7 AS waits,
           price4 IS NOT NULL AND list_price4 > price4 AND price4 > 0 AS promoted
      FROM priced p
      LEFT JOIN unit_day u ON u.day = p.day AND u.listing_id = p.listing_id
      LEFT JOIN rolling_spell r ON r.listing_id = p.listing_id AND p.day BETWEEN r.counted_on AND r.until
      LEFT JOIN (SELECT listing_id, day FROM listing_day WHERE NOT seen) a ON a.listing_id = p.listing_id AND a.day = p.day
      LEFT JOIN last_count c ON c.listing_id = p.listing_id
), quality AS (
    SELECT p.day, p.platform_code, p.region_code, p.commodity_code, p.currency,
           arg_max(q.verdict, v.weight) AS verdict
      FROM priced p
      JOIN contributor c ON c.listing_id = p.listing_id AND p.day BETWEEN c.day AND c.until
      JOIN daily_quality q ON q.day = p.day AND q.source_code = c.source_code
      JOIN verdict_weight v ON v.verdict = q.verdict
     GROUP BY ALL
)
SELECT day, platform_code, region_code, commodity_code, currency,
       count(*) AS listings_known,
       count(*) FILTER (age = 0) AS listings_observed,
       count(*) FILTER (age BETWEEN 1 AND 7) AS listings_carried,
       count(*) FILTER (age > 7) AS listings_lapsed,
       count(*) FILTER (is_new) AS listings_new,
       count(*) FILTER (is_absent) AS listings_absent,
       count(DISTINCT shop_id) AS shops,
       round(median(price4) FILTER (NOT coalesce(gated, false)))::BIGINT AS price_median4,
       round(quantile_cont(per_kg4, 0.1) FILTER (NOT gated))::BIGINT AS price_per_kg_q104,
       round(median(per_kg4) FILTER (NOT gated))::BIGINT AS price_per_kg_median4,
       round(quantile_cont(per_kg4, 0.9) FILTER (NOT gated))::BIGINT AS price_per_kg_q904,
       count(*) FILTER (promoted) AS on_promotion,
       round(median((list_price4 - price4) * 10000.0 / list_price4) FILTER (promoted))::BIGINT AS discount_median4,
       sum(low4) AS units_sold_min4,
       CASE WHEN count(*) FILTER (has_units AND high4 IS NULL) = 0 THEN sum(high4) END AS units_sold_max4,
       sum(high4) AS units_sold_max_closed4,
       count(*) FILTER (has_units AND high4 IS NULL) AS listings_open,
       round(10000 * sum(high4) FILTER (shared) / nullif(sum(high4), 0))::BIGINT AS units_shared4,
       round(sum(rolling_lo) * 10000 / 30)::BIGINT AS rolling_units_min4,
       CASE WHEN count(*) FILTER (has_rolling AND rolling_hi IS NULL) = 0 THEN round(sum(rolling_hi) * 10000 / 30)::BIGINT END
           AS rolling_units_max4,
       sum(low4 * weight4) AS weight_sold_kg_min11,
       CASE WHEN count(*) FILTER (has_units AND weight4 IS NOT NULL AND high4 IS NULL) = 0 THEN sum(high4 * weight_max4) END
           AS weight_sold_kg_max11,
       sum(low4 * price4) AS value_sold_min8,
       CASE WHEN count(*) FILTER (has_units AND price4 IS NOT NULL AND high4 IS NULL) = 0 THEN sum(high4 * price_max4) END
           AS value_sold_max8,
       round(10000 * coalesce(sum(high4) FILTER (weight4 IS NULL), 0) / nullif(sum(high4), 0))::BIGINT AS share_without_weight4,
       round(10000.0 * count(*) FILTER (age = 0) / count(*))::BIGINT AS coverage4,
       count(*) < 5 AS few_listings,
       count(*) FILTER (has_units AND u_reset) AS listings_reset,
       0 AS listings_left_out,
       CASE WHEN bool_or(waits) THEN 'provisional' ELSE 'final' END AS status,
       coalesce(max(q.verdict), 'stale') AS verdict
  FROM rows LEFT JOIN quality q USING (day, platform_code, region_code, commodity_code, currency)
 GROUP BY day, platform_code, region_code, commodity_code, currency
 ORDER BY day, platform_code, region_code, commodity_code, currency
