-- Which regions does a region lie in? Each region with itself and all that it lies in, and with '*' for everywhere.
WITH RECURSIVE up (code, up_code, steps) AS (
    SELECT code, code, 0 FROM region
    UNION ALL
    SELECT u.code, r.parent_code, u.steps + 1 FROM up u JOIN region r ON r.code = u.up_code WHERE r.parent_code IS NOT NULL
)
SELECT u.code, u.up_code, r.level AS up_level, u.steps FROM up u JOIN region r ON r.code = u.up_code
UNION ALL SELECT code, '*', 'all', 9 FROM region
UNION ALL SELECT '', '', 'unknown', 0
UNION ALL SELECT '', '*', 'all', 9
