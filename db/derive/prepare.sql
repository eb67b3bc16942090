-- What every step needs: rounding, and the versions of listings as days. Reads version, observation.
CREATE OR REPLACE TEMP MACRO rounded(x, step) AS
    (x // step + CASE WHEN 2 * (x % step) > step OR (2 * (x % step) = step AND (x // step) % 2 = 1) THEN 1 ELSE 0 END)::BIGINT;

CREATE OR REPLACE TEMP MACRO shared(part, whole) AS
    CASE WHEN whole > 0 THEN sign(part) * rounded(10000::HUGEINT * abs(part), whole) END;

CREATE OR REPLACE TEMP TABLE shown_version AS
SELECT v.listing_id, o.source, o.day, o.moment, v.commodity_code, v.region_code, v.weight4, coalesce(v.weight_max4, v.weight4) AS weight_max4
  FROM version v JOIN observation o ON o.listing_id = v.listing_id AND o.capture_id = v.capture_id;

-- By all pages, whether they are to be believed or not.
CREATE OR REPLACE TEMP TABLE shown_spell AS
SELECT *, coalesce(lead(valid_on) OVER w - 1, DATE '9999-01-01') AS until, lag(valid_on) OVER w IS NULL AS is_first
  FROM (SELECT listing_id, day AS valid_on, commodity_code, region_code, weight4, weight_max4 FROM shown_version
       QUALIFY row_number() OVER (PARTITION BY listing_id, day ORDER BY moment DESC) = 1)
WINDOW w AS (PARTITION BY listing_id ORDER BY valid_on);

-- By those that count: see believed.sql.
CREATE OR REPLACE TEMP VIEW version_spell AS SELECT * FROM shown_spell;
