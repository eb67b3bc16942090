-- What listings asked, day by day, from `first` on: kept with the columns, as indices look back. Spans of one price, weight and
-- origin each. Reads spell, version_spell, getvariable('first').
DELETE FROM quote WHERE since >= getvariable('first');
UPDATE quote SET until = getvariable('first') - 1 WHERE until >= getvariable('first');
INSERT INTO quote
SELECT s.listing_id, greatest(s.since, v.valid_on, getvariable('first')),
       least(s.until, s.shown_on + 7, s.known_until, v.until), s.price4, greatest(s.price4, coalesce(s.list4, 0)), s.currency,
       v.region_code, v.commodity_code, v.weight4
  FROM spell s
  JOIN version_spell v ON v.listing_id = s.listing_id AND v.valid_on <= s.until AND v.until >= s.since
 WHERE s.price4 > 0 AND s.currency <> ''
   AND greatest(s.since, v.valid_on, getvariable('first')) <= least(s.until, s.shown_on + 7, s.known_until, v.until);
