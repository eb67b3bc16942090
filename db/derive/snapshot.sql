-- How listings stood before the day `base_of`, kept for later updates. Reads base, again, event, counter, fallen,
-- getvariable('base_of').
INSERT INTO snapshot
SELECT getvariable('base_of'), listing_id, day, seen, absent_before, met, shown, rolling FROM base
UNION ALL
SELECT getvariable('base_of'), listing_id, day, seen, absent_before, met, shown, rolling FROM event ANTI JOIN again USING (listing_id)
 WHERE is_base;

INSERT INTO counter_snapshot
WITH counted AS (
    SELECT * FROM fallen WHERE day < getvariable('base_of')
), steady AS (
    -- Counters that never fall and count a day once: the last count stands for all.
    SELECT listing_id, max(moment) AS moment FROM counter
     WHERE day < getvariable('base_of') AND listing_id NOT IN (SELECT listing_id FROM fallen) GROUP BY listing_id
)
SELECT getvariable('base_of'), listing_id, moment, day, low, hi FROM counter SEMI JOIN steady USING (listing_id, moment)
UNION ALL
SELECT getvariable('base_of'), c.listing_id, max(c.moment), max(c.day), max(c.lo) FILTER (c.segment = l.segment), any_value(l.hi)
  FROM counted c
  JOIN (SELECT listing_id, max(segment) AS segment, max({'moment': moment, 'hi': hi}).hi AS hi FROM counted GROUP BY listing_id) l
    ON l.listing_id = c.listing_id
 GROUP BY c.listing_id;
