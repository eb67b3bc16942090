-- Which number does a day bear, so that days can be subtracted on both databases? Days of the figures and starts of promotions.
SELECT day, 365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + d - 1 AS number
  FROM (SELECT day, (month + 9) % 12 AS m, year - (month + 9) % 12 / 10 AS y, d
          FROM (SELECT day, CAST(substr(CAST(day AS text), 1, 4) AS integer) AS year,
                       CAST(substr(CAST(day AS text), 6, 2) AS integer) AS month,
                       CAST(substr(CAST(day AS text), 9, 2) AS integer) AS d
                  FROM (SELECT day FROM daily_quality
                        UNION SELECT starts_on FROM promotion WHERE starts_on IS NOT NULL) days) parts) shifted
