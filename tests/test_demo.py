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
NEEDED = {"segments": {"paths": ["a.warc.gz"]}}
NEEDED |= {"backfill": {"sites": ["nld.com.vn"], "since": "2026-01-01", "until": "2026-01-31"}}
for deployment in yaml.safe_load(open(sys.argv[1]))["deployments"]:
    module, name = deployment["entrypoint"].rsplit(".", 1)
    flow = getattr(importlib.import_module(module), name)
    assert isinstance(flow, Flow), deployment["entrypoint"]
    flow.validate_parameters({**NEEDED.get(deployment["name"], {}), **deployment.get("parameters", {})})
    print(deployment["name"], flow.name, [s["timezone"] for s in deployment.get("schedules", [])])
import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4
from prefect.context import FlowRunContext
from flows import prefect_run
from flows.ingest import ingest
from flows.lock import HomeBusy

async def turn(minutes_late, by_schedule, work):
    time = datetime.now(UTC) - timedelta(minutes=minutes_late)
    run = SimpleNamespace(auto_scheduled=by_schedule, expected_start_time=time, deployment_id=uuid4())
    FlowRunContext.get = classmethod(lambda cls: SimpleNamespace(flow_run=run))
    return await prefect_run.in_turn(work)

async def done():
    return "done"

async def busy():
    raise HomeBusy("another run is at work")

for late, by_schedule, work in ((1, True, done), (90, True, done), (90, False, done), (1, True, busy)):
    came = asyncio.run(turn(late, by_schedule, work))
    print(late, by_schedule, came if came == "done" else f"{came.name}: {came.message}")
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


def test_deployments_name_flows_schedules_are_in_local_time_and_runs_take_turns(
    checked: subprocess.CompletedProcess[str],
) -> None:
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.splitlines() == [
        "ingest ingest ['Asia/Ho_Chi_Minh']",
        "official ingest ['Asia/Ho_Chi_Minh']",
        "revisit ingest ['Asia/Ho_Chi_Minh']",
        "backfill backfill []",
        "segments segments []",
        "maintain maintain ['Asia/Ho_Chi_Minh']",
        "reparse reparse []",
        "1 True done",
        "90 True Skipped: 90 minutes late; the next run catches up",
        "90 False done",
        "1 True Skipped: another run is at work",
    ]
