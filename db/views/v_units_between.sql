-- How many units did a listing sell after one day and until another, at least and at most? Bounds from the end points of the
-- period, never sums of daily bounds. Say both days (first_day's own units are not in it). units_max null = open: the counter
-- fell in between, or was not read on both sides; resets says how often it fell. Days on which the source was not to be believed are
-- left out.
SELECT p.first_day, p.last_day, p.listing_id,
       -- Read listing by listing, through its own index: what is asked of one region costs no more than its listings.
       coalesce((SELECT sum(CASE WHEN s.most_before > s.least_after THEN s.most_before - s.least_after ELSE 0 END)
                   FROM (SELECT max(CASE WHEN c.day <= p.last_day THEN c.sold_min END) AS most_before,
                                -- Of the first day only what was read last: its own units come before.
                                min(CASE WHEN c.day > p.first_day THEN c.sold_max
                                         WHEN c.day = p.first_day AND NOT EXISTS (
                                              SELECT 1 FROM v_observation n
                                               WHERE n.listing_id = p.listing_id AND n.observed_at > c.moment AND n.observed_on <= c.day
                                                 AND n.sold_period = 'total' AND n.sold_min IS NOT NULL) THEN c.sold_max END) AS least_after
                           FROM (SELECT o.observed_on AS day, o.observed_at AS moment, o.sold_min, o.sold_max,
                                        (SELECT count(*) FROM counter_reset r
                                          WHERE r.listing_id = o.listing_id AND r.began_at <= o.observed_at) AS segment
                                   FROM v_observation o
                                  WHERE o.listing_id = p.listing_id AND o.sold_period = 'total' AND o.sold_min IS NOT NULL) c
                          GROUP BY c.segment HAVING max(c.day) > p.first_day AND min(c.day) <= p.last_day) s), 0) AS units_min,
       (SELECT CASE WHEN count(*) = 1 THEN max(s.sold_at_most) END
          FROM (SELECT min(CASE WHEN c.day > p.last_day THEN c.sold_max
                                WHEN c.day = p.last_day AND NOT EXISTS (
                                     SELECT 1 FROM v_observation n
                                      WHERE n.listing_id = p.listing_id AND n.observed_at > c.moment AND n.observed_on <= c.day
                                        AND n.sold_period = 'total' AND n.sold_min IS NOT NULL) THEN c.sold_max END)
                       - max(CASE WHEN c.day <= p.first_day THEN c.sold_min END) AS sold_at_most
                  FROM (SELECT o.observed_on AS day, o.observed_at AS moment, o.sold_min, o.sold_max,
                               (SELECT count(*) FROM counter_reset r
                                 WHERE r.listing_id = o.listing_id AND r.began_at <= o.observed_at) AS segment
                          FROM v_observation o
                         WHERE o.listing_id = p.listing_id AND o.sold_period = 'total' AND o.sold_min IS NOT NULL) c
                 GROUP BY c.segment HAVING max(c.day) > p.first_day AND min(c.day) <= p.last_day) s) AS units_max,
       (SELECT count(*) FROM counter_reset r
         WHERE r.listing_id = p.listing_id
           AND EXISTS (SELECT 1 FROM v_observation o
                        WHERE o.listing_id = p.listing_id AND o.observed_at = r.began_at
                          AND o.observed_on > p.first_day AND o.observed_on <= p.last_day)) AS resets
  FROM (SELECT a.day AS first_day, b.day AS last_day, l.id AS listing_id
          FROM (SELECT DISTINCT day FROM daily_quality) a
          JOIN (SELECT DISTINCT day FROM daily_quality) b ON b.day > a.day
          JOIN listing l ON EXISTS (SELECT 1 FROM v_observation o
                                     WHERE o.listing_id = l.id AND o.sold_period = 'total' AND o.sold_min IS NOT NULL
                                       AND o.observed_on > a.day)
                        AND EXISTS (SELECT 1 FROM v_observation o
                                     WHERE o.listing_id = l.id AND o.sold_period = 'total' AND o.sold_min IS NOT NULL
                                       AND o.observed_on <= b.day)) p
