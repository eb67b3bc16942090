-- What did pages say of listings, on days on which their source was to be believed? The rows of `observation` that figures are
-- made of: those of source-days that `daily_quality` calls invalid are left out.
SELECT o.id, o.listing_id, o.capture_id, o.observed_at, o.observed_on, o.presence, o.price, o.price_max, o.list_price, o.currency,
       o.sold_min, o.sold_max, o.sold_period
  FROM observation o
 -- The days are few and looked up once; pages only where a source was not to be believed.
 WHERE NOT (o.observed_on IN (SELECT day FROM daily_quality WHERE verdict = 'invalid')
            AND EXISTS (SELECT 1 FROM capture c JOIN daily_quality q ON q.source_code = c.source_code
                         WHERE c.id = o.capture_id AND q.day = o.observed_on AND q.verdict = 'invalid'))
