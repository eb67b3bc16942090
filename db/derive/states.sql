-- The state of each listing on each day from `since` to `until`: known ones, and those whose units are still shared out. Where days are
-- only filled, listings of which units are shared out, and nothing else of them. Reads due (the spells of those listings), unit_day,
-- wanted_day, standing, currency_number, judgement, verdict_weight, getvariable('since'), getvariable('until'),
-- getvariable('is_filling').
-- Not a column more than figures need: millions of rows are written. Units are known where low4 is. What is looked up stands on
-- the right: how many days a spell reaches into is not guessed well enough to choose.
SET disabled_optimizers = 'build_side_probe_side';
CREATE OR REPLACE TEMP TABLE state AS
WITH told AS (
    -- Few spells reach into several versions.
    SELECT s.* EXCLUDE (currency), c.number AS currency, t.shop_id, t.counted_until, t.place, t.nowhere, t.told_from, t.weight4,
           t.weight_max4, greatest(s.since, t.since) AS standing_since, least(s.until, t.until) AS standing_until
      FROM due s
      JOIN standing t ON t.listing_id = s.listing_id AND t.since <= s.until AND t.until >= s.since
      JOIN currency_number c ON c.currency = s.currency
     WHERE s.since <= getvariable('until') AND s.until >= getvariable('since')
), daily AS (
    SELECT t.* REPLACE (CASE WHEN day < told_from THEN nowhere ELSE place END AS place,
                        CASE WHEN day < told_from THEN NULL ELSE weight4 END AS weight4,
                        CASE WHEN day - shown_on <= 7 THEN price4 END AS price4),
           d.day, d.day <= t.known_until AS is_known, d.day <= t.known_until AND NOT getvariable('is_filling') AS known,
           (d.day - t.met_on)::INTEGER AS age
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
       u.low4, u.high4, u.shared, u.is_reset,
       -- While days are filled: which waited until now.
       s.is_known AND s.age <= 7 AND (s.counted_until < s.day OR getvariable('is_filling')) AS waits, w.doubt
  FROM daily s
  LEFT JOIN unit_day u ON u.listing_id = s.listing_id AND u.day = s.day
  LEFT JOIN worth w ON w.source = s.source AND w.day = s.day
 WHERE s.known OR u.listing_id IS NOT NULL;
RESET disabled_optimizers;
