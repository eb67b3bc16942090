-- What each observed day of a listing says from `first` on, and before it one row a listing that says how it stood then: from the
-- last snapshot before `first`, and the days since. Reads used, snapshot, getvariable('first'), getvariable('kept_until').
-- Method: METHODS, "A listing on a day".
CREATE OR REPLACE TEMP TABLE counting AS SELECT * FROM used WHERE day >= getvariable('kept_until');

-- Of several observations in a day the last one that shows a measure counts; those of one instant are ordered by what they say,
-- never by their arrival. Most days have one.
CREATE OR REPLACE TEMP TABLE event AS
WITH again AS (
    SELECT listing_id, day FROM counting GROUP BY ALL HAVING count(*) > 1
), single AS (
    SELECT listing_id, day, seen,
           CASE WHEN seen THEN {'moment': moment, 'source': source, 'day': day} END AS met,
           CASE WHEN seen AND price4 IS NOT NULL
                THEN {'moment': moment, 'price': price4, 'most': most4, 'list': list4, 'currency': currency, 'day': day} END AS shown,
           CASE WHEN NOT total THEN {'moment': moment, 'lo': lo, 'hi': hi, 'day': day} END AS rolling
      FROM counting
)
SELECT listing_id, day, false AS is_base, seen, 0 AS absent_before, met, shown, rolling
  FROM single ANTI JOIN again USING (listing_id, day)
UNION ALL
SELECT listing_id, day, false, bool_or(seen), 0, max(met), max(shown), max(rolling)
  FROM single SEMI JOIN again USING (listing_id, day)
 GROUP BY listing_id, day;

-- A base row bears the last day of what it sums up.
INSERT INTO event
SELECT listing_id, day, true, seen, absent_before, met, shown, rolling FROM snapshot
 WHERE before = getvariable('kept_until') AND listing_id % getvariable('parts') = getvariable('part');
