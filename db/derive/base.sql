-- How listings stood before the day `base_of`, one row a listing: `base` holds those of which there was news since their base row,
-- `again`; the others stand as they stood. Reads event (with base rows of its own), getvariable('base_of').
CREATE OR REPLACE TEMP TABLE again AS
SELECT DISTINCT listing_id FROM event WHERE NOT is_base AND day < getvariable('base_of');

CREATE OR REPLACE TEMP TABLE base AS
WITH earlier AS (
    SELECT * FROM event SEMI JOIN again USING (listing_id) WHERE day < getvariable('base_of')
), plain AS (
    -- Listings each of whose rows says everything: the last one stands for all.
    SELECT listing_id, max(day) AS day FROM earlier GROUP BY listing_id
    HAVING bool_and(seen) AND count(shown) IN (0, count(*)) AND count(rolling) IN (0, count(*))
), latest AS (
    SELECT listing_id, max(day) AS day,
           max({'on': met.day, 'said': met}) FILTER (met IS NOT NULL).said AS met,
           max({'on': shown.day, 'said': shown}) FILTER (shown IS NOT NULL).said AS shown,
           max({'on': rolling.day, 'said': rolling}) FILTER (rolling IS NOT NULL).said AS rolling
      FROM earlier ANTI JOIN plain USING (listing_id) GROUP BY listing_id
)
SELECT listing_id, day, true AS is_base, true AS seen, 0 AS absent_before, met, shown, rolling
  FROM earlier SEMI JOIN plain USING (listing_id, day)
UNION ALL
SELECT b.listing_id, l.day, true, coalesce(l.day = l.met.day, false),
       coalesce(sum(CASE WHEN b.is_base AND b.met.day = l.met.day THEN b.absent_before
                         WHEN NOT b.is_base AND b.day > l.met.day THEN 1 END), 0)::INTEGER,
       any_value(l.met), any_value(l.shown), any_value(l.rolling)
  FROM earlier b JOIN latest l ON l.listing_id = b.listing_id
 GROUP BY b.listing_id, l.day, l.met;
