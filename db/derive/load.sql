-- Names and types of what the store hands over, the same for both databases (a column without values comes as numbers): observation, listing, version, page, expectation.
CREATE TEMP TABLE observation AS
SELECT id::BIGINT AS id, listing_id::BIGINT AS listing_id, source_code::VARCHAR AS source_code, observed_on::DATE AS observed_on,
       observed_at::TIMESTAMP AS observed_at, presence::VARCHAR AS presence, price::DECIMAL(18, 4) AS price, price_max::DECIMAL(18, 4) AS price_max,
       list_price::DECIMAL(18, 4) AS list_price, currency::VARCHAR AS currency, sold_min::BIGINT AS sold_min, sold_max::BIGINT AS sold_max, sold_period::VARCHAR AS sold_period
  FROM raw_observation;

CREATE TEMP TABLE listing AS
SELECT id::BIGINT AS id, platform_code::VARCHAR AS platform_code, shop_id::BIGINT AS shop_id FROM raw_listing;

CREATE TEMP TABLE version AS
SELECT listing_id::BIGINT AS listing_id, valid_from::TIMESTAMP AS valid_from, valid_on::DATE AS valid_on,
       commodity_code::VARCHAR AS commodity_code, origin_code::VARCHAR AS origin_code,
       net_weight_g::DECIMAL(18, 4) AS net_weight_g, net_weight_max_g::DECIMAL(18, 4) AS net_weight_max_g
  FROM raw_version;

CREATE TEMP TABLE page AS
SELECT logical_date::DATE AS day, source_code::VARCHAR AS source_code, status::INTEGER AS status, rejected::BIGINT AS rejected, walled::INTEGER = 1 AS walled
  FROM raw_page;

CREATE TEMP TABLE expectation AS SELECT source_code::VARCHAR AS source_code, min_pages::BIGINT AS min_pages FROM raw_expectation;

CREATE TEMP TABLE verdict_weight AS
SELECT * FROM (VALUES ('ok', 0), ('partial', 1), ('stale', 2), ('blocked', 3), ('invalid', 4)) AS t(verdict, weight);
