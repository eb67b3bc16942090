-- How deep are discounts really? Of each platform, commodity and currency: claimed depth, depth against the lowest price of the
-- 30 days before and against the most common one of 90 days, creep before and rebound after, as means over the discounts of
-- which they are known; not_lower counts those that are no lower than what was asked within 30 days before.
SELECT l.platform_code, coalesce(l.commodity_code, '') AS commodity_code, d.currency,
       count(*) AS discounts,
       round(avg(d.claimed_depth), 4) AS claimed_depth,
       count(d.real_depth_30d) AS judged_30d,
       round(avg(d.real_depth_30d), 4) AS real_depth_30d,
       sum(CASE WHEN d.real_depth_30d <= 0 THEN 1 ELSE 0 END) AS not_lower,
       count(d.real_depth_90d) AS judged_90d,
       round(avg(d.real_depth_90d), 4) AS real_depth_90d,
       round(avg(d.creep_14d), 4) AS creep_14d,
       round(avg(d.rebound_7d), 4) AS rebound_7d
  FROM discount d JOIN listing l ON l.id = d.listing_id
 GROUP BY l.platform_code, coalesce(l.commodity_code, ''), d.currency
