-- Which group does a platform belong to? Each with itself, its platform or group, and '*' for all.
WITH RECURSIVE up (code, up_code, steps) AS (
    SELECT code, code, 0 FROM platform
    UNION ALL
    SELECT u.code, p.parent_code, u.steps + 1
      FROM up u JOIN platform p ON p.code = u.up_code WHERE p.parent_code IS NOT NULL
)
SELECT code, up_code, CASE WHEN steps = 0 THEN 'own' ELSE 'group' END AS up_level, steps FROM up
UNION ALL SELECT code, '*', 'all', 9 FROM platform
