-- What did `price_index` say of price indices at a past moment? Every row that stood in it, with the span over which it stood.
-- As of a moment: valid_from <= moment AND (valid_to IS NULL OR valid_to > moment). day is text here.
SELECT former ->> 'day' AS day, former ->> 'region_code' AS region_code, former ->> 'commodity_code' AS commodity_code,
       former ->> 'currency' AS currency, former ->> 'price_basis' AS price_basis, former ->> 'method' AS method,
       former ->> 'base_day' AS base_day, CAST(former ->> 'value' AS numeric) AS value,
       CAST(former ->> 'matched_listings' AS numeric) AS matched_listings, CAST(former ->> 'drift_gap' AS numeric) AS drift_gap,
       former ->> 'method_version' AS method_version, former ->> 'status' AS status, former ->> 'verdict' AS verdict,
       valid_from, valid_to
  FROM revision WHERE table_name = 'price_index'
UNION ALL
SELECT CAST(day AS text), region_code, commodity_code, currency, price_basis, method, CAST(base_day AS text), value,
       matched_listings, drift_gap, method_version, status, verdict,
       computed_at, NULL
  FROM price_index
