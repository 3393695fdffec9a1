"""Are the best few that a search gives, sparing itself the rest, those of a reckoning of every text that answers?"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from tests.warehouse_samples import empty

TEXTS, TRIED = 5000, 2000
WORDS = {"sữa": 0.9, "sửa": 0.3, "hoa": 0.6, "lan": 0.35, "quỳnh": 0.01}  # the first two are one without accents
SITES = ("bao-mot", "bao-hai")
QUERIES = ["sua", "sữa", "hoa", "sua hoa", "hoa lan sua", "sữa hoa", "lan quynh", '"hoa lan"', '"sua hoa" lan',
           "hoa -lan", 'sua -"hoa lan"', "hoa hoa lan"]  # fmt: skip
TOPS = [1, 20, 300]


@pytest.fixture(scope="module")
def con() -> Iterator[DuckDBPyConnection]:
    with empty() as connection:
        fill(connection)
        yield connection


def fill(connection: DuckDBPyConnection) -> None:
    """An index without articles: texts in which each word stands or not, by chance, at places by chance."""
    chance = Random(6)  # noqa: S311
    rows: list[tuple[object, ...]] = []
    for document in range(1, TEXTS + 1):
        places = chance.sample(range(12, 40), 5)
        held = [(word, place) for (word, often), place in zip(WORDS.items(), places, strict=True)
                if chance.random() < often]  # fmt: skip
        weights = {word: chance.choice((300, 400, chance.randint(100, 999))) for word, _ in held}
        both = 0
        if "sữa" in weights and "sửa" in weights:
            both = min(1000, max(weights["sữa"], weights["sửa"]) + 50)
        for word, place in held:
            more = 0 if not both or word in {"hoa", "lan", "quỳnh"} else (both if word == "sữa" else 0) - weights[word]
            rows.append((word, document, weights[word], more, place))
    columns = "word VARCHAR, document INTEGER, weight INTEGER, more INTEGER, place INTEGER"
    connection.execute(f"CREATE TEMP TABLE given ({columns})")
    with connection.appender("given") as appender:
        appender.append_rows(rows)
    connection.execute("""
        INSERT INTO internal.search_postings BY NAME
        SELECT md5_number_lower(internal.fold(word)) AS folded, md5_number_lower(internal.form(word)) AS form, document,
          weight, 4 AS fields, more AS more_weight, 0 AS more_fields, [place] AS positions
        FROM given ORDER BY ALL""")
    connection.execute("""
        INSERT INTO internal.search_documents
        SELECT n, uuid(), uuid(), 0, 5, 3, ['bao-mot', 'bao-hai'][1 + n % 2], 'vi', 'relevant', TIMESTAMPTZ '2026-01-01'
        FROM range(1, ? + 1) AS t(n)""", [TEXTS])  # fmt: skip


def scores(con: DuckDBPyConnection, query: str, site: str | None, top: int | None) -> dict[int, float]:
    words = "SELECT list(w) FROM internal.search_words(?, NULL, NULL) AS w"
    sql = f"FROM internal.search_scores(({words}), ?, NULL, NULL, NULL, NULL, ?)"
    return dict(con.execute(sql, [query, site, top]).fetchall())


def parts(query: str) -> list[str]:
    return re.findall(r'-?"[^"]*"|\S+', query)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("site", [None, SITES[0]])
def test_the_best_few_are_those_of_all(con: DuckDBPyConnection, query: str, site: str | None) -> None:
    every = scores(con, query, site, None)
    assert every
    for top in TOPS:
        least = sorted(every.values(), reverse=True)[:top][-1]
        best = {document: score for document, score in every.items() if score >= least}
        some = scores(con, query, site, top)
        assert {document: score for document, score in some.items() if score >= least} == best
        assert some.items() <= every.items()


def test_most_texts_are_spared(con: DuckDBPyConnection) -> None:
    assert len(scores(con, "sữa", None, None)) > TRIED
    assert len(scores(con, "sữa", None, 5)) < TEXTS / 10


@pytest.mark.parametrize("query", ["sua hoa", "sữa hoa", '"hoa lan" sua', "hoa -lan", 'hoa -"sua lan"'])
def test_a_field_that_holds_all_changes_nothing(con: DuckDBPyConnection, query: str) -> None:
    """Rows are read in another way where a field is asked for; all words of these texts stand in the body."""
    narrowed = " ".join(f"-body:{part[1:]}" if part[0] == "-" else f"body:{part}" for part in parts(query))
    assert scores(con, narrowed, None, 20) == scores(con, query, None, 20) != {}
    assert scores(con, narrowed.replace("body", "title", 1), None, 20) == {}


def test_every_text_is_reckoned_as_one_by_one(con: DuckDBPyConnection) -> None:
    """Both words, whatever the accents; a word in two spellings counts as one word, once."""
    given = con.execute("SELECT internal.fold(word), document, weight + more FROM given").fetchall()
    weights = {(word, document): weight for word, document, weight in given if weight}
    idf = {}
    for word in ("sua", "hoa"):
        n = sum(1 for one, _ in weights if one == word)
        idf[word] = round(1000 * math.log(1 + max(TEXTS - n + 0.5, 0.5) / (n + 0.5)))
    wanted = {
        document: float(sum(weights[word, document] * idf[word] for word in idf))
        for document in range(1, TEXTS + 1)
        if all((word, document) in weights for word in idf)
    }
    assert scores(con, "sua hoa", None, None) == wanted
