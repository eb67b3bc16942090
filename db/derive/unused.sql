-- Listings that a day saw through invalid sources only, in the cell where they would stand. Reads observation, used, shown_spell,
-- scope.
CREATE OR REPLACE TEMP TABLE unused AS
SELECT o.day, p.scope, l.shop_id, false AS known, false AS is_reset, true AS left_out
  FROM (SELECT o.day, o.listing_id, max(o.currency) AS currency
          FROM observation o JOIN left_out x ON x.day = o.day AND x.source = o.source
         WHERE o.seen AND o.day BETWEEN getvariable('since') AND getvariable('until') AND NOT getvariable('is_filling') GROUP BY ALL) o
  JOIN listing l ON l.id = o.listing_id
  LEFT JOIN shown_spell v ON v.listing_id = o.listing_id AND o.day BETWEEN v.valid_on AND v.until
  JOIN scope p ON p.platform_code = l.platform_code AND p.region_code = coalesce(v.region_code, '')
   AND p.commodity_code = coalesce(v.commodity_code, '') AND p.currency = coalesce(o.currency, '')
 WHERE NOT EXISTS (SELECT 1 FROM used u WHERE u.listing_id = o.listing_id AND u.day = o.day AND u.seen
                      AND u.day BETWEEN getvariable('since') AND getvariable('until'));
