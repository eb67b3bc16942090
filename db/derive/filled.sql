-- Cells of days that stand but for units: what `state` shares out over them, and who waits no longer, added to what is kept of them.
-- `turned_on`: the first day on which one has another verdict then, or none was kept. Reads cell, cell_made; makes cell_made anew.
CREATE OR REPLACE TEMP TABLE cell_made AS
SELECT k.* REPLACE (
           -- A sum is null where nothing is added up.
           coalesce(k.low + n.low, k.low, n.low) AS low, coalesce(k.high + n.high, k.high, n.high) AS high,
           coalesce(k.parted + n.parted, k.parted, n.parted) AS parted, coalesce(k.likely + n.likely, k.likely, n.likely) AS likely,
           coalesce(k.unweighed + n.unweighed, k.unweighed, n.unweighed) AS unweighed,
           coalesce(k.heavy_low + n.heavy_low, k.heavy_low, n.heavy_low) AS heavy_low,
           coalesce(k.heavy_high + n.heavy_high, k.heavy_high, n.heavy_high) AS heavy_high,
           coalesce(k.worth_low + n.worth_low, k.worth_low, n.worth_low) AS worth_low,
           coalesce(k.worth_high + n.worth_high, k.worth_high, n.worth_high) AS worth_high,
           k.listings_open + coalesce(n.listings_open, 0) AS listings_open, k.heavy_open + coalesce(n.heavy_open, 0) AS heavy_open,
           k.worth_open + coalesce(n.worth_open, 0) AS worth_open, k.listings_reset + coalesce(n.listings_reset, 0) AS listings_reset,
           k.waiting - coalesce(n.waiting, 0) AS waiting, greatest(k.doubt, n.doubt) AS doubt)
  FROM cell k LEFT JOIN cell_made n ON n.day = k.day AND n.scope = k.scope
 WHERE k.day BETWEEN getvariable('since') AND getvariable('until')
UNION ALL BY NAME
SELECT n.* REPLACE (0 AS waiting) FROM cell_made n ANTI JOIN cell k ON k.day = n.day AND k.scope = n.scope;

SET VARIABLE turned_on = (
    SELECT min(n.day) FROM cell_made n LEFT JOIN cell k ON k.day = n.day AND k.scope = n.scope
     WHERE k.day IS NULL OR n.doubt IS DISTINCT FROM k.doubt);
