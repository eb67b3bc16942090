-- Spells of prices below the list price, claimed and real depth, what came before and after. Reads quoted (quotes of
-- the listings in question), getvariable('first'), getvariable('last') = the last day that is known. Method: METHODS, "Discounts".
WITH below AS (
    SELECT *, lag(until) OVER w AS until_a, lag(currency) OVER w AS currency_a
      FROM quoted WHERE price4 < regular4 WINDOW w AS (PARTITION BY listing_id ORDER BY since)
), numbered AS (
    -- A spell breaks where the price is not below the list price, where no price is known, or where the currency changes.
    SELECT *, count(*) FILTER (coalesce(until_a <> since - 1 OR currency_a <> currency, true))
                  OVER (PARTITION BY listing_id ORDER BY since) AS number
      FROM below
), run AS (
    SELECT listing_id, any_value(currency) AS currency, min(since) AS began_on, max(until) AS last_day,
           arg_min(price4, since) AS price4, arg_min(regular4, since) AS regular4, arg_max(price4, since) AS last_price4
      FROM numbered GROUP BY listing_id, number
     -- A rebound looks a week ahead: on what ended before that, the days from `first` on do not bear.
    HAVING max(until) >= getvariable('first') - 8
), spell AS (
    -- Where nothing is known of the day after, the end is not known either.
    SELECT r.*, n.listing_id IS NOT NULL AND r.last_day < getvariable('last') AS ended
      FROM run r LEFT JOIN quoted n ON n.listing_id = r.listing_id AND n.since = r.last_day + 1
), history AS (
    -- Since when a listing's prices in that currency are known, without gaps or with.
    SELECT listing_id, currency, min(since) AS known_from FROM quoted GROUP BY ALL
), before AS (
    SELECT s.listing_id, s.began_on,
           min(q.price4) FILTER (q.until >= s.began_on - 30) AS lowest4,
           min(q.price4) FILTER (s.began_on - 1 BETWEEN q.since AND q.until) AS eve4,
           min(q.price4) FILTER (s.began_on - 14 BETWEEN q.since AND q.until) AS fortnight4
      FROM spell s
      JOIN quoted q ON q.listing_id = s.listing_id AND q.currency = s.currency AND q.since < s.began_on
       AND q.until >= s.began_on - 30
     GROUP BY s.listing_id, s.began_on
), usual AS (
    -- The price of most days; of equally common ones the lower. Only where all of them are known.
    SELECT listing_id, began_on, price4 AS usual4
      FROM (SELECT s.listing_id, s.began_on, q.price4,
                   sum(least(q.until, s.began_on - 1) - greatest(q.since, s.began_on - 90) + 1) AS days
              FROM spell s
              JOIN history h ON h.listing_id = s.listing_id AND h.currency = s.currency AND h.known_from <= s.began_on - 90
              JOIN quoted q ON q.listing_id = s.listing_id AND q.currency = s.currency AND q.since < s.began_on
               AND q.until >= s.began_on - 90
             GROUP BY ALL)
   QUALIFY row_number() OVER (PARTITION BY listing_id, began_on ORDER BY days DESC, price4) = 1
), afterwards AS (
    SELECT s.listing_id, s.began_on, min(q.price4) AS week4
      FROM spell s
      JOIN quoted q ON q.listing_id = s.listing_id AND q.currency = s.currency AND s.last_day + 7 BETWEEN q.since AND q.until
     GROUP BY ALL
)
SELECT s.listing_id, s.began_on, CASE WHEN s.ended THEN s.last_day END AS ended_on, s.currency,
       s.price4, s.regular4 AS list_price4,
       shared(s.regular4 - s.price4, s.regular4) AS claimed_depth4,
       CASE WHEN h.known_from <= s.began_on - 30 THEN b.lowest4 END AS lowest_30d4,
       CASE WHEN h.known_from <= s.began_on - 30 THEN shared(b.lowest4 - s.price4, b.lowest4) END AS real_depth_30d4,
       u.usual4 AS usual_90d4, shared(u.usual4 - s.price4, u.usual4) AS real_depth_90d4,
       shared(b.eve4 - b.fortnight4, b.fortnight4) AS creep_14d4,
       CASE WHEN s.ended AND s.last_day + 7 <= getvariable('last') THEN shared(a.week4 - s.last_price4, s.last_price4) END AS rebound_7d4
  FROM spell s
  JOIN history h ON h.listing_id = s.listing_id AND h.currency = s.currency
  LEFT JOIN before b ON b.listing_id = s.listing_id AND b.began_on = s.began_on
  LEFT JOIN usual u ON u.listing_id = s.listing_id AND u.began_on = s.began_on
  LEFT JOIN afterwards a ON a.listing_id = s.listing_id AND a.began_on = s.began_on
