-- The state of every known listing on every requested day: seen, carried or lapsed, with price and descriptive version.
-- Reads observation, version, day. Method: METHODS, "A listing on a day".

-- What each observed day of a listing says: its last price, its last total count, whether it was seen.
CREATE TEMP TABLE listing_day AS
SELECT listing_id,
       observed_on AS day,
       bool_or(presence = 'seen') AS seen,
       arg_max(struct_pack(price, price_max, list_price, currency), struct_pack(observed_at, id))
           FILTER (presence = 'seen' AND price IS NOT NULL) AS shown,
       arg_max(struct_pack(lo := sold_min, hi := sold_max), struct_pack(observed_at, id))
           FILTER (sold_min IS NOT NULL AND sold_period = 'total') AS total,
       arg_max(struct_pack(lo := sold_min, hi := sold_max), struct_pack(observed_at, id))
           FILTER (sold_min IS NOT NULL AND sold_period IN ('30d', 'month')) AS rolling
  FROM observation
 GROUP BY listing_id, observed_on;

-- From each day on which a listing was seen to the eve of the next: known until it is delisted (absent on the third observed
-- day in a row) or has been unseen for 90 days.
CREATE TEMP TABLE known AS
WITH numbered AS (
    SELECT *, count(*) FILTER (seen) OVER (PARTITION BY listing_id ORDER BY day) AS spell FROM listing_day
), absences AS (
    SELECT listing_id, spell, day, row_number() OVER (PARTITION BY listing_id, spell ORDER BY day) AS nth
      FROM numbered WHERE NOT seen AND spell > 0
)
SELECT n.listing_id,
       n.day AS seen_on,
       n.spell = 1 AS is_first,
       a.day AS delisted_on,
       least(coalesce(lead(n.day) OVER (PARTITION BY n.listing_id ORDER BY n.day) - 1, DATE '9999-01-01'),
             coalesce(a.day - 1, DATE '9999-01-01'),
             n.day + 89) AS until
  FROM numbered n
  LEFT JOIN absences a ON a.listing_id = n.listing_id AND a.spell = n.spell AND a.nth = 3
 WHERE n.seen;

-- A price stands until the next one; it counts for 7 days, its currency for longer.
CREATE TEMP TABLE price_spell AS
SELECT listing_id, day AS priced_on, shown.price AS price, shown.price_max AS price_max,
       shown.list_price AS list_price, shown.currency AS currency,
       coalesce(lead(day) OVER (PARTITION BY listing_id ORDER BY day) - 1, DATE '9999-01-01') AS until
  FROM listing_day WHERE shown IS NOT NULL;

CREATE TEMP TABLE rolling_spell AS
SELECT listing_id, day AS counted_on, rolling.lo AS lo, rolling.hi AS hi,
       least(coalesce(lead(day) OVER (PARTITION BY listing_id ORDER BY day) - 1, DATE '9999-01-01'), day + 7) AS until
  FROM listing_day WHERE rolling IS NOT NULL;

CREATE TEMP TABLE version_spell AS
SELECT *, coalesce(lead(valid_on) OVER (PARTITION BY listing_id ORDER BY valid_on) - 1, DATE '9999-01-01') AS until
  FROM (SELECT * FROM version QUALIFY row_number() OVER (PARTITION BY listing_id, valid_on ORDER BY valid_from DESC) = 1);

-- One row a known listing and day. Money and weights are whole ten-thousandths, so that sums are exact in any order.
CREATE TEMP TABLE state AS
SELECT d.day, k.listing_id, l.platform_code, l.shop_id,
       coalesce(v.origin_code, '') AS region_code,
       coalesce(v.commodity_code, '') AS commodity_code,
       coalesce(p.currency, '') AS currency,
       d.day - k.seen_on AS age,
       k.is_first AND d.day = k.seen_on AS is_new,
       CASE WHEN d.day - p.priced_on <= 7 THEN (p.price * 10000)::BIGINT END AS price4,
       CASE WHEN d.day - p.priced_on <= 7 THEN (p.price_max * 10000)::BIGINT END AS price_max4,
       CASE WHEN d.day - p.priced_on <= 7 THEN (p.list_price * 10000)::BIGINT END AS list_price4,
       (v.net_weight_g * 10000)::BIGINT AS weight4,
       (coalesce(v.net_weight_max_g, v.net_weight_g) * 10000)::BIGINT AS weight_max4
  FROM day d
  JOIN known k ON d.day BETWEEN k.seen_on AND k.until
  JOIN listing l ON l.id = k.listing_id
  LEFT JOIN price_spell p ON p.listing_id = k.listing_id AND d.day BETWEEN p.priced_on AND p.until
  LEFT JOIN version_spell v ON v.listing_id = k.listing_id AND d.day BETWEEN v.valid_on AND v.until;

-- Plausibility gates: a flagged listing stays counted and is left out of medians.
CREATE TEMP TABLE priced AS
SELECT s.*, per_kg4,
       price4 = 0 OR coalesce(weight4 > 500000000, false)
       OR coalesce(n >= 5 AND (per_kg4 > 20 * middle OR per_kg4 * 20 < middle), false) AS gated
  FROM (SELECT *, CASE WHEN weight4 > 0 AND price4 > 0 THEN round(price4 * 20000000.0 / (weight4 + weight_max4))::BIGINT END AS per_kg4
          FROM state) s
  LEFT JOIN (SELECT day, commodity_code, currency, count(*) AS n, median(per_kg4) AS middle
               FROM (SELECT *, round(price4 * 20000000.0 / (weight4 + weight_max4))::BIGINT AS per_kg4
                       FROM state WHERE weight4 > 0 AND price4 > 0)
              WHERE commodity_code <> '' GROUP BY ALL) m USING (day, commodity_code, currency);
