-- Whose articles do the others carry, who lives on reprints, and do they say where from?
SELECT site, articles, originals, reprinted, reprints, credited, round(hours_behind, 1) AS hours_behind
FROM reprint_league
ORDER BY reprinted DESC, reprints, site;
