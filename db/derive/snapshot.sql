-- How listings stood before the day `base_of`, kept for later updates. Reads base, counter, fallen, getvariable('base_of').
INSERT INTO snapshot SELECT getvariable('base_of'), listing_id, day, seen, absent_before, met, shown, rolling FROM base;

INSERT INTO counter_snapshot
WITH counted AS (
    SELECT c.listing_id, c.moment, c.day, c.lo, c.hi, coalesce(f.segment, 0) AS segment
      FROM counter c LEFT JOIN fallen f ON f.listing_id = c.listing_id AND f.moment = c.moment
     WHERE c.day < getvariable('base_of')
)
SELECT getvariable('base_of'), c.listing_id, max(c.moment), max(c.day), max(c.lo) FILTER (c.segment = l.segment), any_value(l.hi)
  FROM counted c
  JOIN (SELECT listing_id, max(segment) AS segment, max({'moment': moment, 'hi': hi}).hi AS hi FROM counted GROUP BY listing_id) l
    ON l.listing_id = c.listing_id
 GROUP BY c.listing_id;
