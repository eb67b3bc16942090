-- One row a listing: how it stood before the day `base_of`. Reads event (with base rows of its own), getvariable('base_of').
CREATE OR REPLACE TEMP TABLE base AS
SELECT b.listing_id, l.day, true AS is_base, coalesce(l.day = l.met.day, false) AS seen,
       coalesce(sum(CASE WHEN b.is_base AND b.met.day = l.met.day THEN b.absent_before
                         WHEN NOT b.is_base AND b.day > l.met.day THEN 1 END), 0)::INTEGER AS absent_before,
       any_value(l.met) AS met, any_value(l.shown) AS shown, any_value(l.rolling) AS rolling
  FROM event b
  JOIN (SELECT listing_id, max(day) AS day,
               max({'on': met.day, 'said': met}) FILTER (met IS NOT NULL).said AS met,
               max({'on': shown.day, 'said': shown}) FILTER (shown IS NOT NULL).said AS shown,
               max({'on': rolling.day, 'said': rolling}) FILTER (rolling IS NOT NULL).said AS rolling
          FROM event WHERE day < getvariable('base_of') GROUP BY listing_id) l ON l.listing_id = b.listing_id
 WHERE b.day < getvariable('base_of')
 GROUP BY b.listing_id, l.day, l.met;
