-- The quotes that reach into the days from $1 to $2, or to a base day. A product is an unbroken span of one net weight: a change by
-- more than 2 % makes a new product, smaller ones are told by the price per kg. Reads quotes, reweighed, scope_number.
SELECT n.cell, q.listing_id + coalesce(w.epoch, 0) * getvariable('listings') AS product, n.region,
       (q.since - DATE '1970-01-01')::INTEGER AS since, (q.until - DATE '1970-01-01')::INTEGER AS until,
       q.price4 / CASE WHEN q.weight4 > 0 THEN q.weight4 / 10000000 ELSE 1 END AS effective,
       q.regular4 / CASE WHEN q.weight4 > 0 THEN q.weight4 / 10000000 ELSE 1 END AS regular
  FROM quotes q
  JOIN scope_number n ON n.scope = q.scope
  LEFT JOIN reweighed w ON w.listing_id = q.listing_id AND w.since = q.since
 WHERE q.since <= $2 AND (q.until >= $1 /* base days */)
