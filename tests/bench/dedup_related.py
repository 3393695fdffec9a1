"""Texts -> pairs of them that are related, as the warehouse decides when they come as articles of several sites."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from duckdb import DuckDBPyConnection

from tests.warehouse_samples import HOUR, NOON, article_row, batch, run
from warehouse.compare import Likeness, Relation
from warehouse.kin import Link
from warehouse.load import load
from warehouse.migrate import migrate

SITES = 12
Pairs = set[tuple[int, int]]
LIKENESSES = """
SELECT a.article_id, b.article_id, containment, jaccard, fine, coverage, figures, length, run, shared_words,
  shared_run, shingles
FROM internal.likenesses JOIN internal.article_texts AS a ON a.text_id = text_a
JOIN internal.article_texts AS b ON b.text_id = text_b
"""


def related(texts: Sequence[str]) -> dict[str, Pairs]:
    """Relation -> pairs of texts, by number.

    A story is told of by two of its articles: `rewrite` are pairs of two stories so linked whose own texts are such,
    `rewrite of its story` are all pairs of those stories.
    """
    with duckdb.connect() as con:
        migrate(con, Path(":memory:"))
        rows = [article(number, text) for number, text in enumerate(texts)]
        number_of = {row.article_id: number for number, row in enumerate(rows)}
        for start in range(0, len(rows), 1000):
            load(con, batch(*rows[start : start + 1000], run_row=run(start)))
        return _pairs(con, number_of)


def _pairs(con: DuckDBPyConnection, number_of: dict[UUID, int]) -> dict[str, Pairs]:
    stories: defaultdict[UUID, list[int]] = defaultdict(list)
    for article_id, story in con.execute("SELECT article_id, story_id FROM articles").fetchall():
        stories[story].append(number_of[article_id])
    story_of = {number: members for members in stories.values() for number in members}
    same = {pair for members in stories.values() for pair in combinations(sorted(members), 2)}
    linked: Pairs = set()
    for one, other in con.execute(
        "SELECT article_id, of_article_id FROM reprints WHERE relation = 'rewrite'"
    ).fetchall():
        linked |= {_pair(a, b) for a in story_of[number_of[one]] for b in story_of[number_of[other]]}
    own = {
        _pair(number_of[one], number_of[other])
        for one, other, *scores, shingles in con.execute(LIKENESSES).fetchall()
        if Link(Likeness(*scores), shingles).relation(credited=False) is not Relation.SAME_STORY
    }
    return {"same_article": same, "rewrite": linked & own, "rewrite of its story": linked}


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def article(number: int, text: str) -> Any:
    title, _, body = text.partition("\n")
    url = f"https://bao-{number % SITES}.example/{number}.html"
    return article_row(url, title=title, paragraphs=(body or title,), seen_at=NOON + number * HOUR)


def dev_articles(corpus: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(corpus / "bench" / "dedup-dev" / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
