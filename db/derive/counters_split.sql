-- Splits the segments of fallen counters at their first count below what the segment had reached; repeated until none is left.
CREATE OR REPLACE TEMP TABLE fallen AS
WITH reached AS (
    SELECT *, coalesce(hi < max(lo) OVER (PARTITION BY listing_id, segment ORDER BY moment
                                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS below
      FROM fallen
), starts AS (
    SELECT *, segment <> coalesce(lag(segment) OVER (PARTITION BY listing_id ORDER BY moment), segment)
              OR (below AND count(*) FILTER (below) OVER (PARTITION BY listing_id, segment ORDER BY moment) = 1) AS begins
      FROM reached
)
SELECT listing_id, moment, day, lo, hi, count(*) FILTER (begins) OVER (PARTITION BY listing_id ORDER BY moment) AS segment FROM starts;
