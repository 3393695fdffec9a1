"""Does a warehouse of any earlier version, with data in it, become one of today, with every row still there?

New migrations are covered without a change here: an earlier version is made by the first steps only, and filled with
what a warehouse of today holds in the columns that it had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from tests.test_ledger_queries import rows as told_agreements
from tests.test_queries import COPY, FIRST, first_day, second_day
from tests.test_storage import no_file_larger_than
from tests.warehouse_samples import NOON, article_row, batch, page_row, run, site
from warehouse.db import WarehouseError, writer
from warehouse.load import load, save_sites
from warehouse.migrate import known, migrate
from warehouse.rows import AddressRow, Batch, ListingRow, PauseRow, RobotsRow, State
from warehouse.tables import append

STEPS = known()
NOWHERE = Path(":memory:")
TABLES = """SELECT schema_name || '.' || table_name FROM duckdb_tables()
WHERE table_name <> 'migrations' ORDER BY ALL"""
COLUMNS = "SELECT column_name FROM duckdb_columns() WHERE schema_name || '.' || table_name = ? ORDER BY column_index"
SCHEMA = """SELECT schema_name, table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()
WHERE NOT internal ORDER BY ALL"""


def columns(con: DuckDBPyConnection, table: str) -> list[str]:
    return [name for (name,) in con.execute(COLUMNS, [table]).fetchall()]


def tables(con: DuckDBPyConnection) -> list[str]:
    return [name for (name,) in con.execute(TABLES).fetchall()]


def rows(con: DuckDBPyConnection, table: str, names: list[str]) -> list[tuple[object, ...]]:
    quoted = ", ".join(f'"{name}"' for name in names)
    return con.execute(f"SELECT {quoted} FROM {table} ORDER BY ALL").fetchall()  # noqa: S608


@pytest.fixture(scope="module")
def today() -> Iterator[DuckDBPyConnection]:
    """A warehouse of this version with something in nearly every table."""
    con = duckdb.connect()
    migrate(con, NOWHERE)
    save_sites(con, [site(), site("bao-hai", "Báo Hai")])
    load(con, first_day())
    load(con, second_day())
    moved = article_row("https://bao-mot.example/moi.html", title="Hai bên lập nhóm công tác")
    load(con, Batch(run=run(3), pages=(replace(page_row(moved), url=FIRST),), articles=(moved,)))
    load(
        con,
        Batch(
            run=run(4),
            addresses=(AddressRow(url=COPY, site="bao-hai", listed_at=NOON, state=State.HELD, due_at=NOON),),
            listings=(ListingRow(url="https://bao-mot.example/rss", site="bao-mot", checked_at=NOON),),
            pauses=(PauseRow(domain="bao-ba.example", until=NOON, refusals=1, failures=0, reason="429", set_at=NOON),),
            robots=(
                RobotsRow(url="https://bao-mot.example/robots.txt", checked_at=NOON, status=200, rules="Allow: /"),
            ),
        ),
    )
    load(con, batch(*told_agreements(), run_row=run(5)))
    yield con
    con.close()


def test_the_sample_reaches_most_tables(today: DuckDBPyConnection) -> None:
    """Else the tests below would prove little."""
    empty = [name for name in tables(today) if not today.execute(f"FROM {name} LIMIT 1").fetchall()]
    assert 4 * len(empty) <= len(tables(today)), empty


@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_every_row_of_an_earlier_version_survives(today: DuckDBPyConnection, version: int) -> None:
    with duckdb.connect() as con:
        migrate(con, NOWHERE, STEPS[:version])
        held = {}
        for table in tables(con):
            kept = set(columns(today, table))
            names = [name for name in columns(con, table) if name in kept]
            held[table] = names, rows(today, table, names)
            append(con, table, names, held[table][1])
        assert migrate(con, NOWHERE) == len(STEPS) - version
        assert {table: rows(con, table, names) for table, (names, _) in held.items()} == {
            table: found for table, (_, found) in held.items()
        }
        assert con.execute(SCHEMA).fetchall() == today.execute(SCHEMA).fetchall()
        assert migrate(con, NOWHERE) == 0


def test_a_disk_that_is_full_is_named_and_the_file_is_brought_up_to_date_later(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as con:
        migrate(con, path, STEPS[:10])
        con.execute("INSERT INTO stories SELECT uuid(), uuid(), 1, uuid(), 1, 1, NULL, uuid(), uuid() FROM range(1000)")
    told = pytest.raises(WarehouseError, match=r"nothing was changed.*too large")
    with no_file_larger_than(50_000), told, writer(path):
        pass
    with writer(path) as con:
        assert con.execute("SELECT count(*) FROM stories").fetchall() == [(1000,)]
        assert migrate(con, path) == 0
