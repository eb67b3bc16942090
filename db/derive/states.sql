-- The state of each listing on each day from `since` to `until`: known ones, and those whose units are still shared out.
-- Reads spell, unit_spell, version_spell, listing, getvariable('since'), getvariable('until').
CREATE OR REPLACE TEMP TABLE unit_day AS
SELECT listing_id, day::DATE AS day, days > 1 AS shared, is_reset,
       -- Each of the n days gets its part; parts telescope, so that they sum to the whole.
       (low::HUGEINT * 10000 * (day::DATE - since)) // days - (low::HUGEINT * 10000 * (day::DATE - since - 1)) // days AS low4,
       (high::HUGEINT * 10000 * (day::DATE - since)) // days - (high::HUGEINT * 10000 * (day::DATE - since - 1)) // days AS high4
  FROM (SELECT *, unnest(generate_series(greatest(since + 1, getvariable('since')), least(until, getvariable('until')),
                                         INTERVAL 1 DAY)) AS day
          FROM unit_spell WHERE until >= getvariable('since') AND since < getvariable('until'));

CREATE OR REPLACE TEMP TABLE state AS
SELECT s.day, s.listing_id, l.platform_code, l.shop_id,
       coalesce(v.region_code, '') AS region_code, coalesce(v.commodity_code, '') AS commodity_code, s.currency,
       s.day <= s.known_until AS known, s.day - s.met_on AS age, s.source,
       s.is_first AND s.day = s.since AS is_new, s.is_absent AND s.day = s.since AS is_absent,
       CASE WHEN s.day - s.shown_on <= 7 THEN s.price4 END AS price4,
       CASE WHEN s.day - s.shown_on <= 7 THEN s.most4 END AS most4,
       CASE WHEN s.day - s.shown_on <= 7 THEN s.list4 END AS list4,
       s.day - s.rolled_on <= 7 AS has_rolling, s.rolling_lo, s.rolling_hi,
       v.weight4, v.weight_max4,
       u.listing_id IS NOT NULL AS has_units, u.low4, u.high4, u.shared, coalesce(u.is_reset, false) AS is_reset,
       coalesce(c.counted_until < s.day AND s.day - s.met_on <= 7, false) AS waits
  FROM (SELECT *, unnest(generate_series(greatest(since, getvariable('since')), least(until, getvariable('until')),
                                         INTERVAL 1 DAY))::DATE AS day
          FROM spell WHERE since <= getvariable('until') AND until >= getvariable('since')) s
  JOIN listing l ON l.id = s.listing_id
  LEFT JOIN version_spell v ON v.listing_id = s.listing_id AND s.day BETWEEN v.valid_on AND v.until
  LEFT JOIN unit_day u ON u.listing_id = s.listing_id AND u.day = s.day
  LEFT JOIN last_count c ON c.listing_id = s.listing_id
 WHERE s.day <= s.known_until OR u.listing_id IS NOT NULL;

-- Plausibility gates: a flagged listing stays counted and is left out of medians.
CREATE OR REPLACE TEMP TABLE priced AS
SELECT s.*,
       coalesce(price4 = 0 OR weight4 > 500000000, false)
       OR coalesce(n >= 5 AND (per_kg4 > 20 * middle OR per_kg4 * 20 < middle), false) AS gated
  FROM (SELECT *, CASE WHEN weight4 > 0 AND known THEN price4 * 20000000.0 / (weight4 + weight_max4) END AS per_kg4
          FROM state) s
  LEFT JOIN (SELECT day, commodity_code, currency, count(*) AS n, median(per_kg4) AS middle
               FROM (SELECT day, commodity_code, currency, price4 * 20000000.0 / (weight4 + weight_max4) AS per_kg4
                       FROM state WHERE weight4 > 0 AND price4 IS NOT NULL AND known)
              WHERE commodity_code <> '' GROUP BY ALL) m USING (day, commodity_code, currency);
