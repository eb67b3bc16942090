-- Plausibility gates: a listing far from the others of its commodity stays counted and is left out of medians. Reads state, scope.
CREATE OR REPLACE TEMP TABLE gate AS
SELECT m.day, p.scope, m.middle
  FROM (SELECT s.day, p.commodity_code, p.currency, median(s.per_kg4) AS middle
          FROM state s JOIN scope p ON p.scope = s.scope
         WHERE s.per_kg4 IS NOT NULL AND p.commodity_code <> ''
         GROUP BY ALL HAVING count(*) >= 5) m
  JOIN scope p ON p.commodity_code = m.commodity_code AND p.currency = m.currency;
