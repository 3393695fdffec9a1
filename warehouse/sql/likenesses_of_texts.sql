-- likenesses_of_texts
-- Pairs with one of some texts that are known to be alike, and the version of the rules that compared them.
WITH wanted AS (SELECT unnest(?) AS text_id)
SELECT text_a, text_b, rule_version FROM internal.likenesses WHERE text_a IN (SELECT text_id FROM wanted)
UNION
SELECT text_a, text_b, rule_version FROM internal.likenesses WHERE text_b IN (SELECT text_id FROM wanted);
