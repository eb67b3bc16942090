-- What every step needs: rounding, and what listings are by the pages that count. Reads shown_spell.
CREATE OR REPLACE TEMP MACRO rounded(x, step) AS
    (x // step + CASE WHEN 2 * (x % step) > step OR (2 * (x % step) = step AND (x // step) % 2 = 1) THEN 1 ELSE 0 END)::BIGINT;

CREATE OR REPLACE TEMP MACRO shared(part, whole) AS
    CASE WHEN whole > 0 THEN sign(part) * rounded(10000::HUGEINT * abs(part), whole) END;

-- By those that count: see believed.sql.
CREATE OR REPLACE TEMP TABLE believed_spell AS FROM shown_spell WHERE false;
CREATE OR REPLACE TEMP VIEW version_spell AS SELECT * FROM shown_spell;
