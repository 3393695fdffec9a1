-- With whom does each hospital work, in what, and since when?
SELECT hospital, partner, countries, agreements, types, first_told_at
FROM hospital_partners
ORDER BY hospital, agreements DESC, partner;
