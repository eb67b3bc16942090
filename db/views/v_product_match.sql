-- Which listings are the same goods on another platform, and at which price? Each pair from both sides; prices as last seen, null
-- = none seen. Pairs that were taken back are left out.
SELECT m.listing_id, m.other_listing_id, m.method, m.score,
       a.platform_code, a.site, a.native_id, a.title, b.platform_code AS other_platform_code, b.site AS other_site,
       b.native_id AS other_native_id, b.title AS other_title, a.commodity_code, a.net_weight_g,
       pa.price, pa.currency, pa.observed_on AS priced_on,
       pb.price AS other_price, pb.currency AS other_currency, pb.observed_on AS other_priced_on
  FROM (SELECT listing_id, other_listing_id, method, score FROM product_match WHERE NOT undone
         UNION ALL
        SELECT other_listing_id, listing_id, method, score FROM product_match WHERE NOT undone) m
  JOIN listing a ON a.id = m.listing_id
  JOIN listing b ON b.id = m.other_listing_id
  LEFT JOIN observation pa ON pa.id = (SELECT o.id FROM observation o WHERE o.listing_id = a.id AND o.price IS NOT NULL
                                        ORDER BY o.observed_at DESC, o.id DESC LIMIT 1)
  LEFT JOIN observation pb ON pb.id = (SELECT o.id FROM observation o WHERE o.listing_id = b.id AND o.price IS NOT NULL
                                        ORDER BY o.observed_at DESC, o.id DESC LIMIT 1)
