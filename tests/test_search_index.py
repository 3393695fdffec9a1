"""Is the search index, after any loads, what it would be if made anew, and does it hold current texts only?"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from tests.test_warehouse_random import any_batch
from tests.warehouse_samples import DAY, NOON, TEXT, article_row, batch, reject_row, run
from warehouse import searching
from warehouse.load import load
from warehouse.migrate import known
from warehouse.searching import is_scattered, rebuild, sort

WORDS_OF_INDEX = """
    SELECT d.article_id, r.folded, r.form, r.weight, r.fields, r.more_weight, r.more_fields, list_sort(r.positions)
    FROM internal.search_rows AS r JOIN internal.search_documents AS d USING (document) ORDER BY ALL
"""
QUERIES = ["bo y te -15", '"đoàn chuyên gia"']


def found(con: DuckDBPyConnection, query: str, **options: object) -> list[tuple[Any, ...]]:
    named = "".join(f", {name} := ${name}" for name in options)
    return con.execute(f"FROM search($query{named})", {"query": query, **options}).fetchall()


def urls(con: DuckDBPyConnection, query: str, **options: object) -> list[str]:
    return [row[6].rpartition("/")[2] for row in found(con, query, **options)]


def index(con: DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute(WORDS_OF_INDEX).fetchall()


def check_documents(con: DuckDBPyConnection) -> None:
    """Each article has one text in the index, with its current key and site; numbers are unique."""
    wrong = con.execute("""
        SELECT article_id FROM articles AS a FULL JOIN internal.search_documents AS d USING (article_id)
        LEFT JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
        WHERE (d.text_key, d.site, d.language, d.topic, d.published_at) IS DISTINCT FROM
          (r.text_key, a.site, a.language, a.topic, a.published_at)
        UNION ALL SELECT any_value(article_id) FROM internal.search_documents GROUP BY document HAVING count(*) > 1
        UNION ALL SELECT any_value(article_id) FROM internal.search_documents GROUP BY article_id HAVING count(*) > 1
        UNION ALL SELECT article_id FROM internal.search_documents SEMI JOIN internal.search_retired USING (document)
        UNION ALL SELECT NULL FROM internal.search_rows AS r ANTI JOIN
          (SELECT document FROM internal.search_documents UNION ALL FROM internal.search_retired) USING (document)
    """).fetchall()
    assert wrong == []


@pytest.mark.parametrize("seed", range(2))
def test_after_any_loads_the_index_is_what_it_would_be_if_made_anew(
    con: DuckDBPyConnection, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(seed)  # noqa: S311
    monkeypatch.setattr(searching, "RECENT", chance.choice([0, 3, 1000]))
    monkeypatch.setattr(searching, "CHUNK", chance.choice([1, 2, 1000]))
    monkeypatch.setattr(searching, "SORTED", 50)
    for number in range(5):
        load(con, any_batch(chance, number))
        check_documents(con)
    words, answers = index(con), [found(con, query) for query in QUERIES]
    rebuild(con)
    check_documents(con)
    assert index(con) == words
    assert [found(con, query) for query in QUERIES] == answers
    assert con.execute("SELECT count(*) FROM internal.search_retired").fetchall() == [(0,)]


def test_only_the_current_text_is_found(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row("https://bao.example/1", dek="Lời dẫn cũ.")))
    assert (urls(con, "12"), urls(con, "loi dan cu")) == (["1"], ["1"])
    changed = (TEXT[0], TEXT[1].replace("12", "15"))
    row = article_row("https://bao.example/1", paragraphs=changed, dek="Lời dẫn mới.", seen_at=NOON + DAY)
    load(con, batch(row, run_row=run(2, started_at=NOON + DAY)))
    assert (urls(con, "12"), urls(con, "15")) == ([], ["1"])
    assert (urls(con, "loi dan cu"), urls(con, "loi dan moi")) == ([], ["1"])


def test_a_new_date_moves_an_article_without_indexing_it_again(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row("https://bao.example/1", page="1", published_at=NOON)))
    before = con.execute("SELECT document FROM internal.search_documents").fetchall()
    later = article_row("https://bao.example/1", page="2", published_at=NOON + 9 * DAY, seen_at=NOON + DAY)
    load(con, batch(later, run_row=run(2, started_at=NOON + DAY)))
    assert urls(con, "bo y te", since="2026-05-10") == ["1"]
    assert con.execute("SELECT document FROM internal.search_documents").fetchall() == before


def test_a_withdrawn_article_is_not_found(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row("https://bao.example/1", page="1"), article_row("https://bao.example/2", page="2")))
    assert urls(con, "bo y te") == urls(con, "bo y te")
    load(con, batch(reject_row("https://bao.example/1", page="1"), run_row=run(2, started_at=NOON + DAY)))
    assert urls(con, "bo y te") == ["2"]


def test_a_load_that_brings_nothing_leaves_the_index_alone(con: DuckDBPyConnection) -> None:
    one = batch(article_row())
    load(con, one)
    before = con.execute("FROM internal.search_rows").fetchall()
    load(con, one)
    assert con.execute("FROM internal.search_rows").fetchall() == before


def test_small_loads_are_gathered_and_then_sorted_in(con: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "RECENT", 2)
    counts = []
    for number in range(1, 5):
        row = article_row(f"https://bao.example/{number}", title=f"Tin {number}", seen_at=NOON + number * DAY)
        load(con, batch(row, run_row=run(number, started_at=NOON + number * DAY)))
        [one] = con.execute("""SELECT (SELECT count(DISTINCT document) FROM internal.search_recent),
            (SELECT count(DISTINCT document) FROM internal.search_postings)""").fetchall()
        counts.append(one)
    assert counts == [(1, 0), (2, 0), (0, 3), (1, 3)]
    assert len(urls(con, "bo y te")) == 4


def test_two_spellings_of_a_word_are_one_word_without_accents(con: DuckDBPyConnection) -> None:
    """Wherever they stand, whichever comes first in the index: 1 and 2 have both, in turn; 3 has one twice."""
    texts = [("Tin về hỏa", ("Một bông hoa.",)), ("Tin về hoa", ("Một bông hỏa.",)), ("Tin về hoa", ("Một bông hoa.",))]
    rows = [
        article_row(f"https://bao.example/{n}", title=title, paragraphs=body)
        for n, (title, body) in enumerate(texts, 1)
    ]
    load(con, batch(*rows))
    for field in ("title", "body"):
        assert sorted(urls(con, "hoa", field=field)) == ["1", "2", "3"]
    assert len({score for _, score, *_ in found(con, "hoa")}) == 1
    assert sorted(urls(con, "hoa", field="title", exact=True)) == ["2", "3"]


def test_an_index_made_anew_is_one_sorted_run(con: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "CHUNK", 2)
    monkeypatch.setattr(searching, "RECENT", 0)
    monkeypatch.setattr(searching, "SORTED", 50)
    load(con, batch(*(article_row(f"https://bao.example/{n}", title=f"Tin {n}") for n in range(5))))
    rebuild(con)
    rows = con.execute("SELECT folded, form, document FROM internal.search_postings ORDER BY rowid").fetchall()
    assert len(rows) > 50
    assert rows == sorted(rows)


def test_an_index_of_many_runs_is_scattered_until_it_is_sorted(
    con: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "EVERY", 1)
    monkeypatch.setattr(searching, "RECENT", 0)
    assert not is_scattered(con)
    load(con, batch(*(article_row(f"https://bao.example/{n}", title=f"Tin {n}") for n in range(8))))
    monkeypatch.setattr(searching, "MANY", 1)
    assert not is_scattered(con)
    later = article_row("https://bao.example/9", title="Tin chín", seen_at=NOON + DAY)
    load(con, batch(later, run_row=run(2, started_at=NOON + DAY)))
    assert not is_scattered(con)  # a ninth of it
    monkeypatch.setattr(searching, "SCATTERED", 0.1)
    assert is_scattered(con)
    words, answers = index(con), [found(con, query) for query in QUERIES]
    sort(con)
    assert not is_scattered(con)
    assert (index(con), [found(con, query) for query in QUERIES]) == (words, answers)


def test_a_file_older_than_its_index_is_indexed_by_the_next_load(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row("https://bao.example/1"), article_row("https://bao.example/2", title="Tin hai")))
    words = index(con)
    for table in ("documents", "postings", "recent"):
        con.execute(f"DELETE FROM internal.search_{table}")  # noqa: S608  # as the migration leaves an older file
    load(con, batch(run_row=run(2)))
    check_documents(con)
    assert index(con) == words
    assert any("search" in step.name for step in known())
