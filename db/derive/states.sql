-- The state of each listing on each day from `since` to `until`: known ones, and those whose units are still shared out.
-- Reads spell, unit_spell, standing, currency_number, judgement, verdict_weight, getvariable('since'), getvariable('until').
CREATE OR REPLACE TEMP TABLE wanted_day AS
SELECT unnest(generate_series(getvariable('since'), getvariable('until'), INTERVAL 1 DAY))::DATE AS day;

CREATE OR REPLACE TEMP TABLE unit_day AS
SELECT listing_id, day, days > 1 AS shared, is_reset,
       -- Each of the n days gets its part; parts telescope, so that they sum to the whole. Whole units a day apart, so that no step
       -- of it outgrows the whole.
       low // days * 10000 + low % days * 10000 * (day - since) // days - low % days * 10000 * (day - since - 1) // days AS low4,
       high // days * 10000 + high % days * 10000 * (day - since) // days - high % days * 10000 * (day - since - 1) // days AS high4
  FROM unit_spell JOIN wanted_day ON day > since AND day <= until;

-- Not a column more than figures need: millions of rows are written. Units are known where low4 is. What is looked up stands on
-- the right: how many days a spell reaches into is not guessed well enough to choose.
SET disabled_optimizers = 'build_side_probe_side';
CREATE OR REPLACE TEMP TABLE state AS
WITH told AS (
    -- Few spells reach into several versions.
    SELECT s.* EXCLUDE (currency), c.number AS currency, t.shop_id, t.counted_until, t.place, t.nowhere, t.told_from, t.weight4,
           t.weight_max4, greatest(s.since, t.since) AS standing_since, least(s.until, t.until) AS standing_until
      FROM spell s
      JOIN standing t ON t.listing_id = s.listing_id AND t.since <= s.until AND t.until >= s.since
      JOIN currency_number c ON c.currency = s.currency
     WHERE s.since <= getvariable('until') AND s.until >= getvariable('since')
), daily AS (
    SELECT t.* REPLACE (CASE WHEN day < told_from THEN nowhere ELSE place END AS place,
                        CASE WHEN day < told_from THEN NULL ELSE weight4 END AS weight4,
                        CASE WHEN day - shown_on <= 7 THEN price4 END AS price4),
           d.day, d.day <= t.known_until AS known, (d.day - t.met_on)::INTEGER AS age
      FROM told t JOIN wanted_day d ON d.day BETWEEN t.standing_since AND t.standing_until
), worth AS (
    SELECT j.day, j.source, w.weight AS doubt FROM judgement j JOIN verdict_weight w ON w.verdict = j.verdict
)
SELECT s.day, scope_of(s.place, s.currency) AS scope, s.known, s.age, s.shop_id,
       s.is_first AND s.day = s.since AS is_new, s.is_absent AND s.day = s.since AS is_absent, s.price4,
       CASE WHEN s.day - s.shown_on <= 7 THEN s.most4 END AS most4,
       CASE WHEN s.known AND s.day - s.shown_on <= 7 THEN s.list4 END AS list4,
       CASE WHEN s.weight4 > 0 AND s.known THEN s.price4 * 20000000.0 / (s.weight4 + s.weight_max4) END AS per_kg4,
       CASE WHEN s.known AND s.day - s.rolled_on <= 7 THEN s.rolling_lo END AS rolling_lo,
       CASE WHEN s.known AND s.day - s.rolled_on <= 7 THEN s.rolling_hi END AS rolling_hi,
       s.weight4, CASE WHEN s.weight4 IS NOT NULL THEN s.weight_max4 END AS weight_max4,
       u.low4, u.high4, u.shared, u.is_reset, s.counted_until < s.day AND s.age <= 7 AS waits, w.doubt
  FROM daily s
  LEFT JOIN unit_day u ON u.listing_id = s.listing_id AND u.day = s.day
  LEFT JOIN worth w ON w.source = s.source AND w.day = s.day
 WHERE s.known OR u.listing_id IS NOT NULL;
RESET disabled_optimizers;

-- Plausibility gates: a listing far from the others of its commodity stays counted and is left out of medians.
CREATE OR REPLACE TEMP TABLE gate AS
SELECT m.day, p.scope, m.middle
  FROM (SELECT s.day, p.commodity_code, p.currency, median(s.per_kg4) AS middle
          FROM state s JOIN scope p ON p.scope = s.scope
         WHERE s.per_kg4 IS NOT NULL AND p.commodity_code <> ''
         GROUP BY ALL HAVING count(*) >= 5) m
  JOIN scope p ON p.commodity_code = m.commodity_code AND p.currency = m.currency;
