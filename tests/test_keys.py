"""Is a key that is there twice, in a table without an index of its keys, seen by the proof and never made by a load?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from tests.warehouse_samples import NOON, article_row, batch, fetch_row, fresh, reject_row
from warehouse.invariants import broken, invariants
from warehouse.load import load
from warehouse.rows import AddressRow, Batch, State

TABLES = (
    "pages", "fetches", "rejects", "internal.verdicts", "internal.addresses", "internal.article", "revisions",
    "stories", "reprints",
)  # fmt: skip
ADDRESS = AddressRow(url="https://bao-mot.example/1", site="bao-mot", listed_at=NOON, state=State.HELD)


def everything() -> Batch:
    """A row for each of the tables: an article, its copy, a reject, an attempt, an address."""
    one, other = article_row(), article_row("https://bao-hai.example/2")
    rows = batch(one, other, reject_row())
    return replace(rows, fetches=(fetch_row(one.article.url, page_id=one.page_id),), addresses=(ADDRESS,))


@pytest.fixture
def con(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    with duckdb.connect(str(fresh(tmp_path / "w.duckdb"))) as con:
        load(con, everything())
        yield con


def twice(con: DuckDBPyConnection) -> set[str]:
    """Tables in which a key is there twice."""
    [check] = [one for one in invariants() if one.name == "keys"]
    return {finding.table for finding in broken(con, check)}


def test_the_same_rows_again_make_no_key_twice(con: DuckDBPyConnection) -> None:
    twofold = everything()
    load(con, replace(twofold, pages=twofold.pages * 2, fetches=twofold.fetches * 2, addresses=twofold.addresses * 2))
    load(con, replace(twofold, articles=twofold.articles * 2, rejects=twofold.rejects * 2))
    assert twice(con) == set()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_is_there_twice_is_found(con: DuckDBPyConnection, table: str) -> None:
    con.execute(f"INSERT INTO {table} FROM {table} LIMIT 1")
    assert twice(con) == {table}
