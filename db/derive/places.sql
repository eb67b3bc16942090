-- Where each listing stands from one day to another; `place` is a number for a platform, region and commodity. Before its first
-- version nothing is known of a listing but its platform: that row bears `told_from`. Reads listing, version_spell, shown_spell,
-- believed_spell, last_count, spell, observation, left_out. Makes standing, and new rows of place and currency_number.
INSERT INTO place
SELECT (SELECT coalesce(max(place), 0) FROM place) + row_number() OVER (), platform_code, region_code, commodity_code
  FROM (SELECT l.platform_code, coalesce(v.region_code, '') AS region_code, coalesce(v.commodity_code, '') AS commodity_code
          FROM listing l
          JOIN (SELECT listing_id, region_code, commodity_code FROM believed_spell
                UNION ALL SELECT listing_id, region_code, commodity_code FROM shown_spell) v ON v.listing_id = l.id
        UNION SELECT platform_code, '', '' FROM listing
        EXCEPT SELECT platform_code, region_code, commodity_code FROM place);

INSERT INTO currency_number
SELECT (SELECT coalesce(max(number), 0) FROM currency_number) + row_number() OVER (), currency
  FROM (SELECT currency FROM spell
        UNION SELECT coalesce(currency, '') FROM observation SEMI JOIN left_out USING (day, source) WHERE day >= getvariable('first')
        EXCEPT SELECT currency FROM currency_number);

CREATE OR REPLACE TEMP TABLE standing AS
SELECT l.id AS listing_id, l.shop_id, c.counted_until, p.place, n.place AS nowhere, v.weight4, v.weight_max4, v.valid_on,
       CASE WHEN v.is_first THEN v.valid_on END AS told_from,
       CASE WHEN v.is_first IS NOT FALSE THEN DATE '0001-01-01' ELSE v.valid_on END AS since,
       coalesce(v.until, DATE '9999-01-01') AS until
  FROM listing l
  LEFT JOIN version_spell v ON v.listing_id = l.id
  LEFT JOIN last_count c ON c.listing_id = l.id
  JOIN place n ON n.platform_code = l.platform_code AND n.region_code = '' AND n.commodity_code = ''
  JOIN place p ON p.platform_code = l.platform_code AND p.region_code = coalesce(v.region_code, '')
   AND p.commodity_code = coalesce(v.commodity_code, '');
