-- Observations that count: those of source-days that are not invalid. Reads observation, left_out (day, source).
CREATE OR REPLACE TEMP VIEW used AS
SELECT o.* FROM observation o WHERE NOT EXISTS (SELECT 1 FROM left_out x WHERE x.day = o.day AND x.source = o.source);
