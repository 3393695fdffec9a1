"""Do the public tables reach another database whole, and is it said when they cannot?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import duckdb
import pytest

from flows.elsewhere import copied_elsewhere, without_secrets
from flows.replay import replay
from flows.report import Report
from flows.settings import Settings
from tests.homes import copied_home
from tests.test_storage import no_file_larger_than
from warehouse import elsewhere
from warehouse.db import WarehouseError, reader
from warehouse.elsewhere import as_stored, copy_to
from warehouse.export import Column, Table, public_tables
from warehouse.rows import RunRow


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return copied_home(tmp_path / "home")


def test_another_file_gets_the_same_tables_with_their_comments_and_again_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere.duckdb"
    done = copy_to(settings.warehouse_file, str(target))
    assert done.changed
    assert not copy_to(settings.warehouse_file, str(target)).changed
    with reader(settings.warehouse_file) as con:
        tables = public_tables(con)
        here = {table.name: con.execute(f"SELECT count(*) FROM {table.name}").fetchall() for table in tables}  # noqa: S608
        articles = con.execute("FROM articles ORDER BY article_id").fetchall()
    with duckdb.connect(str(target), read_only=True) as con:
        found = {table.name: table for table in public_tables(con)}
        assert set(found) == {table.name for table in tables} | {elsewhere.MARK}
        for table in tables:
            assert (found[table.name].comment, found[table.name].columns) == (table.comment, table.columns)
        there = {name: con.execute(f"SELECT count(*) FROM {name}").fetchall() for name in here}  # noqa: S608
        assert there == here
        assert con.execute("FROM articles ORDER BY article_id").fetchall() == articles


def test_what_breaks_off_leaves_the_target_as_it_was(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "elsewhere.duckdb"
    copy_to(settings.warehouse_file, str(target))
    settings.warehouse_file.touch()
    copied = elsewhere._copy

    def breaks(con: duckdb.DuckDBPyConnection, table: Table, kind: str) -> int:
        if table.name == "stories":
            raise duckdb.IOException("no space left on device")
        con.execute("DELETE FROM elsewhere.articles")
        return copied(con, table, kind)

    monkeypatch.setattr(elsewhere, "_copy", breaks)
    with pytest.raises(WarehouseError, match="it stays as it was: no space left"):
        copy_to(settings.warehouse_file, str(target))
    with duckdb.connect(str(target), read_only=True) as con:
        assert con.execute("SELECT count(*) > 0 FROM articles").fetchall() == [(True,)]


@pytest.mark.parametrize("type_", ["STRUCT(articles BIGINT)", "STRUCT(amount DOUBLE)[]", "MAP(VARCHAR, UBIGINT)"])
def test_postgres_gets_json_for_what_it_has_no_type_for(type_: str) -> None:
    assert as_stored(Column("proofs", type_, ""), "postgres") == 'to_json("proofs") AS "proofs"'
    assert as_stored(Column("proofs", type_, ""), "ducklake") == '"proofs"'
    assert as_stored(Column("tags", "VARCHAR[]", ""), "postgres") == '"tags"'


def test_a_full_disk_leaves_nothing_that_the_next_try_stumbles_over(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.duckdb"
    with no_file_larger_than(1000), pytest.raises(WarehouseError, match="File too large"):
        copy_to(settings.warehouse_file, str(target))
    assert not target.exists()
    assert copy_to(settings.warehouse_file, str(target)).changed


def test_tables_of_somebody_else_are_not_replaced(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "theirs.duckdb"
    with duckdb.connect(str(target)) as con:
        con.execute("CREATE TABLE articles AS SELECT 1 AS id")
    with pytest.raises(WarehouseError, match=r"tables of somebody else \(articles\)"):
        copy_to(settings.warehouse_file, str(target))


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("md:hoptac", "extension motherduck, which is not installed"),
        ("ducklake:meta.ducklake", "extension ducklake, which is not installed"),
        ("oracle:x", "not a target that is known"),
    ],
)
def test_what_cannot_be_reached_says_why(
    settings: Settings, target: str, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # where extensions would be, had somebody installed them
    with pytest.raises(WarehouseError, match=reason):
        copy_to(settings.warehouse_file, target)


def test_a_run_publishes_there_too_and_is_not_lost_when_that_fails(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.duckdb"
    report, _ = asyncio.run(replay(replace(settings, warehouse=str(target)), ["thongtanyte"]))
    assert (report.failed, target.exists()) == (False, True)
    report = asyncio.run(copied_elsewhere(replace(settings, warehouse="oracle:x"), report))
    assert list(report.problems) == ["oracle:x"]
    assert (report.failed, report.run.state) == (True, "completed")


def test_tables_of_another_schema_are_nobodys_business(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "shared.duckdb"
    with duckdb.connect(str(target)) as con:
        con.execute("CREATE SCHEMA theirs; CREATE TABLE theirs.articles AS SELECT 1 AS one")
        con.execute(f"CREATE TABLE theirs.{elsewhere.MARK} AS SELECT 1 AS one")
    assert copy_to(settings.warehouse_file, str(target)).changed
    assert not copy_to(settings.warehouse_file, str(target)).changed
    with duckdb.connect(str(target)) as con:
        assert con.execute("FROM theirs.articles").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("postgres:dbname=news password=s3cret host=a", "postgres:dbname=news password=*** host=a"),
        ("postgres:password='s3 cret' user=b", "postgres:password=*** user=b"),
        ("postgres:postgresql://b:s3cret@a/news", "postgres:postgresql://b:***@a/news"),
        ("md:news?motherduck_token=s3cret&x=1", "md:news?motherduck_token=***&x=1"),
        ("/srv/share/news.duckdb: not written", "/srv/share/news.duckdb: not written"),
    ],
)
def test_no_secret_is_told(target: str, told: str) -> None:
    assert without_secrets(target) == told


def test_a_problem_names_the_target_without_its_secrets(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(home=tmp_path, warehouse="oracle:user=a password=s3cret")
    run = RunRow(run_id=UUID(int=1), flow="ingest", started_at=datetime(2026, 11, 22, tzinfo=UTC))
    report = asyncio.run(copied_elsewhere(settings, Report(run, {})))
    assert list(report.problems) == ["oracle:user=a password=***"]
    assert "s3cret" not in repr((settings, report)) + caplog.text
