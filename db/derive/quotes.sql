-- What listings asked, day by day, from `first` on: kept with the columns, as indices look back. Spans of one price, weight and
-- origin each; what goes on unchanged goes on in one span. For a part of the listings. Reads spell, version_spell,
-- getvariable('first'), getvariable('parts'), getvariable('part').
CREATE OR REPLACE TEMP TABLE asked AS
SELECT * REPLACE (least(until, getvariable('first') - 1) AS until) FROM quote
 WHERE until >= getvariable('first') - 1 AND since < getvariable('first') AND listing_id % getvariable('parts') = getvariable('part')
UNION ALL BY NAME
SELECT s.listing_id, greatest(s.since, v.valid_on, getvariable('first')) AS since,
       least(s.until, s.shown_on + 7, s.known_until, v.until) AS until, s.price4, greatest(s.price4, coalesce(s.list4, 0)) AS regular4,
       s.currency, v.region_code, v.commodity_code, v.weight4
  FROM spell s
  JOIN version_spell v ON v.listing_id = s.listing_id AND v.valid_on <= s.until AND v.until >= s.since
 WHERE s.price4 > 0 AND s.currency <> '' AND s.listing_id % getvariable('parts') = getvariable('part')
   AND greatest(s.since, v.valid_on, getvariable('first')) <= least(s.until, s.shown_on + 7, s.known_until, v.until);

DELETE FROM quote WHERE until >= getvariable('first') - 1 AND listing_id % getvariable('parts') = getvariable('part');

INSERT INTO quote
WITH compared AS (
    SELECT *, lag(until) OVER w AS before, last_value(until) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS latest,
           coalesce(lag(until) OVER w = since - 1 AND lag(price4) OVER w = price4 AND lag(regular4) OVER w = regular4
                    AND lag(currency) OVER w = currency AND lag(region_code) OVER w IS NOT DISTINCT FROM region_code
                    AND lag(commodity_code) OVER w IS NOT DISTINCT FROM commodity_code
                    AND lag(weight4) OVER w IS NOT DISTINCT FROM weight4, false) AS goes_on
      FROM asked WINDOW w AS (PARTITION BY listing_id ORDER BY since)
)
SELECT listing_id, since, coalesce(lead(before) OVER (PARTITION BY listing_id ORDER BY since), latest), price4, regular4, currency,
       region_code, commodity_code, weight4
  FROM compared WHERE NOT goes_on;
DROP TABLE asked;
