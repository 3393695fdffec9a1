-- search_spellings
-- The keys of the words among search_token, numbered in the order of the index; `head` is the number of the first
-- spelling of a word that has several, which few have alone.
CREATE OR REPLACE TEMP TABLE search_spelling AS
WITH keyed AS (
  SELECT v.word, md5_number_lower(internal.fold(v.word)) AS folded, md5_number_lower(internal.form(v.word)) AS form
  FROM (SELECT DISTINCT word FROM search_token WHERE word <> '') AS v
), numbered AS (
  SELECT k.*, dense_rank() OVER (ORDER BY k.folded, k.form) AS number FROM keyed AS k
)
SELECT n.*, min(n.number) OVER same AS head, min(n.number) OVER same <> max(n.number) OVER same AS is_one_of_several
FROM numbered AS n
WINDOW same AS (PARTITION BY n.folded);
