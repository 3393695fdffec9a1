"""Does every law of the warehouse hold after any loads: visits, new texts, better readers, rejects, late arrivals?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from tests.test_dedup import check_invariants
from tests.test_warehouse_load import everything
from tests.warehouse_samples import DAY, HOUR, NOON, TEXT, article_row, batch, reject_row, run
from warehouse.load import load
from warehouse.rows import ArticleRow, Batch, RejectRow

TEXTS = [TEXT, TEXT[::-1], (*TEXT, "Thêm một câu."), (TEXT[0], TEXT[1].replace("12", "15")), ("Ngắn.",), ("Rất ngắn.",)]
LAWS = {
    "revisions are numbered without gaps": """
        FROM revisions GROUP BY article_id HAVING max(revision) <> count(*) OR min(revision) <> 1""",
    "the current revision is the last": """
        FROM articles AS a
        WHERE revision <> (SELECT max(revision) FROM revisions AS r WHERE r.article_id = a.article_id)""",
    "only the first revision has no difference": """
        FROM revisions WHERE (revision = 1) <> (changed = 'first') OR (revision = 1) <> (diff IS NULL)""",
    "each revision is another text, seen later": """
        FROM revisions AS a JOIN revisions AS b ON b.article_id = a.article_id AND b.revision = a.revision + 1
        WHERE a.text_key = b.text_key OR a.seen_at > b.seen_at""",
    "a revision is seen while its article is": """
        FROM articles AS a JOIN revisions AS r USING (article_id)
        WHERE r.seen_at NOT BETWEEN a.first_seen_at AND a.last_seen_at""",
    "the revisions are the runs of equal texts among the sightings": """
        FROM (
          FROM internal.sightings SELECT article_id, text_key, seen_at QUALIFY text_key IS DISTINCT FROM
            lag(text_key) OVER (PARTITION BY article_id ORDER BY seen_at, page_id)
        ) AS s FULL JOIN revisions AS r USING (article_id, text_key, seen_at)
        WHERE s.text_key IS NULL OR r.text_key IS NULL""",
    "revisions belong to articles": "FROM revisions ANTI JOIN articles USING (article_id)",
    "reprints belong to articles": "FROM reprints ANTI JOIN articles USING (article_id)",
    "an article has an archived page": "FROM articles ANTI JOIN pages USING (page_id)",
    "some page stands for every article": "FROM articles ANTI JOIN internal.verdicts USING (article_id)",
    "each article is in the search index, once": """
        FROM internal.article AS a FULL JOIN internal.search_documents AS d USING (article_id)
        GROUP BY article_id HAVING count(a.record_key) <> 1 OR count(d.document) <> 1""",
    "a page is an article or a reject": """
        FROM internal.verdicts AS v LEFT JOIN rejects AS r ON r.page_id = v.page_id
        WHERE (v.article_id IS NULL) <> (r.page_id IS NOT NULL)""",
}


def any_row(chance: Random, reader: str) -> ArticleRow | RejectRow:
    """One of few pages of few addresses, read as one of few texts or as a reject."""
    url = f"https://bao-{chance.choice(['mot', 'hai', 'ba'])}.example/bai.html"
    page, at = f"{url} {chance.randint(0, 3)}", NOON + chance.randint(0, 6) * HOUR
    if chance.random() < 0.15:
        return reject_row(url, page=page, at=at)
    return article_row(
        url if chance.random() < 0.9 else f"{url}?2",
        page=page,
        seen_at=at,
        paragraphs=chance.choice(TEXTS),
        section=chance.choice(["Y tế", None]),
        source_name=chance.choice([None, "Bao Hai"]),
        reader=reader,
    )


def any_batch(chance: Random, number: int) -> Batch:
    rows = {row.page_id: row for row in (any_row(chance, f"reader {number}") for _ in range(chance.randint(1, 6)))}
    again = [replace(r, seen_at=r.seen_at + HOUR) for r in rows.values() if isinstance(r, ArticleRow)]
    started_at = NOON + chance.choice([number, chance.randint(0, 6)]) * DAY
    return batch(*rows.values(), *again[: chance.randint(0, 2)], run_row=run(number, started_at=started_at))


@pytest.mark.parametrize("seed", range(8))
def test_every_law_holds_and_a_batch_loaded_again_changes_nothing(con: DuckDBPyConnection, seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    for number in range(6):
        one = any_batch(chance, number)
        load(con, one)
        before = everything(con)
        load(con, one)
        assert everything(con) == before
        check_invariants(con)
        for law, broken in LAWS.items():
            assert con.execute(f"SELECT count(*) FROM (SELECT 1 {broken})").fetchall() == [(0,)], law  # noqa: S608
