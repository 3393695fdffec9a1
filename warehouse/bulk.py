"""Spool files -> the warehouse, whole sets at a time: the way in for backfills of tens of thousands of articles.

First readings of new articles that are off topic, nearly all of a backfill, are moved by SQL and never become Python
objects; only texts that are alike to others are compared one by one. Everything else goes the way of `warehouse.load`.
Both ways end in the same rows.
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
from warehouse.db import frugally, statement, transaction, unless_given_up
from warehouse.dedup import settle_texts, story_row
from warehouse.errors import WarehouseError, first_line
from warehouse.kin import members_of
from warehouse.load import Written, write_pages
from warehouse.observation import METADATA
from warehouse.records import add_pages, put_run
from warehouse.rows import ArticleRow, Batch, PageRow, RunRow
from warehouse.searching import index
from warehouse.spool import PAGE, WHOLE
from warehouse.tables import names
from warehouse.texts import RULES, liken, refresh

_SAME = ("page_id", "article_id", "seen_at", "content_hash", "relevance", "topic", "scored_by")


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
        con.execute(f"CREATE OR REPLACE TEMP VIEW staged AS FROM read_parquet([{quoted}])")  # a view binds none
        [(rows,)] = con.execute("SELECT count(*) FROM staged").fetchall()
        yield int(rows)
    except duckdb.Error as error:
        raise WarehouseError(f"{quoted[:200]}: cannot be read: {first_line(error)}") from error
    finally:
        with unless_given_up():
            con.execute(statement("bulk_done"))


def _store(con: DuckDBPyConnection, run: RunRow) -> Mapping[str, int]:
    with transaction(con, f"run {run.run_id}"):
        put_run(con, run)
        con.execute(statement("bulk_plain"))
        plain, pages = _moved(con, "bulk_verdicts", {"read_at": run.started_at}), _moved(con, "bulk_pages")
        for name in ("articles", "revisions", "sightings", "postings"):
            con.execute(statement(f"bulk_{name}"))
        con.execute(statement("bulk_article_texts"), {"rules": RULES})
        for name in ("came", "met", "keys"):
            con.execute(statement(f"bulk_{name}"))
        added, written = _rest(con, run)
        counts = {"pages": pages + added, "fetches": 0, "reprints": _settle(con, written)}
        index(con, {*written.touched, *written.withdrawn}, "bulk_documents")
    return {**written.counts, "new": plain + written.counts["new"], **counts}


def _moved(con: DuckDBPyConnection, name: str, given: Mapping[str, object] | None = None) -> int:
    return int(con.execute(statement(name), given).fetchall()[0][0])


def _settle(con: DuckDBPyConnection, rest: Written) -> int:
    """Decide the stories of all that came or changed; return how many more are reprints."""
    suspects = con.execute(statement("bulk_suspects"), {"most": MOST_ON_SITE}).fetchall()
    texts = refresh(con, KeyTable(con), {*rest.touched, *rest.withdrawn})
    texts |= liken(con, KeyTable(con), {text for (text,) in suspects}, ())
    kin = con.execute(statement("bulk_kin"), {"alike": list(texts)}).fetchall()
    touched = {article: story for article, story, _ in kin}
    _write_lone(con, list(touched))
    texts |= {text for _, _, text in kin}
    return settle_texts(con, texts, {**touched, **rest.touched}, rest.withdrawn)


def _write_lone(con: DuckDBPyConnection, elsewhere: list[UUID]) -> None:
    """The stories of those that share theirs with nobody: decided once for all that say the same of themselves."""
    con.execute(statement("bulk_lone"), {"elsewhere": elsewhere})
    examples = [one for (one,) in con.execute("SELECT DISTINCT example_id FROM lone").fetchall()]
    rows = [story_row(one.story_id, [one.member]) for one in members_of(con, examples).values()]
    if rows:
        _, ids, sure, evidence, _, _, _, names_, urls = map(list, zip(*rows, strict=True))
        said = {"examples": ids, "confidences": sure, "evidences": evidence, "names": names_, "urls": urls}
        con.execute(statement("bulk_stories"), said)


def _rest(con: DuckDBPyConnection, run: RunRow) -> tuple[int, Written]:
    """Write what is not plain, reading by reading; return how many pages came, and what was written."""
    left = con.execute("SELECT DISTINCT page_id FROM staged ANTI JOIN plain USING (page_id)").fetchall()
    rows = _dicts(con, [page for (page,) in left]) if left else []
    pages = add_pages(con, [_page(row) for row in rows])
    return pages, write_pages(con, Batch(run=run, articles=tuple(map(_article, rows))))


def _dicts(con: DuckDBPyConnection, page_ids: list[UUID]) -> list[dict[str, Any]]:
    answer = con.execute(statement("bulk_rest"), [page_ids])
    columns = [column[0] for column in answer.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


def _page(row: Mapping[str, Any]) -> PageRow:
    return PageRow(**{name: row[PAGE.get(name, name)] for name in names(PageRow)})


def _article(row: Mapping[str, Any]) -> ArticleRow:
    if row["whole"]:
        return WHOLE.validate_json(row["whole"])
    metadata = {name: row[name] for name in METADATA} | {"provenance": json.loads(row["provenance"])}
    lists = {name: tuple(row[name]) for name in ("authors", "tags", "captions")}
    article = Article(title=row["title"], paragraphs=tuple(row["body"].split("\n\n")), **{**metadata, **lists})
    return ArticleRow(article=article, **{name: row[name] for name in _SAME})
