-- The state of each listing on each day from `since` to `until`: known ones, and those whose units are still shared out.
-- Reads spell, unit_spell, standing, getvariable('since'), getvariable('until').
CREATE OR REPLACE TEMP TABLE wanted_day AS
SELECT unnest(generate_series(getvariable('since'), getvariable('until'), INTERVAL 1 DAY))::DATE AS day;

CREATE OR REPLACE TEMP TABLE unit_day AS
SELECT listing_id, day, days > 1 AS shared, is_reset,
       -- Each of the n days gets its part; parts telescope, so that they sum to the whole.
       (low::HUGEINT * 10000 * (day - since)) // days - (low::HUGEINT * 10000 * (day - since - 1)) // days AS low4,
       (high::HUGEINT * 10000 * (day - since)) // days - (high::HUGEINT * 10000 * (day - since - 1)) // days AS high4
  FROM unit_spell JOIN wanted_day ON day > since AND day <= until;

CREATE OR REPLACE TEMP TABLE state AS
WITH told AS (
    -- Few spells reach into several versions.
    SELECT s.*, t.shop_id, t.counted_until, t.place, t.nowhere, t.told_from, t.weight4, t.weight_max4,
           greatest(s.since, t.since) AS standing_since, least(s.until, t.until) AS standing_until
      FROM spell s
      JOIN standing t ON t.listing_id = s.listing_id AND t.since <= s.until AND t.until >= s.since
     WHERE s.since <= getvariable('until') AND s.until >= getvariable('since')
), daily AS (
    SELECT t.* REPLACE (CASE WHEN day < told_from THEN nowhere ELSE place END AS place,
                        CASE WHEN day < told_from THEN NULL ELSE weight4 END AS weight4,
                        CASE WHEN day - shown_on <= 7 THEN price4 END AS price4),
           d.day, d.day <= t.known_until AS known
      FROM told t JOIN wanted_day d ON d.day BETWEEN t.standing_since AND t.standing_until
)
SELECT s.day, s.place, s.currency, s.known, s.day - s.met_on AS age, s.source, s.shop_id,
       s.is_first AND s.day = s.since AS is_new, s.is_absent AND s.day = s.since AS is_absent, s.price4,
       CASE WHEN s.day - s.shown_on <= 7 THEN s.most4 END AS most4,
       CASE WHEN s.day - s.shown_on <= 7 THEN s.list4 END AS list4,
       CASE WHEN s.weight4 > 0 AND s.known THEN s.price4 * 20000000.0 / (s.weight4 + s.weight_max4) END AS per_kg4,
       s.day - s.rolled_on <= 7 AS has_rolling, s.rolling_lo, s.rolling_hi,
       s.weight4, CASE WHEN s.weight4 IS NOT NULL THEN s.weight_max4 END AS weight_max4,
       u.listing_id IS NOT NULL AS has_units, u.low4, u.high4, u.shared, coalesce(u.is_reset, false) AS is_reset,
       coalesce(s.counted_until < s.day AND s.day - s.met_on <= 7, false) AS waits
  FROM daily s
  LEFT JOIN unit_day u ON u.listing_id = s.listing_id AND u.day = s.day
 WHERE s.known OR u.listing_id IS NOT NULL;

-- Plausibility gates: a listing far from the others of its commodity stays counted and is left out of medians.
CREATE OR REPLACE TEMP TABLE gate AS
SELECT m.day, p.place, m.currency, m.middle
  FROM (SELECT s.day, p.commodity_code, s.currency, median(s.per_kg4) AS middle
          FROM state s JOIN place p ON p.place = s.place
         WHERE s.per_kg4 IS NOT NULL AND p.commodity_code <> ''
         GROUP BY ALL HAVING count(*) >= 5) m
  JOIN place p ON p.commodity_code = m.commodity_code;
