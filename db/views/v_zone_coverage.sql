-- How many goods does a zone say it has, how many do we find, and how many may there be? Two routes a day: the zone's own pages
-- (by_walk) and keyword searches (by_keywords: listings of the zone's region, and members of the zone). estimate is Chapman's,
-- (n1+1)(n2+1)/(m+1)-1, with its interval (0.95); null where no listing is on both routes. is_lower_bound = 1: a search was cut off
-- before its end, and as both routes prefer what sells, they depend on each other: there are at least so many.
WITH zone AS (
    SELECT p.id AS promotion_id, p.platform_code, g.parent_code, p.name, p.region_code, o.observed_on AS day,
           max(o.announced_count_min) AS advertised_min, max(o.announced_count_max) AS advertised_max
      FROM promotion p
      JOIN promotion_observation o ON o.promotion_id = p.id
      JOIN platform g ON g.code = p.platform_code
     WHERE p.kind IN ('zone', 'activity', 'activity_series', 'festival')
     GROUP BY p.id, p.platform_code, g.parent_code, p.name, p.region_code, o.observed_on),
searched AS (
    SELECT DISTINCT o.listing_id, o.observed_on AS day, l.origin_code, l.platform_code, g.parent_code
      FROM observation o
      JOIN capture c ON c.id = o.capture_id
      JOIN walk w ON w.id = c.walk_id
      JOIN listing l ON l.id = o.listing_id
      JOIN platform g ON g.code = l.platform_code
     WHERE w.scope_kind = 'search' AND o.presence = 'seen'),
mark AS (
    SELECT z.promotion_id, z.day, m.listing_id, 1 AS walked, 0 AS found
      FROM zone z JOIN promotion_listing m ON m.promotion_id = z.promotion_id AND m.observed_on = z.day AND m.presence = 'seen'
    UNION ALL
    SELECT z.promotion_id, z.day, s.listing_id, 0, 1
      FROM zone z
      JOIN searched s ON s.day = z.day AND (s.platform_code = z.platform_code OR s.parent_code = z.parent_code)
      JOIN v_region_up u ON u.code = s.origin_code AND u.up_code = z.region_code
    UNION ALL
    SELECT z.promotion_id, z.day, s.listing_id, 0, 1
      FROM zone z
      JOIN promotion_listing m ON m.promotion_id = z.promotion_id AND m.observed_on = z.day AND m.presence = 'seen'
      JOIN searched s ON s.listing_id = m.listing_id AND s.day = z.day),
routes AS (
    SELECT promotion_id, day, CAST(sum(walked) AS DOUBLE PRECISION) AS n1, CAST(sum(found) AS DOUBLE PRECISION) AS n2,
           CAST(sum(walked * found) AS DOUBLE PRECISION) AS m, count(*) AS enumerated
      FROM (SELECT promotion_id, day, listing_id, max(walked) AS walked, max(found) AS found
              FROM mark GROUP BY promotion_id, day, listing_id) one
     GROUP BY promotion_id, day),
chapman AS (
    SELECT promotion_id, day, n1, n2, m, enumerated,
           CASE WHEN m > 0 THEN (n1 + 1) * (n2 + 1) / (m + 1) - 1 END AS estimate,
           CASE WHEN m > 0 THEN sqrt((n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) * (m + 1) * (m + 2))) END AS error
      FROM routes)
SELECT z.promotion_id, z.platform_code, z.name, z.region_code, z.day, z.advertised_min, z.advertised_max,
       CAST(c.n1 AS BIGINT) AS by_walk, CAST(c.n2 AS BIGINT) AS by_keywords, CAST(c.m AS BIGINT) AS by_both, c.enumerated,
       c.estimate,
       CASE WHEN c.estimate - 1.96 * c.error < c.enumerated THEN CAST(c.enumerated AS DOUBLE PRECISION)
            ELSE c.estimate - 1.96 * c.error END AS estimate_low,
       c.estimate + 1.96 * c.error AS estimate_high,
       CASE WHEN EXISTS (SELECT 1 FROM walk w WHERE w.scope_kind = 'search' AND w.logical_date = z.day AND NOT w.complete)
            THEN 1 ELSE 0 END AS is_lower_bound
  FROM zone z JOIN chapman c ON c.promotion_id = z.promotion_id AND c.day = z.day
