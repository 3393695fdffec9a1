-- tellings_with_keys
-- Tellings that share a key with some others: pairs to be compared, the smaller key first. Left out are those that
-- warehouse.same_agreement.contradict tells apart by what is said of countries and dates, or by when it was told.
WITH pairs AS MATERIALIZED (
  SELECT DISTINCT mine.telling_id AS one, theirs.telling_id AS other
  FROM internal.telling_keys AS mine
  JOIN internal.telling_keys AS theirs ON theirs.key = mine.key AND theirs.telling_id <> mine.telling_id
  WHERE mine.telling_id IN (SELECT unnest($tellings))
), said AS MATERIALIZED (
  SELECT
    s.telling_id, any_value(s.countries) AS countries, any_value(s.amount) AS amount, any_value(s.currency) AS currency,
    any_value(CASE s.signed_precision WHEN 'year' THEN date_trunc('year', s.signed_on)
      WHEN 'month' THEN date_trunc('month', s.signed_on) ELSE s.signed_on END)::DATE AS signed_first,
    any_value(CASE s.signed_precision WHEN 'year' THEN make_date(year(s.signed_on), 12, 31)
      WHEN 'month' THEN last_day(s.signed_on) ELSE s.signed_on END)::DATE AS signed_last,
    epoch_us(min(a.published_at)) AS told_first, epoch_us(max(a.published_at)) AS told_last
  FROM agreements AS s
  JOIN internal.article AS a ON a.article_id = s.article_id
  WHERE s.telling_id IN (SELECT one FROM pairs UNION SELECT other FROM pairs)
  GROUP BY s.telling_id
), judged AS (
  SELECT
    p.one, p.other, len(a.countries) > 0 AND len(b.countries) > 0 AND NOT list_has_any(a.countries, b.countries) AS is_elsewhere,
    coalesce(greatest(a.signed_first - b.signed_last, b.signed_first - a.signed_last), 0) AS days_apart,
    coalesce(a.signed_first <= b.signed_last AND b.signed_first <= a.signed_last, false) AS is_same_day,
    coalesce(greatest(a.told_first - b.told_last, b.told_first - a.told_last), 0) AS told_apart,
    coalesce(a.currency IS NOT DISTINCT FROM b.currency
      AND abs(a.amount - b.amount) / greatest(a.amount, b.amount, 1) <= $equal, false) AS is_same_sum
  FROM pairs AS p
  JOIN said AS a ON a.telling_id = p.one
  JOIN said AS b ON b.telling_id = p.other
)
SELECT DISTINCT least(one, other) AS telling_a, greatest(one, other) AS telling_b
FROM judged
WHERE NOT is_elsewhere AND days_apart <= $slack AND (told_apart <= $forgotten OR is_same_day OR is_same_sum);
