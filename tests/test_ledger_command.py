"""Does `hoptac ledger` print what was agreed with every sentence that proves it, and only what was asked for?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.__main__ import app
from tests.meaning_samples import published, said
from tests.warehouse_samples import DAY, NOON, batch, fresh
from warehouse.db import WarehouseError, writer
from warehouse.load import load
from warehouse.publish import publish

SIGNED = "Bệnh viện Đa khoa Sơn Hà và Bệnh viện Đại học Saebyeok ký thỏa thuận trị giá 350.000 USD."
OTHER = "Theo Bệnh viện Đa khoa Sơn Hà, phía Saebyeok sẽ tài trợ [tới] 380.000 USD trong năm đầu."
GIFT = "Nhật Bản tặng Sở Y tế Bình Lạc hai xe cứu thương."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with writer(fresh(folder / "hoptac.duckdb")) as con:
        gift = {"vietnamese": "Sở Y tế Bình Lạc", "foreign": "Nhật Bản", "countries": ("JP",), "type": "equipment"}
        load(con, batch(
            said("https://bao-mot.example/a.html", SIGNED, amount=350_000, signed_on=NOON.date(), **published(NOON)),
            said("https://bao-hai.example/b.html", OTHER, amount=380_000, seen_at=NOON + DAY, **published(NOON + DAY)),
            said("https://bao-ba.example/c.html", GIFT, stage="announced", **gift, **published(NOON - 9 * DAY)),
        ))  # fmt: skip
        publish(con, folder / "hoptac.duckdb", folder / "warehouse.duckdb")
    return folder


def ledger(home: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["ledger", "--home", str(home), *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_an_agreement_is_told_with_its_proofs_and_what_papers_differ_in(home: Path) -> None:
    shown = " ".join(ledger(home).split())
    assert "Bệnh viện Đa khoa Sơn Hà ─ Bệnh viện Đại học Saebyeok (KR) mou signed, on 2026-05-04, 380,000 USD" in shown
    assert "papers differ in amount: 380,000 USD (1 site); 350,000 USD (1 site)" in shown
    assert "told in 2 articles, 2 independent sites:" in shown
    assert f"2026-05-04 bao-mot (signed) <https://bao-mot.example/a.html> “{SIGNED}”" in shown
    assert f"“{OTHER}”" in shown, "brackets of a text are no mark-up"
    assert shown.endswith("2 agreements")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--country", "jp"), 1),
        (("--country", "FR"), 0),
        (("--party", "son ha"), 1),
        (("--party", "Sở Y tế"), 1),
        (("--since", "2026-05-01"), 1),
        (("--party", "sơn hà", "--country", "JP"), 0),
        ((), 2),
    ],
)
def test_only_what_is_asked_for_is_told(home: Path, asked: tuple[str, ...], found: int) -> None:
    assert len(json.loads(ledger(home, *asked, "--json"))) == found


def test_a_program_gets_offsets_and_evidence(home: Path) -> None:
    [entry] = json.loads(ledger(home, "--country", "KR", "--json"))
    first, second = entry["proofs"]
    assert (first["sentence"], first["evidence"]) == (SIGNED, None)
    assert second["end"] - second["start"] == len(OTHER)
    assert second["evidence"].startswith("same foreign party (Bệnh viện Đại học Saebyeok)")


def test_more_than_the_limit_is_said(home: Path) -> None:
    assert ledger(home, "--limit", "1").rstrip().endswith("2 agreements; 1 more with --limit")


def test_a_warehouse_of_an_older_hoptac_is_named(tmp_path: Path) -> None:
    path = fresh(tmp_path / "warehouse.duckdb")
    with writer(path) as con:
        con.execute("DROP VIEW ledger")
    done = CliRunner().invoke(app, ["ledger", "--home", str(tmp_path)])
    assert isinstance(done.exception, WarehouseError)
    assert "made by an older hoptac; `hoptac ingest` or `hoptac reparse`" in str(done.exception)
