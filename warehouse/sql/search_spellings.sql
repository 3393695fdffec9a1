-- search_spellings
-- The keys of the words among search_token, numbered in the order of the index; `head` is the number of the first
-- spelling of a word that has several, which few have alone. A word of ASCII letters has no accents to look for.
CREATE OR REPLACE TEMP TABLE search_spelling AS
WITH folded AS MATERIALIZED (
  SELECT
    v.word,
    CASE WHEN strlen(v.word) = length(v.word) THEN lower(v.word) ELSE internal.fold(v.word) END AS plain,
    CASE WHEN strlen(v.word) = length(v.word) THEN lower(v.word) ELSE internal.form(v.word) END AS spelled
  FROM (SELECT DISTINCT word FROM search_token) AS v
), plain AS MATERIALIZED (
  SELECT word, plain, spelled, md5_number_lower(plain) AS folded FROM folded
), keyed AS (
  SELECT word, folded, CASE WHEN spelled = plain THEN folded ELSE md5_number_lower(spelled) END AS form FROM plain
), numbered AS (
  SELECT k.*, dense_rank() OVER (ORDER BY k.folded, k.form) AS number FROM keyed AS k
)
SELECT n.*, min(n.number) OVER same AS head, min(n.number) OVER same <> max(n.number) OVER same AS is_one_of_several
FROM numbered AS n
WINDOW same AS (PARTITION BY n.folded);
