-- What did `daily_livestream` say of livestreams of a day at a past moment? Every row that stood in it, with the span over which it stood.
-- As of a moment: valid_from <= moment AND (valid_to IS NULL OR valid_to > moment). day is text here.
SELECT former ->> 'day' AS day, former ->> 'platform_code' AS platform_code, former ->> 'region_code' AS region_code,
       former ->> 'host_role' AS host_role, CAST(former ->> 'announced' AS numeric) AS announced,
       CAST(former ->> 'held' AS numeric) AS held, CAST(former ->> 'missed' AS numeric) AS missed,
       CAST(former ->> 'viewers_min' AS numeric) AS viewers_min, CAST(former ->> 'viewers_max' AS numeric) AS viewers_max,
       former ->> 'method_version' AS method_version, former ->> 'status' AS status, former ->> 'verdict' AS verdict,
       valid_from, valid_to
  FROM revision WHERE table_name = 'daily_livestream'
UNION ALL
SELECT CAST(day AS text), platform_code, region_code, host_role, announced, held, missed, viewers_min, viewers_max,
       method_version, status, verdict,
       computed_at, NULL
  FROM daily_livestream
