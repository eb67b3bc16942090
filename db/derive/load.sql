-- What the store hands over, in columns: kept from one update to the next where there is a file for it. Money and weights are
-- whole ten-thousandths (…4), so that sums are exact in any order; `moment` is the instant in microseconds since 1970. `total`: whether
-- the count (lo to hi) is cumulative or rolling; null where it is none of sales, or nobody knows of what.
CREATE TABLE IF NOT EXISTS observation (
    id BIGINT, listing_id BIGINT, capture_id BIGINT, source VARCHAR, day DATE, moment BIGINT, seen BOOLEAN,
    price4 BIGINT, most4 BIGINT, list4 BIGINT, currency VARCHAR, lo BIGINT, hi BIGINT, total BOOLEAN);
CREATE TABLE IF NOT EXISTS capture (
    id BIGINT, source VARCHAR, day DATE, answered BOOLEAN, refused BOOLEAN, walled BOOLEAN, page UBIGINT);
CREATE TABLE IF NOT EXISTS state_of_store (name VARCHAR, value VARCHAR);
-- Versions of listings with the observation that showed each, and the spells of days on which they hold, by all pages.
CREATE TABLE IF NOT EXISTS shown_version (
    listing_id BIGINT, capture_id BIGINT, source VARCHAR, day DATE, moment BIGINT,
    commodity_code VARCHAR, region_code VARCHAR, weight4 BIGINT, weight_max4 BIGINT);
CREATE TABLE IF NOT EXISTS shown_spell (
    listing_id BIGINT, valid_on DATE, commodity_code VARCHAR, region_code VARCHAR, weight4 BIGINT, weight_max4 BIGINT, until DATE,
    is_first BOOLEAN);
-- Numbers for what listings stand under and what they are quoted in, '' = not known: both together are their scope.
CREATE TABLE IF NOT EXISTS place (place INTEGER, platform_code VARCHAR, region_code VARCHAR, commodity_code VARCHAR);
CREATE TABLE IF NOT EXISTS currency_number (number SMALLINT, currency VARCHAR);
-- Spans of what listings asked: those that may go on apart from those that are over, as each update makes the former anew.
CREATE TABLE IF NOT EXISTS quote_past (
    listing_id BIGINT, since DATE, until DATE, price4 BIGINT, regular4 BIGINT, scope BIGINT, weight4 BIGINT);
CREATE TABLE IF NOT EXISTS quote_open AS FROM quote_past WHERE false;
CREATE VIEW IF NOT EXISTS quotes AS SELECT * FROM quote_past UNION ALL SELECT * FROM quote_open;
CREATE TABLE IF NOT EXISTS index_state (
    commodity_code VARCHAR, currency VARCHAR, region_code VARCHAR, day INTEGER, base INTEGER, chain_effective DOUBLE,
    chain_regular DOUBLE, geks_jevons_effective DOUBLE, geks_jevons_regular DOUBLE, tpd_effective DOUBLE, tpd_regular DOUBLE);
-- Falls of cumulative counters.
CREATE TABLE IF NOT EXISTS reset (listing_id BIGINT, moment BIGINT, day DATE);
-- How listings stood before a day, and their cumulative counters: so that a new day need not look back over all days.
CREATE TABLE IF NOT EXISTS snapshot (
    before DATE, listing_id BIGINT, day DATE, seen BOOLEAN, absent_before BIGINT,
    met STRUCT(moment BIGINT, source VARCHAR, day DATE),
    shown STRUCT(moment BIGINT, price BIGINT, most BIGINT, list BIGINT, currency VARCHAR, day DATE),
    rolling STRUCT(moment BIGINT, lo BIGINT, hi BIGINT, day DATE));
CREATE TABLE IF NOT EXISTS counter_snapshot (before DATE, listing_id BIGINT, moment BIGINT, day DATE, lo BIGINT, hi BIGINT);

-- Cells of `daily_market` as sums, before they are rounded: counts that come later share units out over days that stand otherwise.
-- `…_open`: how many of those that count bear no upper bound; `likely`: upper bounds, or lower ones where there is none, all in all
-- (`parted`: shared out over several days; `unweighed`: of no known weight); `heavy`, `worth`: products with weights and prices;
-- `waiting`: listings whose next count is awaited.
CREATE TABLE IF NOT EXISTS cell (
    day DATE, scope BIGINT, listings_known BIGINT, listings_observed BIGINT, listings_carried BIGINT, listings_lapsed BIGINT,
    listings_new BIGINT, listings_absent BIGINT, listings_left_out BIGINT, shops BIGINT, price_median4 BIGINT, per_kg4 DOUBLE[],
    on_promotion BIGINT, discount_median4 BIGINT, rolling_units_min4 BIGINT, rolling_units_max4 BIGINT, doubt INTEGER,
    low HUGEINT, high HUGEINT, listings_open BIGINT, parted HUGEINT, likely HUGEINT, unweighed HUGEINT,
    heavy_low HUGEINT, heavy_high HUGEINT, heavy_open BIGINT, worth_low HUGEINT, worth_high HUGEINT, worth_open BIGINT,
    listings_reset BIGINT, waiting BIGINT);

-- Counts that two pages of one instant show, as one: both hold where they can, else either may.
CREATE OR REPLACE TEMP MACRO least_of(lo, hi) AS CASE WHEN max(lo) <= coalesce(min(hi), max(lo)) THEN max(lo) ELSE min(lo) END;
CREATE OR REPLACE TEMP MACRO most_of(lo, hi) AS CASE WHEN max(lo) <= coalesce(min(hi), max(lo)) THEN min(hi) ELSE max(hi) END;

-- There are fewer codes of three letters than 32768.
CREATE OR REPLACE TEMP MACRO scope_of(place, currency) AS place::BIGINT * 32768 + currency;
CREATE OR REPLACE TEMP VIEW scope AS
SELECT scope_of(p.place, c.number) AS scope, p.platform_code, p.region_code, p.commodity_code, c.currency
  FROM place p CROSS JOIN currency_number c;
