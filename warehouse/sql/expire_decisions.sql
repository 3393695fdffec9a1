-- expire_decisions
-- Texts of some sites are no longer as today's rules would have them.
UPDATE internal.article_texts SET rules = '' WHERE site IN (SELECT unnest(?)) AND rules <> '';
