-- What are the agreements worth together, in each currency, and how sure is that?
SELECT currency, agreements, total, median, largest, conflicting
FROM amounts_by_currency
ORDER BY agreements DESC, currency;
