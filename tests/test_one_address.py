"""Is what is asked for one address or story looked for there, and not by reading the rows of everything held?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from duckdb import DuckDBPyConnection

from tests.homes import copied_home
from warehouse.db import reader, statement


class Scan(NamedTuple):
    """A table that is read: which columns, and what is asked of it there or right above."""

    table: str
    columns: str
    asked: str


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    with reader(copied_home(tmp_path_factory.mktemp("home")).warehouse_file) as con:
        yield con


def scans(con: DuckDBPyConnection, sql: str, *given: object) -> list[Scan]:
    [(_, plan)] = con.execute(f"EXPLAIN (FORMAT json) {sql}", list(given)).fetchall()
    return [scan for root in json.loads(plan) for scan in _below(root, "")]


def _below(node: dict[str, Any], above: str) -> Iterator[Scan]:
    told = node.get("extra_info") or {}
    asked = " ".join(str(told.get(key, "")) for key in ("Filters", "Expression", "Conditions"))
    if "Table" in told:
        yield Scan(told["Table"].rpartition(".")[2], str(told["Projections"]), f"{asked} {above}")
    for child in node.get("children", []):
        yield from _below(child, asked)


def test_the_attempts_on_an_address_are_found_before_they_are_put_in_order(con: DuckDBPyConnection) -> None:
    [(url,)] = con.execute("SELECT url FROM fetches WHERE kind = 'article' ORDER BY url LIMIT 1 OFFSET 3").fetchall()
    read = scans(con, "FROM tombstones WHERE list_contains(?, url)", [url])
    [attempts] = [scan for scan in read if scan.table == "fetches" and "'at'" in scan.columns]
    assert url in attempts.asked


def test_an_address_is_looked_for_where_addresses_stand(con: DuckDBPyConnection) -> None:
    [(url,)] = con.execute("SELECT url FROM pages WHERE status = 200 ORDER BY url LIMIT 1 OFFSET 3").fetchall()
    read = scans(con, "SELECT article_id FROM internal.aliases WHERE list_contains(?, url)", [url])
    pages = [scan for scan in read if scan.table == "pages"]
    assert pages
    assert all(url in scan.asked for scan in pages)


def test_only_the_texts_of_a_story_are_read(con: DuckDBPyConnection) -> None:
    [(story,)] = con.execute(
        "SELECT story_id FROM stories WHERE article_count > 1 ORDER BY story_id LIMIT 1"
    ).fetchall()
    read = scans(con, statement("story_articles"), story)
    [texts] = [scan for scan in read if "'body'" in scan.columns]
    assert "rowid" in texts.asked
