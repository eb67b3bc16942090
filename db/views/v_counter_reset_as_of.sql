-- What did `counter_reset` say of resets of sold counters at a past moment? Every row that stood in it, with the span over which it stood.
-- As of a moment: valid_from <= moment AND (valid_to IS NULL OR valid_to > moment). began_at is text here, to the second.
SELECT CAST(former ->> 'listing_id' AS numeric) AS listing_id,
       CAST(replace(substr(former ->> 'began_at', 1, 19), 'T', ' ') AS text) AS began_at,
       former ->> 'method_version' AS method_version,
       valid_from, valid_to
  FROM revision WHERE table_name = 'counter_reset'
UNION ALL
SELECT listing_id, substr(CAST(began_at AS text), 1, 19), method_version,
       computed_at, NULL
  FROM counter_reset
