-- One block more, or seen on more pages than before. What was learned stays: without it the count would fall.
INSERT INTO internal.furniture (site, block_hash, pages, sample) VALUES (?, ?, ?, ?)
ON CONFLICT (site, block_hash) DO UPDATE SET pages = greatest(pages, excluded.pages);
