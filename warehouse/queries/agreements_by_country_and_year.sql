-- How many agreements of each type has Vietnam with each country, year by year, and how many of them are signed?
SELECT country, year, type, agreements, signed
FROM country_year_type
ORDER BY year DESC, agreements DESC, country, type;
