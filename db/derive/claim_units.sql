-- Units, weight and value that each cell sold after the day `since` and until the day `until`: bounds of a listing from the end
-- points of the period, never sums of daily bounds; a null maximum is open. Reads used, version_spell, listing, fall (listing_id,
-- moment), getvariable('since'), getvariable('until'). Method: METHODS, "Sold counts are intervals", "Weight and value".
WITH counted AS (
    SELECT u.listing_id, u.day, u.moment, u.lo, u.hi, 0 AS segment
      FROM used u ANTI JOIN fall f ON f.listing_id = u.listing_id WHERE u.total
    UNION ALL
    SELECT u.listing_id, u.day, u.moment, u.lo, u.hi, count(f.moment)
      FROM used u SEMI JOIN fall s ON s.listing_id = u.listing_id
      LEFT JOIN fall f ON f.listing_id = u.listing_id AND f.moment <= u.moment
     WHERE u.total GROUP BY ALL
), ends AS (
    SELECT listing_id, segment,
           -- A cumulative counter begins with nothing: what a listing had sold when it was first met is the most that it can have.
           coalesce(max(lo) FILTER (day <= getvariable('since')), CASE WHEN segment = 0 THEN 0 END) AS before,
           max(lo) FILTER (day <= getvariable('until')) AS most_before,
           -- Of the days themselves what was read last: what came before it is theirs.
           least(min(hi) FILTER (day > getvariable('since')),
                 max({'moment': moment, 'hi': hi}) FILTER (day = getvariable('since')).hi) AS least_after,
           least(min(hi) FILTER (day > getvariable('until')),
                 max({'moment': moment, 'hi': hi}) FILTER (day = getvariable('until')).hi) AS at_most
      FROM counted GROUP BY listing_id, segment
    HAVING max(day) > getvariable('since') AND min(day) <= getvariable('until')
), sold AS (
    SELECT listing_id, sum(greatest(0, coalesce(most_before - least_after, 0)))::BIGINT AS low,
           -- A counter that fell in between leaves no upper bound.
           CASE WHEN count(*) = 1 AND count(at_most - before) = 1 THEN max(greatest(0, at_most - before)) END AS high
      FROM ends GROUP BY listing_id
), weighed AS (
    SELECT listing_id, min(weight4) AS least, CASE WHEN count(*) = count(weight4) THEN max(weight_max4) END AS most,
           arg_max(coalesce(region_code, ''), valid_on) AS region_code, arg_max(coalesce(commodity_code, ''), valid_on) AS commodity_code
      FROM version_spell WHERE valid_on <= getvariable('until') AND until > getvariable('since') GROUP BY listing_id
), asked AS (
    SELECT listing_id, min(price4) AS least, CASE WHEN count(*) = count(most4) THEN max(most4) END AS most,
           CASE WHEN count(DISTINCT currency) = 1 THEN any_value(currency) END AS currency
      FROM used WHERE seen AND price4 IS NOT NULL AND day > getvariable('since') - 7 AND day <= getvariable('until') GROUP BY listing_id
)
SELECT l.platform_code, coalesce(w.region_code, '') AS region_code, coalesce(w.commodity_code, '') AS commodity_code, a.currency,
       sum(s.low) AS units_min, CASE WHEN count(*) = count(s.high) THEN sum(s.high) END AS units_max,
       sum(s.low::HUGEINT * w.least) AS grams4_min,
       CASE WHEN count(w.least) = count(s.high * w.most) FILTER (w.least IS NOT NULL) THEN sum(s.high::HUGEINT * w.most) END AS grams4_max,
       sum(s.low::HUGEINT * a.least) AS value4_min,
       CASE WHEN count(a.currency) = count(s.high::HUGEINT * a.most) FILTER (a.currency IS NOT NULL)
            THEN sum(s.high::HUGEINT * a.most) END AS value4_max
  FROM sold s
  JOIN listing l ON l.id = s.listing_id
  LEFT JOIN weighed w ON w.listing_id = s.listing_id
  LEFT JOIN asked a ON a.listing_id = s.listing_id
 GROUP BY ALL ORDER BY ALL
