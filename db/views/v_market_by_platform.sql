-- How large is the offer of each platform, and of each group of platforms, all regions and commodities together?
SELECT * FROM v_market_rollup WHERE region_level = 'all' AND platform_level IN ('own', 'group') AND commodity_level = 'all'
