"""Does the schema keep the contract, do its columns match the nouns, and does every one of them explain itself?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from parsers.model import Article, Site
from tests.warehouse_samples import empty
from warehouse import dictionary
from warehouse.articles import ARTICLE, REVISION
from warehouse.migrate import known, migrate
from warehouse.rows import AddressRow, FetchRow, ListingRow, PageRow, RejectRow, RunRow

TIME, WORDS = "TIMESTAMP WITH TIME ZONE", "VARCHAR[]"
CONTRACT = {
    "articles": "article_id url canonical_url site language title dek body authors byline published_at "
    "published_precision published_from modified_at section tags captions source_name source_url word_count relevance "
    "topic story_id is_original revision first_seen_at last_seen_at reader page_id",
    "stories": "story_id original_article_id original_confidence original_evidence article_count site_count "
    "first_published_at",
    "reprints": "article_id of_article_id relation containment jaccard figures_agree evidence rule_version",
    "revisions": "article_id revision seen_at content_hash title body changed diff",
    "pages": "page_id url final_url fetched_at status content_type charset bytes sha256 warc_file warc_offset run_id "
    "etag last_modified",
    "fetches": "fetch_id run_id site url at outcome status reason elapsed_ms bytes page_id",
    "rejects": "page_id url stage reason detail run_id at",
    "coverage": "site day polled reachable listed new fetched kept rejected blocked",
    "runs": "run_id flow started_at finished_at state parameters counts",
    "sites": "name title hosts language family enabled note discover read last_new_at expected_gap silent",
}
# How a column's name tells its type, by its ending or the whole name.
TYPES = {
    "_id": "UUID", "content_hash": "UUID", "_at": TIME, "at": TIME, "authors": WORDS, "tags": WORDS, "captions": WORDS,
    "hosts": WORDS, "parameters": "JSON", "counts": "JSON", "discover": "JSON", "read": "JSON", "day": "DATE",
    "expected_gap": "INTERVAL", "silent": "BOOLEAN", "enabled": "BOOLEAN", "is_original": "BOOLEAN",
    "figures_agree": "BOOLEAN", "containment": "DOUBLE", "jaccard": "DOUBLE", "relevance": "DOUBLE",
    "original_confidence": "DOUBLE",
}  # fmt: skip
NUMBERS = {
    "status", "bytes", "warc_offset", "elapsed_ms", "word_count", "revision", "article_count", "site_count",
    "rule_version", "polled", "reachable", "listed", "new", "fetched", "kept", "rejected", "blocked",
}  # fmt: skip


@pytest.fixture(scope="module")
def con() -> Iterator[DuckDBPyConnection]:
    with empty() as connection:
        yield connection


def columns(con: DuckDBPyConnection, table: str, schema: str = "main") -> dict[str, str]:
    query = (
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE schema_name = ? AND table_name = ? ORDER BY column_index"
    )
    return dict(con.execute(query, [schema, table]).fetchall())


def names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


def expected(name: str) -> set[str]:
    if name in NUMBERS:
        return {"INTEGER", "BIGINT"}
    kinds = (kind for end, kind in TYPES.items() if name == end or (end.startswith("_") and name.endswith(end)))
    return {next(kinds, "VARCHAR")}


@pytest.mark.parametrize("table", CONTRACT)
def test_the_contract_holds_to_the_letter(con: DuckDBPyConnection, table: str) -> None:
    found = columns(con, table)
    wanted = CONTRACT[table].split()
    assert [name for name in wanted if name not in found] == []
    assert {name: found[name] for name in wanted if found[name] not in expected(name)} == {}


def test_every_table_view_and_column_explains_itself(con: DuckDBPyConnection) -> None:
    silent = con.execute("""
        SELECT table_name FROM duckdb_tables() WHERE comment IS NULL OR length(comment) < 15
        UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND (comment IS NULL OR length(comment) < 15)
        UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()
          WHERE NOT internal AND (comment IS NULL OR length(comment) < 9)
    """).fetchall()
    assert silent == []


@pytest.mark.parametrize(
    ("schema", "table", "kind"),
    [
        ("main", "pages", PageRow), ("main", "fetches", FetchRow), ("main", "rejects", RejectRow),
        ("main", "runs", RunRow), ("internal", "listings", ListingRow), ("internal", "site", Site),
    ],
)  # fmt: skip
def test_rows_and_tables_have_the_same_columns(con: DuckDBPyConnection, schema: str, table: str, kind: Any) -> None:
    assert list(columns(con, table, schema)) == names(kind)


def test_addresses_have_their_row_and_who_said_so(con: DuckDBPyConnection) -> None:
    assert list(columns(con, "addresses", "internal")) == [*names(AddressRow), "set_at"]


def test_every_field_of_an_article_is_a_column(con: DuckDBPyConnection) -> None:
    elsewhere = {"paragraphs": "body", "stripped": None}  # the text has its own name; the archive gives back the rest
    wanted = {elsewhere.get(name, name) for name in names(Article)} - {None}
    assert wanted - set(columns(con, "articles")) == set()


def test_what_is_written_is_what_is_there(con: DuckDBPyConnection) -> None:
    assert set(columns(con, "article", "internal")) == set(ARTICLE)
    assert set(columns(con, "revisions")) == set(REVISION)


def test_the_body_is_stored_once_per_version_and_nowhere_else(con: DuckDBPyConnection) -> None:
    query = (
        "SELECT DISTINCT c.table_name FROM duckdb_columns() AS c SEMI JOIN duckdb_tables() AS t USING (table_name) "
        "WHERE column_name IN ('body', 'title')"
    )
    assert sorted(con.execute(query).fetchall()) == [("revisions",), ("site",)]


def test_migrations_are_recorded_and_applied_once(con: DuckDBPyConnection) -> None:
    ledger = con.execute("SELECT version, name, sha256 FROM internal.migrations ORDER BY version").fetchall()
    assert ledger == [(step.version, step.name, step.sha256) for step in known()]
    assert migrate(con, Path(":memory:")) == 0


def test_the_data_dictionary_is_current() -> None:
    path = Path(dictionary.__file__).with_name("README.md")
    today = dictionary.dictionary()
    assert path.read_text(encoding="utf-8") == today, "run: python -m warehouse.dictionary > warehouse/README.md"
