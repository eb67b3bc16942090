-- The quotes of one commodity and currency that reach into the days from $3 on. A product is an unbroken span of one net weight: a
-- change by more than 2 % makes a new product, smaller ones are told by the price per kg. Reads quote, reweighed, region_number;
-- parameters commodity_code, currency, first day.
SELECT q.listing_id + coalesce(w.epoch, 0) * getvariable('listings') AS product, r.number AS region,
       q.since - DATE '1970-01-01' AS since, q.until - DATE '1970-01-01' AS until,
       q.price4 / CASE WHEN q.weight4 > 0 THEN q.weight4 / 10000000 ELSE 1 END AS effective,
       q.regular4 / CASE WHEN q.weight4 > 0 THEN q.weight4 / 10000000 ELSE 1 END AS regular
  FROM quote q
  JOIN region_number r ON r.region_code = coalesce(q.region_code, '')
  LEFT JOIN reweighed w ON w.listing_id = q.listing_id AND w.since = q.since
 WHERE q.commodity_code = $1 AND q.currency = $2 AND (q.until >= $3 /* base days */)
