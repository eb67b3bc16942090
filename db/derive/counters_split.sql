-- Splits segments once more where a count lies below what its segment had reached: a reset that neighbours did not show.
CREATE OR REPLACE TEMP TABLE counter AS
WITH reached AS (
    SELECT *, coalesce(hi < max(lo) OVER (PARTITION BY listing_id, segment ORDER BY day
                                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS below
      FROM counter
), starts AS (
    SELECT *, segment <> coalesce(lag(segment) OVER (PARTITION BY listing_id ORDER BY day), segment)
              OR (below AND count(*) FILTER (below) OVER (PARTITION BY listing_id, segment ORDER BY day) = 1) AS begins
      FROM reached
)
SELECT listing_id, day, lo, hi, count(*) FILTER (begins) OVER (PARTITION BY listing_id ORDER BY day) AS segment FROM starts;
