-- What did `daily_quality` say of sources at a past moment? Every row that stood in it, with the span over which it stood.
-- As of a moment: valid_from <= moment AND (valid_to IS NULL OR valid_to > moment). day is text here.
SELECT former ->> 'day' AS day, former ->> 'source_code' AS source_code, CAST(former ->> 'expected' AS numeric) AS expected,
       CAST(former ->> 'reached' AS numeric) AS reached, CAST(former ->> 'observed' AS numeric) AS observed,
       CAST(former ->> 'rejected' AS numeric) AS rejected, CAST(former ->> 'blocked_share' AS numeric) AS blocked_share,
       CAST(former ->> 'frozen_share' AS numeric) AS frozen_share, CAST(former ->> 'outlier_share' AS numeric) AS outlier_share,
       former ->> 'method_version' AS method_version, former ->> 'status' AS status, former ->> 'verdict' AS verdict,
       valid_from, valid_to
  FROM revision WHERE table_name = 'daily_quality'
UNION ALL
SELECT CAST(day AS text), source_code, expected, reached, observed, rejected, blocked_share, frozen_share, outlier_share,
       method_version, status, verdict,
       computed_at, NULL
  FROM daily_quality
