"""Does `hoptac demo` show the whole product, through the real Prefect flow, and can it be run again?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parent.parent


def demo(home: Path) -> subprocess.CompletedProcess[str]:
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("HOPTAC_", "PREFECT_"))}
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-m", "flows", "demo", "--home", str(home)]
    return subprocess.run(
        command, env=environment, cwd=home.parent, capture_output=True, text=True, timeout=150, check=False
    )


def test_the_demo_tells_the_story(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    shown = demo(home)
    assert shown.returncode == 0, shown.stderr
    assert [line for line in shown.stdout.splitlines() if line.startswith("Question")] == [
        "Question 1: Who agreed what with whom, and how many independent papers say so?",
        "Question 2: What did a paper change after it had published?",
        "Question 3: Is anything missing? What became of every article address that a site listed",
    ]
    assert "Tin liên quan" in shown.stdout, "a related list is shown as stripped"
    assert "Stories: which paper had it first, and who reprinted it" in shown.stdout
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        runs = con.execute("SELECT flow, state FROM runs").fetchall()
        assert runs == [("ingest", "completed")] * 2
        assert con.execute("SELECT count(*) >= 25 FROM ledger").fetchone() == (True,)
        assert con.execute("SELECT count(*) >= 80, count(*) FILTER (revision > 1) FROM articles").fetchone() == (
            True,
            2,
        )
    assert list((home / "prefect").iterdir()), "the flow ran in Prefect, with its state under our home"


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "home" / "precious.txt"
    precious.parent.mkdir()
    precious.write_text("x")
    shown = demo(precious.parent)
    assert (shown.returncode, precious.read_text()) == (1, "x")
    assert "give another --home" in shown.stderr
    assert "Traceback" not in shown.stderr


CHECK = """
import importlib, sys, yaml
from prefect import Flow
from prefect.exceptions import ParameterTypeError
for deployment in yaml.safe_load(open(sys.argv[1]))["deployments"]:
    module, name = deployment["entrypoint"].rsplit(".", 1)
    flow = getattr(importlib.import_module(module), name)
    assert isinstance(flow, Flow), deployment["entrypoint"]
    flow.validate_parameters(deployment.get("parameters", {}))
    print(deployment["name"], flow.name, [s["timezone"] for s in deployment.get("schedules", [])])
from flows.ingest import ingest
ingest.validate_parameters({"sites": ["nld"], "limit": 5, "since": "2026-11-01"})
for wrong in ({"limit": 0}, {"sites": ["nowhere"]}, {"since": "soon"}, {"what": 1}):
    try:
        ingest.validate_parameters(wrong)
    except (ParameterTypeError, TypeError) as error:
        assert next(iter(wrong)) in str(error), error
    else:
        raise AssertionError(wrong)
"""


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    elsewhere = tmp_path_factory.mktemp("elsewhere")  # as a worker that was started in another folder
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("HOPTAC_", "PREFECT_"))}
    environment |= {"PYTHONPATH": str(ROOT), "PREFECT_HOME": str(elsewhere)}
    command = [sys.executable, "-c", CHECK, str(ROOT / "prefect.yaml")]
    return subprocess.run(
        command, env=environment, cwd=elsewhere, capture_output=True, text=True, timeout=60, check=False
    )


def test_every_deployment_names_a_flow_and_the_schedule_is_in_local_time(
    checked: subprocess.CompletedProcess[str],
) -> None:
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.splitlines() == [
        "hourly ingest ['Asia/Ho_Chi_Minh']",
        "by-hand ingest []",
        "reparse reparse []",
    ]
