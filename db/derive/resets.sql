-- Falls of counters are kept with the columns: `recounted` holds the listings whose falls are not those of the last update.
-- Reads counter_reset, reset.
CREATE OR REPLACE TEMP TABLE recounted AS
WITH now AS (
    SELECT listing_id, began_at AS moment FROM counter_reset
), before AS (
    SELECT listing_id, moment FROM reset
)
SELECT DISTINCT listing_id FROM ((FROM now EXCEPT FROM before) UNION ALL (FROM before EXCEPT FROM now));

DELETE FROM reset;
INSERT INTO reset SELECT listing_id, began_at, day FROM counter_reset;
