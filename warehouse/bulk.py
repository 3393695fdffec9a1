"""Spool files -> the warehouse, whole sets at a time: the way in for backfills of tens of thousands of articles.

First readings of new articles, nearly all of a backfill, are moved by SQL and never become Python objects; only texts
that are alike to others are compared one by one. Everything else goes the way of `warehouse.load`. Both ways end in
the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
from duckdb import DuckDBPyConnection

from parsers.model import Article
from warehouse.candidates import MOST_ON_SITE, KeyTable
from warehouse.db import frugally, statement, transaction
from warehouse.dedup import STORY, settle_texts, story_row
from warehouse.errors import WarehouseError, first_line
from warehouse.kin import members_of
from warehouse.load import read_pages
from warehouse.observation import METADATA
from warehouse.records import add_pages, put_run
from warehouse.rows import ArticleRow, Batch, PageRow, RunRow
from warehouse.spool import PAGE
from warehouse.tables import append, names
from warehouse.texts import liken

_MOVED = ("bulk_pages", "bulk_articles", "bulk_revisions", "bulk_postings", "bulk_article_texts", "bulk_keys")
_SAME = ("page_id", "article_id", "seen_at", "content_hash", "relevance", "topic")


def load_spools(con: DuckDBPyConnection, run: RunRow, files: Sequence[Path]) -> Mapping[str, int]:
    """Store what the files hold, all of it or nothing; return what it did, as `load` does. Again, it changes nothing.

    About 100,000 articles at a time are best: fewer cost more each, more only cost memory. Raises WarehouseError for a
    file that cannot be read and for rows that contradict each other: then nothing is stored.
    """
    with _staged(con, files) as rows:
        return frugally(con, lambda: _store(con, run), rows)


@contextmanager
def _staged(con: DuckDBPyConnection, files: Sequence[Path]) -> Iterator[int]:
    quoted = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    try:
        con.execute(f"CREATE OR REPLACE TEMP VIEW staged AS FROM read_parquet([{quoted}])")  # noqa: S608  # a view binds none
        [(rows,)] = con.execute("SELECT count(*) FROM staged").fetchall()
        yield int(rows)
    except duckdb.Error as error:
        raise WarehouseError(f"{quoted[:200]}: cannot be read: {first_line(error)}") from error
    finally:
        con.execute("DROP VIEW IF EXISTS temp.staged")


def _store(con: DuckDBPyConnection, run: RunRow) -> Mapping[str, int]:
    with transaction(con, f"run {run.run_id}"):
        put_run(con, run)
        con.execute(statement("bulk_plain"))
        pages = sum(_changed(con, statement(name)) for name in _MOVED[:1])
        con.execute(statement("bulk_verdicts"), {"read_at": run.started_at})
        for name in _MOVED[1:]:
            con.execute(statement(name))
        reprints = _settle(con)
        counts = _rest(con, run)
        [(plain,)] = con.execute("SELECT count(*) FROM plain").fetchall()
    more = {"new": plain, "pages": pages, "reprints": reprints}
    return counts | {name: counts[name] + more[name] for name in more}


def _changed(con: DuckDBPyConnection, sql: str) -> int:
    return int(con.execute(sql).fetchall()[0][0])


def _settle(con: DuckDBPyConnection) -> int:
    """Decide the stories of the plain readings; return how many are reprints."""
    shaken = {text for (text,) in con.execute(statement("bulk_shaken"), {"most": MOST_ON_SITE}).fetchall()}
    came = {text for (text,) in con.execute("SELECT DISTINCT text_id FROM postings WHERE len(keys) > 0").fetchall()}
    alike = liken(con, KeyTable(con), came | shaken, ())
    kin = con.execute(statement("bulk_kin"), {"alike": list(alike)}).fetchall()
    touched = {article: story for article, story, _ in kin}
    _write_lone(con, list(touched))
    texts = alike | {text for _, _, text in kin}
    return settle_texts(con, texts, touched, {}) if texts else 0


def _write_lone(con: DuckDBPyConnection, elsewhere: list[UUID]) -> None:
    """The stories of those that share theirs with nobody. What one without a source says of itself, all do."""
    given = {"elsewhere": elsewhere}
    sourced = [article for (article,) in con.execute(statement("bulk_sourced"), given).fetchall()]
    lone = members_of(con, sourced).values()
    append(con, "stories", STORY, [story_row(one.story_id, [one.member]) for one in lone])
    some = con.execute(statement("bulk_unsourced"), given).fetchall()
    for one in members_of(con, [article for (article,) in some]).values():
        _, _, confidence, evidence, *_ = story_row(one.story_id, [one.member])
        con.execute(statement("bulk_stories"), given | {"confidence": confidence, "evidence": evidence})


def _rest(con: DuckDBPyConnection, run: RunRow) -> dict[str, int]:
    """What is not plain, reading by reading."""
    answer = con.execute(statement("bulk_rest"))
    columns = [column[0] for column in answer.description or ()]
    rows = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
    pages = add_pages(con, [_page(row) for row in rows])
    return read_pages(con, Batch(run=run, articles=tuple(map(_article, rows)))) | {"pages": pages, "fetches": 0}


def _page(row: Mapping[str, Any]) -> PageRow:
    return PageRow(**{name: row[PAGE.get(name, name)] for name in names(PageRow)})


def _article(row: Mapping[str, Any]) -> ArticleRow:
    metadata = {name: row[name] for name in METADATA} | {"provenance": json.loads(row["provenance"])}
    lists = {name: tuple(row[name]) for name in ("authors", "tags", "captions")}
    article = Article(title=row["title"], paragraphs=tuple(row["body"].split("\n\n")), **{**metadata, **lists})
    return ArticleRow(article=article, **{name: row[name] for name in _SAME})
