-- The first day that source-days touch whose verdict has turned to invalid or back: units reach to the count before, on a day that
-- is believed. Reads left_out, former_verdict, observation, getvariable('first'), getvariable('until').
WITH former_invalid AS (
    SELECT day, source FROM former_verdict WHERE verdict = 'invalid'
), turned AS (
    (SELECT day, source FROM left_out EXCEPT SELECT day, source FROM former_invalid)
    UNION ALL
    (SELECT day, source FROM former_invalid WHERE day BETWEEN getvariable('first') AND getvariable('until')
     EXCEPT SELECT day, source FROM left_out)
), of_them AS (
    SELECT o.listing_id, min(o.day) AS day FROM observation o JOIN turned t ON t.day = o.day AND t.source = o.source
     GROUP BY o.listing_id
)
SELECT min(before) FROM (
    SELECT max(o.day) + 1 AS before FROM of_them t
      JOIN observation o ON o.listing_id = t.listing_id AND o.day < t.day AND o.total
       AND NOT EXISTS (SELECT 1 FROM left_out x WHERE x.day = o.day AND x.source = o.source)
     GROUP BY o.listing_id)
