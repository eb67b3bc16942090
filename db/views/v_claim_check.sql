-- What do announcements claim, and how does it stand beside the arithmetic of the announcement itself, other announcements of the
-- same scope, and our own observation? One row a claim and check; claims without a check have kind null.
SELECT c.id AS claim_id, c.announcement_id, n.title, n.publisher, n.published_on, n.duplicate_of, n.machine_translated,
       c.metric, c.value, c.unit, c.bound, c.platform_code, c.region_code, c.commodity_code,
       c.period_start, c.period_end, c.as_of, c.planned, c.quote,
       k.kind, k.observed_min, k.observed_max, k.ratio, k.verdict, k.explanation
  FROM claim c
  JOIN announcement n ON n.id = c.announcement_id
  LEFT JOIN claim_check k ON k.claim_id = c.id
