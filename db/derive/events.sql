-- What each observed day of a listing says from `first` on, and before it one row a listing that says how it stood then.
-- Reads used, getvariable('first'). Method: METHODS, "A listing on a day".

-- Of several observations in a day the last one that shows a measure counts; those of one instant are ordered by what they say,
-- never by their arrival.
CREATE OR REPLACE TEMP TABLE event AS
SELECT listing_id, day, false AS is_base, bool_or(seen) AS seen, 0 AS absent_before,
       max(CASE WHEN seen THEN {'moment': moment, 'source': source, 'day': day} END) AS met,
       max(CASE WHEN seen AND price4 IS NOT NULL
                THEN {'moment': moment, 'price': price4, 'most': most4, 'list': list4, 'currency': currency, 'day': day} END) AS shown,
       max(CASE WHEN NOT total THEN {'moment': moment, 'lo': lo, 'hi': hi, 'day': day} END) AS rolling
  FROM used WHERE day >= getvariable('first')
 GROUP BY listing_id, day;

CREATE OR REPLACE TEMP TABLE last_days AS
SELECT listing_id, max(day) AS day, max(day) FILTER (seen) AS met_on,
       max(day) FILTER (seen AND price4 IS NOT NULL) AS shown_on, max(day) FILTER (NOT total) AS rolled_on
  FROM used WHERE day < getvariable('first')
 GROUP BY listing_id;

INSERT INTO event
SELECT l.listing_id, l.day, true, l.day = l.met_on,
       count(DISTINCT u.day) FILTER (u.day > l.met_on),
       max(CASE WHEN u.seen AND u.day = l.met_on THEN {'moment': u.moment, 'source': u.source, 'day': u.day} END),
       max(CASE WHEN u.seen AND u.price4 IS NOT NULL AND u.day = l.shown_on
                THEN {'moment': u.moment, 'price': u.price4, 'most': u.most4, 'list': u.list4, 'currency': u.currency, 'day': u.day} END),
       max(CASE WHEN NOT u.total AND u.day = l.rolled_on THEN {'moment': u.moment, 'lo': u.lo, 'hi': u.hi, 'day': u.day} END)
  FROM last_days l
  JOIN used u ON u.listing_id = l.listing_id AND u.day < getvariable('first')
             AND (u.day >= l.met_on OR u.day = l.shown_on OR u.day = l.rolled_on)
 GROUP BY l.listing_id, l.day, l.met_on;
