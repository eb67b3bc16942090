-- What did `daily_promotion` say of promotions of a day at a past moment? Every row that stood in it, with the span over which it stood.
-- As of a moment: valid_from <= moment AND (valid_to IS NULL OR valid_to > moment). day is text here.
SELECT former ->> 'day' AS day, former ->> 'platform_code' AS platform_code, former ->> 'region_code' AS region_code,
       former ->> 'kind' AS kind, CAST(former ->> 'announced' AS numeric) AS announced,
       CAST(former ->> 'planned' AS numeric) AS planned, CAST(former ->> 'running' AS numeric) AS running,
       CAST(former ->> 'held' AS numeric) AS held, CAST(former ->> 'overdue' AS numeric) AS overdue,
       CAST(former ->> 'listings' AS numeric) AS listings, former ->> 'method_version' AS method_version,
       former ->> 'status' AS status, former ->> 'verdict' AS verdict,
       valid_from, valid_to
  FROM revision WHERE table_name = 'daily_promotion'
UNION ALL
SELECT CAST(day AS text), platform_code, region_code, kind, announced, planned, running, held, overdue, listings,
       method_version, status, verdict,
       computed_at, NULL
  FROM daily_promotion
