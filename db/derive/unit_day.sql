-- What is sold on each day from `since` to `until`: all of it, or, where days are only filled, what counts from `whole_from` on share out
-- over them. Reads unit_spell, getvariable('since'), getvariable('until'), getvariable('is_filling'), getvariable('whole_from').
CREATE OR REPLACE TEMP TABLE wanted_day AS
SELECT unnest(generate_series(getvariable('since'), getvariable('until'), INTERVAL 1 DAY))::DATE AS day;

CREATE OR REPLACE TEMP TABLE unit_day AS
SELECT listing_id, day, days > 1 AS shared, is_reset,
       -- Each of the n days gets its part; parts telescope, so that they sum to the whole. Whole units a day apart, so that no step
       -- of it outgrows the whole.
       low // days * 10000 + low % days * 10000 * (day - since) // days - low % days * 10000 * (day - since - 1) // days AS low4,
       high // days * 10000 + high % days * 10000 * (day - since) // days - high % days * 10000 * (day - since - 1) // days AS high4
  FROM unit_spell JOIN wanted_day ON day > since AND day <= until
 WHERE NOT getvariable('is_filling') OR until >= getvariable('whole_from');
