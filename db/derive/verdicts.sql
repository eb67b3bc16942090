-- Which of several verdicts is the worst.
CREATE OR REPLACE TEMP TABLE verdict_weight AS
SELECT * FROM (VALUES ('ok', 0), ('partial', 1), ('stale', 2), ('blocked', 3), ('invalid', 4)) AS t(verdict, weight);
