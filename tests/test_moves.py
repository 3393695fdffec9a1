"""Is an article whose old address leads to a new one still the same article, and any other another one?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from tests.story_samples import some_text
from tests.test_dedup import check_invariants
from tests.test_warehouse_load import everything
from tests.warehouse_samples import DAY, NOON, article_row, batch, run
from warehouse.load import load
from warehouse.rows import ArticleRow, Batch

pytestmark = pytest.mark.usefixtures("no_search")

OLD, NEW, NEWER = (f"https://bao-mot.example/{name}.html" for name in ("cu", "moi", "moi-hon"))
CHANCE = Random(1)  # noqa: S311
TEXT, OTHER = some_text(CHANCE), some_text(CHANCE)
HELD = article_row(OLD, paragraphs=(TEXT,))


def redirected(row: ArticleRow, asked: str, day: int = 1) -> Batch:
    """The article as read where `asked` leads to."""
    full = batch(replace(row, seen_at=NOON + day * DAY), run_row=run(day))
    return replace(full, pages=(replace(full.pages[0], url=asked),))


def versions(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "SELECT a.url, r.revision, r.changed FROM revisions r JOIN articles a USING (article_id) ORDER BY ALL"
    ).fetchall()


def test_a_move_is_no_second_article(con: DuckDBPyConnection) -> None:
    load(con, batch(HELD))
    move = redirected(article_row(NEW, paragraphs=(TEXT,)), OLD)
    assert load(con, move)["new"] == 0
    assert versions(con) == [(NEW, 1, "first")]
    assert con.execute("SELECT url, kind, to_url, to_article_id FROM tombstones").fetchall() == [
        (OLD, "moved", NEW, HELD.article_id)
    ]
    before = everything(con)
    load(con, move)
    assert everything(con) == before
    check_invariants(con)


def test_what_is_read_there_later_is_a_revision(con: DuckDBPyConnection) -> None:
    load(con, batch(HELD))
    load(con, redirected(article_row(NEW, paragraphs=(TEXT + " Thêm một câu.",)), OLD))
    later = article_row(NEW, title="Tít mới", paragraphs=(TEXT,), seen_at=NOON + 2 * DAY)
    assert load(con, batch(later, run_row=run(2)))["revised"] == 1
    load(con, redirected(article_row(NEWER, paragraphs=(OTHER,), title="Tít mới"), NEW, day=3))
    assert {article for (article,) in con.execute("SELECT article_id FROM articles").fetchall()} == {HELD.article_id}
    assert [row[1] for row in versions(con)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        (OLD, article_row(NEW, title="Bài khác", paragraphs=(OTHER,))),
        ("https://bao-hai.example/cu.html", article_row(NEW, paragraphs=(TEXT,))),
        ("https://bao-mot.example/chua-doc.html", article_row(NEW, paragraphs=(TEXT,))),
    ],
    ids=["to another article", "from another site", "from an address never held"],
)
def test_without_that_proof_it_is_another_article(con: DuckDBPyConnection, asked: str, row: ArticleRow) -> None:
    load(con, batch(HELD))
    assert load(con, redirected(row, asked))["new"] == 1
    assert len(versions(con)) == 2
