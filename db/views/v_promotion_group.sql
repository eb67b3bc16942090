-- Which listings does a promotion's event study look at: its own (treated = 1), and those of the same commodity and origin that
-- never were in it (treated = 0)? starts_on is the first day seen where the promotion states none.
SELECT p.id AS promotion_id, p.platform_code, p.name AS promotion_name, coalesce(p.starts_on, m.first_day) AS starts_on,
       l.id AS listing_id, 1 AS treated, l.commodity_code, coalesce(l.origin_code, '') AS region_code
  FROM promotion p
-- CROSS JOIN: SQLite then keeps the order of the tables.
 CROSS JOIN (SELECT promotion_id, listing_id, min(min(observed_on)) OVER (PARTITION BY promotion_id) AS first_day
               FROM promotion_listing WHERE presence = 'seen' GROUP BY promotion_id, listing_id) m
 CROSS JOIN listing l
 WHERE m.promotion_id = p.id AND l.id = m.listing_id
UNION ALL
SELECT p.id, p.platform_code, p.name, coalesce(p.starts_on, k.first_day), l.id, 0, l.commodity_code, k.region_code
  FROM promotion p
 CROSS JOIN (SELECT m.promotion_id, l.commodity_code, coalesce(l.origin_code, '') AS region_code,
                    min(min(m.observed_on)) OVER (PARTITION BY m.promotion_id) AS first_day
               FROM promotion_listing m JOIN listing l ON l.id = m.listing_id
              WHERE m.presence = 'seen' AND l.commodity_code IS NOT NULL
              GROUP BY m.promotion_id, l.commodity_code, coalesce(l.origin_code, '')) k
 CROSS JOIN listing l
 WHERE k.promotion_id = p.id AND l.commodity_code = k.commodity_code AND coalesce(l.origin_code, '') = k.region_code
   AND NOT EXISTS (SELECT 1 FROM promotion_listing m
                    WHERE m.promotion_id = p.id AND m.listing_id = l.id AND m.presence = 'seen')
