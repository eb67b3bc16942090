-- What did `discount` say of discounts at a past moment? Every row that stood in it, with the span over which it stood.
-- As of a moment: valid_from <= moment AND (valid_to IS NULL OR valid_to > moment). Days are text here.
SELECT CAST(former ->> 'listing_id' AS numeric) AS listing_id, former ->> 'began_on' AS began_on,
       former ->> 'ended_on' AS ended_on, former ->> 'currency' AS currency, CAST(former ->> 'price' AS numeric) AS price,
       CAST(former ->> 'list_price' AS numeric) AS list_price, CAST(former ->> 'claimed_depth' AS numeric) AS claimed_depth,
       CAST(former ->> 'lowest_30d' AS numeric) AS lowest_30d, CAST(former ->> 'real_depth_30d' AS numeric) AS real_depth_30d,
       CAST(former ->> 'usual_90d' AS numeric) AS usual_90d, CAST(former ->> 'real_depth_90d' AS numeric) AS real_depth_90d,
       CAST(former ->> 'creep_14d' AS numeric) AS creep_14d, CAST(former ->> 'rebound_7d' AS numeric) AS rebound_7d,
       former ->> 'method_version' AS method_version,
       valid_from, valid_to
  FROM revision WHERE table_name = 'discount'
UNION ALL
SELECT listing_id, CAST(began_on AS text), CAST(ended_on AS text), currency, price, list_price, claimed_depth, lowest_30d,
       real_depth_30d, usual_90d, real_depth_90d, creep_14d, rebound_7d, method_version,
       computed_at, NULL
  FROM discount
