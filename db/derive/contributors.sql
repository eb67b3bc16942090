-- Which source a listing's state comes from: the source of its last seen day, for as long as that state is carried.
CREATE TEMP TABLE contributor AS
SELECT listing_id, day, source_code,
       least(coalesce(lead(day) OVER (PARTITION BY listing_id ORDER BY day) - 1, DATE '9999-01-01'), day + 89) AS until
  FROM (SELECT listing_id, observed_on AS day, arg_max(source_code, struct_pack(observed_at, id)) AS source_code
          FROM observation WHERE presence = 'seen' GROUP BY ALL);
