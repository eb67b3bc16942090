-- What listings asked, day by day, from `asked_from` on: kept with the columns, as indices look back. Spans of one price, weight and
-- origin each; what goes on unchanged goes on in one span. For a part of the listings; where days are filled, only for those that
-- were met since, `heard`: what the others ask was known. Reads spell, standing, currency_number, observation, getvariable('asked_from'),
-- getvariable('open_from'), getvariable('of_all'), getvariable('parts'), getvariable('part').
CREATE OR REPLACE TEMP TABLE heard AS
SELECT DISTINCT listing_id FROM observation WHERE NOT getvariable('of_all') AND day >= getvariable('asked_from');

CREATE OR REPLACE TEMP MACRO asks_anew(listing_id) AS
    listing_id % getvariable('parts') = getvariable('part') AND (getvariable('of_all') OR listing_id IN (SELECT h.listing_id FROM heard h));

CREATE OR REPLACE TEMP TABLE asked AS
SELECT * REPLACE (least(until, getvariable('asked_from') - 1) AS until) FROM quotes
 WHERE until >= getvariable('asked_from') - 1 AND since < getvariable('asked_from') AND asks_anew(listing_id)
UNION ALL BY NAME
SELECT s.listing_id, greatest(s.since, v.valid_on, getvariable('asked_from')) AS since,
       least(s.until, s.shown_on + 7, s.known_until, v.until) AS until, s.price4, greatest(s.price4, coalesce(s.list4, 0)) AS regular4,
       scope_of(v.place, c.number) AS scope, v.weight4
  FROM spell s
  JOIN standing v ON v.listing_id = s.listing_id AND v.valid_on <= s.until AND v.until >= s.since
  JOIN currency_number c ON c.currency = s.currency
 WHERE s.price4 > 0 AND s.currency <> '' AND asks_anew(s.listing_id)
   AND greatest(s.since, v.valid_on, getvariable('asked_from')) <= least(s.until, s.shown_on + 7, s.known_until, v.until);

-- Spans of one listing do not overlap: those that say the same are one where their days add up to it.
CREATE OR REPLACE TEMP TABLE alike AS
SELECT listing_id, price4, regular4, scope, weight4, min(since) AS since, max(until) AS until,
       sum(until - since + 1) < max(until) - min(since) + 1 AS torn
  FROM asked GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE pieces AS
WITH placed AS (
    SELECT a.*, t.rowid AS alike,
           a.until - DATE '1970-01-01' - sum(a.until - a.since + 1) OVER (PARTITION BY t.rowid ORDER BY a.since) AS stretch
      FROM asked a
      JOIN alike t ON t.listing_id = a.listing_id AND t.price4 = a.price4 AND t.regular4 = a.regular4 AND t.scope = a.scope
       AND t.weight4 IS NOT DISTINCT FROM a.weight4
     WHERE t.torn
)
SELECT listing_id, min(since) AS since, max(until) AS until, price4, regular4, scope, weight4
  FROM placed GROUP BY alike, stretch, listing_id, price4, regular4, scope, weight4;

CREATE OR REPLACE TEMP TABLE made AS
SELECT * EXCLUDE (torn) FROM alike WHERE NOT torn
UNION ALL BY NAME FROM pieces
UNION ALL BY NAME
SELECT * FROM quote_open
 WHERE listing_id % getvariable('parts') = getvariable('part') AND (until < getvariable('asked_from') - 1 OR NOT asks_anew(listing_id));

DELETE FROM quote_past WHERE until >= getvariable('asked_from') - 1 AND asks_anew(listing_id);
DELETE FROM quote_open WHERE listing_id % getvariable('parts') = getvariable('part');
INSERT INTO quote_past BY NAME SELECT * FROM made WHERE until < getvariable('open_from');
INSERT INTO quote_open BY NAME SELECT * FROM made WHERE until >= getvariable('open_from');
DROP TABLE asked;
DROP TABLE alike;
DROP TABLE pieces;
DROP TABLE made;
