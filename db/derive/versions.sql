-- What listings are by the pages that showed it, kept with the columns: rows of `version` are new, those of listings in `read_again` are
-- all that these have. Reads version, read_again, observation. Brings up shown_version and shown_spell.
DELETE FROM shown_version WHERE listing_id IN (SELECT r.listing_id FROM read_again r);

INSERT INTO shown_version BY NAME
SELECT listing_id, capture_id, o.source, o.day, o.moment, v.commodity_code, v.region_code, v.weight4,
       coalesce(v.weight_max4, v.weight4) AS weight_max4
  FROM version v JOIN observation o USING (listing_id, capture_id);

CREATE OR REPLACE TEMP TABLE respelled AS SELECT listing_id FROM version UNION FROM read_again;

DELETE FROM shown_spell WHERE listing_id IN (SELECT r.listing_id FROM respelled r);

-- By all pages, whether they are to be believed or not. Most listings have one version.
INSERT INTO shown_spell BY NAME
WITH due AS (
    FROM shown_version SEMI JOIN respelled USING (listing_id)
), once AS (
    SELECT listing_id FROM due GROUP BY listing_id HAVING count(*) = 1
), told AS (
    SELECT listing_id, day AS valid_on, commodity_code, region_code, weight4, weight_max4
      FROM due ANTI JOIN once USING (listing_id)
   QUALIFY row_number() OVER (PARTITION BY listing_id, day ORDER BY moment DESC) = 1
)
SELECT *, coalesce(lead(valid_on) OVER w - 1, DATE '9999-01-01') AS until, lag(valid_on) OVER w IS NULL AS is_first
  FROM told WINDOW w AS (PARTITION BY listing_id ORDER BY valid_on)
UNION ALL
SELECT listing_id, day, commodity_code, region_code, weight4, weight_max4, DATE '9999-01-01', true
  FROM due SEMI JOIN once USING (listing_id);
