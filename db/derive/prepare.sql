-- What every step needs: rounding, and the versions of listings as days. Reads version, observation, shown.
CREATE OR REPLACE TEMP MACRO rounded(x, step) AS
    (x // step + CASE WHEN 2 * (x % step) > step OR (2 * (x % step) = step AND (x // step) % 2 = 1) THEN 1 ELSE 0 END)::BIGINT;

CREATE OR REPLACE TEMP MACRO shared(part, whole) AS
    CASE WHEN whole > 0 THEN sign(part) * rounded(10000::HUGEINT * abs(part), whole) END;

INSERT INTO shown
SELECT listing_id, capture_id, source, day, moment
  FROM observation SEMI JOIN (FROM version ANTI JOIN shown USING (listing_id, capture_id)) USING (listing_id, capture_id);

CREATE OR REPLACE TEMP TABLE shown_version AS
SELECT v.listing_id, s.source, s.day, s.moment, v.commodity_code, v.region_code, v.weight4, coalesce(v.weight_max4, v.weight4) AS weight_max4
  FROM version v JOIN shown s ON s.listing_id = v.listing_id AND s.capture_id = v.capture_id;

-- By all pages, whether they are to be believed or not. Most listings have one version.
CREATE OR REPLACE TEMP TABLE shown_spell AS
WITH once AS (
    SELECT listing_id FROM shown_version GROUP BY listing_id HAVING count(*) = 1
), told AS (
    SELECT listing_id, day AS valid_on, commodity_code, region_code, weight4, weight_max4
      FROM shown_version ANTI JOIN once USING (listing_id)
   QUALIFY row_number() OVER (PARTITION BY listing_id, day ORDER BY moment DESC) = 1
)
SELECT *, coalesce(lead(valid_on) OVER w - 1, DATE '9999-01-01') AS until, lag(valid_on) OVER w IS NULL AS is_first
  FROM told WINDOW w AS (PARTITION BY listing_id ORDER BY valid_on)
UNION ALL
SELECT listing_id, day, commodity_code, region_code, weight4, weight_max4, DATE '9999-01-01', true
  FROM shown_version SEMI JOIN once USING (listing_id);

-- By those that count: see believed.sql.
CREATE OR REPLACE TEMP TABLE believed_spell AS FROM shown_spell WHERE false;
CREATE OR REPLACE TEMP VIEW version_spell AS SELECT * FROM shown_spell;
