-- How large is the whole offer that was observed, by day and currency?
SELECT * FROM v_market_rollup WHERE region_level = 'all' AND platform_level = 'all' AND commodity_level = 'all'
