-- How large is the offer of each commodity, and of each class of commodities, all platforms and regions together?
SELECT * FROM v_market_rollup WHERE region_level = 'all' AND platform_level = 'all' AND commodity_level IN ('own', 'class')
