-- What did a promotion change? Days of its listings counted from its start (first day seen, where it states none), and beside
-- them the listings of the same commodity and origin that never were in it (treated = 0). Uplift is one GROUP BY.
SELECT p.id AS promotion_id, p.platform_code, p.name AS promotion_name, p.starts_on, g.listing_id, g.treated,
       g.commodity_code, g.region_code, d.day, n.number - s.number AS days_since_start,
       d.price, d.list_price, d.currency, d.on_promotion, d.units_min, d.units_max, d.level_min
  FROM (SELECT p.id, p.platform_code, p.name, coalesce(p.starts_on, m.first_day) AS starts_on
          FROM promotion p
          JOIN (SELECT promotion_id, min(observed_on) AS first_day FROM promotion_listing WHERE presence = 'seen'
                 GROUP BY promotion_id) m ON m.promotion_id = p.id) p
  JOIN (SELECT m.promotion_id, l.id AS listing_id, 1 AS treated, l.commodity_code, coalesce(l.origin_code, '') AS region_code
          FROM (SELECT DISTINCT promotion_id, listing_id FROM promotion_listing WHERE presence = 'seen') m
          JOIN listing l ON l.id = m.listing_id
        UNION ALL
        SELECT k.promotion_id, l.id, 0, k.commodity_code, k.region_code
          FROM (SELECT DISTINCT m.promotion_id, l.commodity_code, coalesce(l.origin_code, '') AS region_code
                  FROM promotion_listing m JOIN listing l ON l.id = m.listing_id
                 WHERE m.presence = 'seen' AND l.commodity_code IS NOT NULL) k
          JOIN listing l ON l.commodity_code = k.commodity_code AND coalesce(l.origin_code, '') = k.region_code
         WHERE NOT EXISTS (SELECT 1 FROM promotion_listing m
                            WHERE m.promotion_id = k.promotion_id AND m.listing_id = l.id AND m.presence = 'seen')
       ) g ON g.promotion_id = p.id
  JOIN v_listing_day d ON d.listing_id = g.listing_id
  JOIN v_day_number s ON s.day = p.starts_on
  JOIN v_day_number n ON n.day = d.day
