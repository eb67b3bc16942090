-- Whether a listing was counted on a day before $1 no earlier than on one from there on. Zones lie at most 26 hours apart. Reads observation.
WITH counted AS (
    SELECT listing_id, moment, day < $1 AS before FROM observation WHERE total AND day BETWEEN $1 - 2 AND $1 + 1
), overlap AS (
    -- Of one zone, there is none, and nothing has to be told apart by listing.
    SELECT min(moment) FILTER (NOT before) AS since, max(moment) FILTER (before) AS until FROM counted
), within AS (
    SELECT c.* FROM counted c JOIN overlap o ON c.moment BETWEEN o.since AND o.until
)
SELECT count(*) > 0
  FROM (SELECT 1 FROM within GROUP BY listing_id HAVING max(moment) FILTER (before) >= min(moment) FILTER (NOT before) LIMIT 1)
