-- Versions of listings without what pages of invalid source-days said. Those of the few listings that such a page gave a version
-- are folded anew from what their other pages showed, as db.ingest.listings folds them: what is not shown stays, and a weight
-- gives way to one of its rank or above. Reads told, distrusted, left_out, shown_spell.
CREATE OR REPLACE TEMP TABLE believed_spell AS
WITH folded AS (
    SELECT t.listing_id, t.day, t.moment, t.sha256,
           last_value(t.commodity_code IGNORE NULLS) OVER w AS commodity_code, last_value(t.region_code IGNORE NULLS) OVER w AS region_code,
           max(CASE WHEN t.weight4 IS NOT NULL
                    THEN {'rank': t.rank, 'moment': t.moment, 'sha256': t.sha256, 'least': t.weight4, 'most': t.weight_max4} END) OVER w AS weighed
      FROM told t ANTI JOIN left_out x ON x.day = t.day AND x.source = t.source
    WINDOW w AS (PARTITION BY t.listing_id ORDER BY t.moment, t.sha256)
), version AS (
    SELECT listing_id, day, moment, sha256, commodity_code, region_code, weighed.least AS weight4, coalesce(weighed.most, weighed.least) AS weight_max4,
           {'commodity': commodity_code, 'region': region_code, 'least': weight4, 'most': weight_max4} AS facts
      FROM folded
   QUALIFY facts IS DISTINCT FROM lag(facts) OVER (PARTITION BY listing_id ORDER BY moment, sha256)
)
SELECT *, coalesce(lead(valid_on) OVER w - 1, DATE '9999-01-01') AS until, lag(valid_on) OVER w IS NULL AS is_first
  FROM (SELECT listing_id, day AS valid_on, commodity_code, region_code, weight4, weight_max4 FROM version
       QUALIFY row_number() OVER (PARTITION BY listing_id, day ORDER BY moment DESC, sha256 DESC) = 1)
WINDOW w AS (PARTITION BY listing_id ORDER BY valid_on);

CREATE OR REPLACE TEMP VIEW version_spell AS
SELECT * FROM shown_spell WHERE listing_id NOT IN (SELECT listing_id FROM distrusted)
UNION ALL BY NAME SELECT * FROM believed_spell;
