-- Which announced promotions and livestreams have been held by the last day that we observed? One row each that was announced as
-- still to come: announced = how many were announced (1 where no number is said), held = how many we saw on its platform over its
-- days, in its region or one within it, what belongs to a platform counted for it, or all where another article reports it as past;
-- state held, running, overdue (its last day has passed) or announced; unknown = its days are not said.
SELECT a.kind, a.id, a.announcement_id, a.platform_code, a.region_code, a.name, a.starts_on, a.ends_on, a.announced, a.held,
       CASE WHEN a.held >= a.announced THEN 'held'
            WHEN a.ends_on < a.last_day THEN 'overdue'
            WHEN a.starts_on <= a.last_day THEN 'running'
            WHEN a.starts_on > a.last_day THEN 'announced'
            ELSE 'unknown' END AS state,
       a.quote
  FROM (SELECT p.kind, p.id, p.announcement_id, p.platform_code, p.region_code, p.name, p.starts_on, p.ends_on, p.quote,
               coalesce(p.announced_count, 1) AS announced, d.last_day,
               CASE WHEN p.kind = 'livestream_series'
                    THEN (SELECT count(*) FROM livestream s
                           WHERE s.announcement_id IS NULL AND EXISTS (SELECT 1 FROM platform f WHERE f.code = s.platform_code AND p.platform_code IN (f.code, f.parent_code))
                             AND s.status IN ('live', 'ended') AND s.held_on >= coalesce(p.starts_on, n.published_on)
                             AND (p.ends_on IS NULL OR s.held_on <= p.ends_on)
                             AND (p.region_code IS NULL OR s.region_code IS NULL OR EXISTS (
                                 SELECT 1 FROM region a LEFT JOIN region b ON b.code = a.parent_code LEFT JOIN region c ON c.code = b.parent_code
                                  WHERE a.code = s.region_code AND p.region_code IN (a.code, b.code, c.code, c.parent_code))))
                    -- Another article tells of it as past: the same day, and its name, or its kind and region.
                    WHEN EXISTS (SELECT 1 FROM promotion r JOIN announcement m ON m.id = r.announcement_id AND m.duplicate_of IS NULL
                                  WHERE NOT r.planned AND r.platform_code = p.platform_code AND r.starts_on = p.starts_on
                                    AND m.published_on >= n.published_on AND coalesce(r.announced_count, 1) = coalesce(p.announced_count, 1)
                                    AND (lower(r.name) = lower(p.name)
                                         OR (r.kind = p.kind AND (r.region_code = p.region_code OR r.region_code IS NULL OR p.region_code IS NULL))))
                    THEN coalesce(p.announced_count, 1)
                    ELSE (SELECT count(*) FROM promotion o
                           WHERE o.announcement_id IS NULL AND EXISTS (SELECT 1 FROM platform f WHERE f.code = o.platform_code AND p.platform_code IN (f.code, f.parent_code))
                             AND coalesce(o.starts_on, o.ends_on) >= coalesce(p.starts_on, n.published_on)
                             AND (p.ends_on IS NULL OR coalesce(o.starts_on, o.ends_on) <= p.ends_on)
                             AND (p.region_code IS NULL OR o.region_code IS NULL OR EXISTS (
                                 SELECT 1 FROM region a LEFT JOIN region b ON b.code = a.parent_code LEFT JOIN region c ON c.code = b.parent_code
                                  WHERE a.code = o.region_code AND p.region_code IN (a.code, b.code, c.code, c.parent_code)))) END AS held
          FROM promotion p
          JOIN announcement n ON n.id = p.announcement_id AND n.duplicate_of IS NULL
          CROSS JOIN (SELECT max(day) AS last_day FROM daily_quality) d
         WHERE p.planned
         UNION ALL
        SELECT 'livestream', l.id, l.announcement_id, l.platform_code, l.region_code, l.title, l.held_on, l.held_on, l.quote,
               1, d.last_day,
               (SELECT count(*) FROM livestream s
                 WHERE s.announcement_id IS NULL AND EXISTS (SELECT 1 FROM platform f WHERE f.code = s.platform_code AND l.platform_code IN (f.code, f.parent_code))
                   AND s.status IN ('live', 'ended') AND s.held_on = l.held_on
                   AND (l.region_code IS NULL OR s.region_code IS NULL OR EXISTS (
                       SELECT 1 FROM region a LEFT JOIN region b ON b.code = a.parent_code LEFT JOIN region c ON c.code = b.parent_code
                        WHERE a.code = s.region_code AND l.region_code IN (a.code, b.code, c.code, c.parent_code))))
          FROM livestream l
          JOIN announcement n ON n.id = l.announcement_id AND n.duplicate_of IS NULL
          CROSS JOIN (SELECT max(day) AS last_day FROM daily_quality) d
         WHERE l.status = 'announced') a
