-- The quotes of one commodity and currency, a product an unbroken span of one net weight: a change by more than 2 % makes a new
-- product, smaller ones are told by the price per kg. Reads quote; parameters commodity_code, currency.
WITH changes AS (
    SELECT *, lag(weight4) OVER w AS weight_a, lag(since) OVER w IS NULL AS is_first
      FROM quote WHERE commodity_code = $1 AND currency = $2 WINDOW w AS (PARTITION BY listing_id ORDER BY since)
)
SELECT listing_id,
       count(*) FILTER (NOT is_first AND (weight4 IS NULL) <> (weight_a IS NULL)
                        OR abs(weight4 - weight_a) > 0.02 * weight_a) OVER (PARTITION BY listing_id ORDER BY since) AS epoch,
       since, until, coalesce(region_code, '') AS region_code,
       price4 / CASE WHEN weight4 > 0 THEN weight4 / 10000000 ELSE 1 END AS effective,
       regular4 / CASE WHEN weight4 > 0 THEN weight4 / 10000000 ELSE 1 END AS regular
  FROM changes
