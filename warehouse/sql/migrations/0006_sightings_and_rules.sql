-- Every sighting of an article is kept, so that a version that comes late finds its place among the others.

CREATE TABLE internal.sightings (
  article_id UUID NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL,
  page_id UUID NOT NULL,
  text_key UUID NOT NULL
);
COMMENT ON TABLE internal.sightings IS 'One row per moment at which a page showed an article; revisions holds the runs of equal texts among them.';
COMMENT ON COLUMN internal.sightings.article_id IS 'The article.';
COMMENT ON COLUMN internal.sightings.seen_at IS 'When the page was received.';
COMMENT ON COLUMN internal.sightings.page_id IS 'The archived page.';
COMMENT ON COLUMN internal.sightings.text_key IS 'Key of title and body to the letter, as the page is read today; the text is in revisions.';

-- What older tables know: every page that stands for an article, with the text that was current then; and, where no
-- page was received first at that moment, each version's beginning and the last visit. Reading the archive again puts
-- the rest right.
INSERT INTO internal.sightings
WITH page AS (
  SELECT v.article_id, p.fetched_at AS seen_at, p.page_id, coalesce(r.text_key, earliest.text_key) AS text_key
  FROM internal.verdicts AS v
  JOIN pages AS p ON p.page_id = v.page_id
  JOIN revisions AS earliest ON earliest.article_id = v.article_id AND earliest.revision = 1
  ASOF LEFT JOIN revisions AS r ON r.article_id = v.article_id AND r.seen_at <= p.fetched_at
), moment AS (
  SELECT article_id, seen_at, page_id, text_key FROM revisions
  UNION
  SELECT a.article_id, a.last_seen_at, r.page_id, r.text_key
  FROM internal.article AS a
  JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
)
SELECT article_id, seen_at, page_id, text_key FROM page
UNION ALL
SELECT article_id, seen_at, page_id, text_key FROM moment ANTI JOIN page USING (article_id, seen_at);

-- Which rules a text was last compared by, so that an upgrade can bring the decisions up to date, a few with every load.
ALTER TABLE internal.article_texts ADD COLUMN rules VARCHAR DEFAULT '';
COMMENT ON COLUMN internal.article_texts.rules IS 'Version of the normal form and of the rules by which the text was last compared; another than today''s: due to be.';
