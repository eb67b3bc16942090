-- Which classes does a commodity belong to? Each with itself, its classes, and '*' for all.
WITH RECURSIVE up (code, up_code, steps) AS (
    SELECT code, code, 0 FROM commodity
    UNION ALL
    SELECT u.code, c.parent_code, u.steps + 1
      FROM up u JOIN commodity c ON c.code = u.up_code WHERE c.parent_code IS NOT NULL
)
SELECT code, up_code, CASE WHEN steps = 0 THEN 'own' ELSE 'class' END AS up_level, steps FROM up
UNION ALL SELECT code, '*', 'all', 9 FROM commodity
UNION ALL SELECT '', '', 'own', 0
UNION ALL SELECT '', '*', 'all', 9
