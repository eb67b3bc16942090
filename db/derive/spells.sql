-- The state of a listing from each of its events to the eve of the next. Reads event.
-- Listings each of whose rows says everything: nothing is carried over. Those of one or two need no window either.
CREATE OR REPLACE TEMP TABLE plain AS
SELECT listing_id, count(*) > 2 AS is_long, min(day) AS first_day, max(day) AS last_day FROM event GROUP BY listing_id
HAVING bool_and(seen) AND count(shown) IN (0, count(*)) AND count(rolling) IN (0, count(*));

CREATE OR REPLACE TEMP VIEW spell_part AS
WITH numbered AS (
    SELECT *, row_number() OVER w AS n, lead(day) OVER w AS next_day, min(met.day) OVER (PARTITION BY listing_id) AS first_met_on,
           last_value(met IGNORE NULLS) OVER w AS last_met,
           last_value(shown IGNORE NULLS) OVER w AS last_shown,
           last_value(rolling IGNORE NULLS) OVER w AS last_rolling
      FROM event ANTI JOIN plain USING (listing_id) WINDOW w AS (PARTITION BY listing_id ORDER BY day)
), runs AS (
    -- Observed days in a row on which it was absent.
    SELECT listing_id, day, is_base, seen, last_met, last_shown, last_rolling, next_day, seen AND day = first_met_on AS is_first,
           n - last_value(CASE WHEN seen THEN n WHEN is_base THEN n - absent_before END IGNORE NULLS)
                   OVER (PARTITION BY listing_id ORDER BY day) AS absences
      FROM numbered
    UNION ALL BY NAME
    SELECT listing_id, day, is_base, seen, met AS last_met, shown AS last_shown, rolling AS last_rolling,
           lead(day) OVER w AS next_day, row_number() OVER w = 1 AS is_first, 0 AS absences
      FROM event SEMI JOIN (FROM plain WHERE is_long) USING (listing_id) WINDOW w AS (PARTITION BY listing_id ORDER BY day)
    UNION ALL BY NAME
    SELECT listing_id, day, is_base, seen, met AS last_met, shown AS last_shown, rolling AS last_rolling,
           CASE WHEN day < last_day THEN last_day END AS next_day, day = first_day AS is_first, 0 AS absences
      FROM event JOIN (FROM plain WHERE NOT is_long) USING (listing_id)
)
SELECT listing_id, day AS since,
       -- Nobody knows it any more 90 days after it was last seen; until a next event its units may still be shared out.
       coalesce(next_day - 1, CASE WHEN absences < 3 THEN last_met.day + 89 ELSE day - 1 END) AS until,
       CASE WHEN absences < 3 THEN last_met.day + 89 ELSE DATE '0001-01-01' END AS known_until,
       last_met.day AS met_on, last_met.source AS source,
       is_first, NOT seen AND NOT is_base AS is_absent,
       last_shown.day AS shown_on, last_shown.price AS price4, last_shown.most AS most4, last_shown.list AS list4,
       coalesce(last_shown.currency, '') AS currency,
       last_rolling.day AS rolled_on, last_rolling.lo AS rolling_lo, last_rolling.hi AS rolling_hi
  FROM runs WHERE last_met IS NOT NULL;
