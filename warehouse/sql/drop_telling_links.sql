-- drop_telling_links
-- Links of tellings that are compared anew.
DELETE FROM internal.telling_links
WHERE telling_a IN (SELECT unnest($tellings)) OR telling_b IN (SELECT unnest($tellings));
