-- What did `claim_check` say of claims at a past moment? Every row that stood in it, with the span over which it stood.
-- As of a moment: valid_from <= moment AND (valid_to IS NULL OR valid_to > moment).
SELECT CAST(former ->> 'claim_id' AS numeric) AS claim_id, former ->> 'kind' AS kind,
       CAST(former ->> 'observed_min' AS numeric) AS observed_min, CAST(former ->> 'observed_max' AS numeric) AS observed_max,
       CAST(former ->> 'ratio' AS numeric) AS ratio, former ->> 'verdict' AS verdict, former ->> 'explanation' AS explanation,
       former ->> 'method_version' AS method_version, former ->> 'status' AS status,
       valid_from, valid_to
  FROM revision WHERE table_name = 'claim_check'
UNION ALL
SELECT claim_id, kind, observed_min, observed_max, ratio, verdict, explanation, method_version, status,
       computed_at, NULL
  FROM claim_check
