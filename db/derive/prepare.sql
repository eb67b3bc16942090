-- What every step needs: rounding, and the versions of listings as days. Reads raw_version, observation.
CREATE OR REPLACE TEMP MACRO rounded(x, step) AS
    (x // step + CASE WHEN 2 * (x % step) > step OR (2 * (x % step) = step AND (x // step) % 2 = 1) THEN 1 ELSE 0 END)::BIGINT;

CREATE OR REPLACE TEMP MACRO shared(part, whole) AS
    CASE WHEN whole > 0 THEN sign(part) * rounded(10000::HUGEINT * abs(part), whole) END;

CREATE OR REPLACE TEMP TABLE version_spell AS
SELECT * EXCLUDE (moment), coalesce(lead(valid_on) OVER (PARTITION BY listing_id ORDER BY valid_on) - 1, DATE '9999-01-01') AS until
  FROM (SELECT v.listing_id, o.day AS valid_on, o.moment, v.commodity_code, v.region_code, v.weight4,
               coalesce(v.weight_max4, v.weight4) AS weight_max4
          FROM version v JOIN observation o ON o.listing_id = v.listing_id AND o.capture_id = v.capture_id
       QUALIFY row_number() OVER (PARTITION BY v.listing_id, o.day ORDER BY o.moment DESC) = 1);
