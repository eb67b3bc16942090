-- What all indices need of the quotes: numbers of regions and cells, and which of its products a listing of several net weights is.
-- Reads quotes, scope, place, version_spell.
CREATE OR REPLACE TEMP TABLE region_number AS
SELECT region_code, (row_number() OVER (ORDER BY region_code) - 1)::INTEGER AS number FROM (SELECT DISTINCT region_code FROM place);

CREATE OR REPLACE TEMP TABLE cell_number AS
SELECT commodity_code, currency, (row_number() OVER (ORDER BY commodity_code, currency) - 1)::SMALLINT AS number
  FROM (SELECT DISTINCT commodity_code, currency FROM scope WHERE commodity_code <> '');

CREATE OR REPLACE TEMP TABLE scope_number AS
SELECT s.scope, c.number AS cell, r.number AS region
  FROM scope s
  JOIN cell_number c ON c.commodity_code = s.commodity_code AND c.currency = s.currency
  JOIN region_number r ON r.region_code = s.region_code;

CREATE OR REPLACE TEMP TABLE reweighed AS
WITH changes AS (
    SELECT *, lag(weight4) OVER w AS weight_a, lag(since) OVER w IS NULL AS is_first
      FROM quotes JOIN scope_number USING (scope)
     WHERE listing_id IN (SELECT listing_id FROM version_spell GROUP BY listing_id HAVING count(DISTINCT coalesce(weight4, -1)) > 1)
    WINDOW w AS (PARTITION BY listing_id, cell ORDER BY since)
)
SELECT listing_id, since,
       count(*) FILTER (NOT is_first AND (weight4 IS NULL) <> (weight_a IS NULL)
                        OR abs(weight4 - weight_a) > 0.02 * weight_a)
           OVER (PARTITION BY listing_id, cell ORDER BY since) AS epoch
  FROM changes;

-- Beyond the number of every listing: products of a listing differ by multiples of it.
SET VARIABLE listings = (SELECT max(listing_id) + 1 FROM quotes);
