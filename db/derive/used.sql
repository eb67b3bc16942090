-- Observations that count: those of source-days that are not invalid, of a part of the listings. Reads observation, left_out (day,
-- source), getvariable('parts'), getvariable('part').
CREATE OR REPLACE TEMP VIEW used AS
SELECT o.* FROM observation o WHERE NOT EXISTS (SELECT 1 FROM left_out x WHERE x.day = o.day AND x.source = o.source)
   AND (getvariable('parts') = 1 OR o.listing_id % getvariable('parts') = getvariable('part'));
