-- How large is the offer of each county, by platform and commodity? Listings of unknown origin belong to none.
SELECT * FROM v_market_rollup WHERE region_level = 'county' AND platform_level = 'own' AND commodity_level = 'own'
