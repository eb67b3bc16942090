-- Listings whose versions new observations may have made anew: those that came after a later one, and those of pages that were read
-- before. Reads observation, variables mark and capture_mark.
WITH fresh AS (
    SELECT listing_id, min(moment) AS moment FROM observation WHERE id > getvariable('mark') GROUP BY listing_id
)
SELECT listing_id FROM observation WHERE id > getvariable('mark') AND capture_id <= getvariable('capture_mark')
UNION
SELECT o.listing_id
  FROM observation o JOIN fresh f ON f.listing_id = o.listing_id AND o.moment >= f.moment
 WHERE o.id <= getvariable('mark') AND o.moment >= (SELECT min(moment) FROM fresh)
