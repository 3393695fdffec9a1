"""Does it run by itself? A real Prefect server and worker: deployed, triggered, scheduled, cancelled, killed.

One scenario, because a server takes its time to start. With PostgreSQL too where its programs are installed.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import duckdb
import pytest

from flows.demo.newsroom import Newsroom
from tests.postgres import NOT_INSTALLED, postgres
from tests.warehouse_samples import fresh

ROOT = Path(__file__).resolve().parents[1]
SOME = ["baosonha.example", "suckhoeviethop.example"]
ENDED = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


class Server:
    """What a person does with the server, through its REST interface and its command line."""

    def __init__(self, port: int, home: Path, environment: dict[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}/api"
        self.home = home
        self.environment = environment | {"PREFECT_API_URL": self.url, "PREFECT_HOME": str(home / "cli")}

    def call(self, path: str, body: Any = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        for patience in range(10):
            try:
                with urlopen(request, timeout=60) as answer:
                    return json.loads(answer.read() or b"null")
            except HTTPError as error:
                if error.code != 503:  # a busy server says so, and is to be asked again, as Prefect's own client does
                    raise
                time.sleep(patience)
        raise AssertionError(f"{path}: the server is too busy")

    def deployments(self) -> dict[str, Any]:
        return {one["name"]: one for one in self.call("/deployments/filter", {})}

    def trigger(self, name: str, **parameters: Any) -> str:
        made = self.call(f"/deployments/{self.deployments()[name]['id']}/create_flow_run", {"parameters": parameters})
        return str(made["id"])

    def run(self, run: str) -> dict[str, Any]:
        return dict(self.call(f"/flow_runs/{run}"))

    def runs(self, **wanted: Any) -> list[dict[str, Any]]:
        found = self.call("/flow_runs/filter", {"sort": "START_TIME_DESC"})
        return [run for run in found if all(run[name] == value for name, value in wanted.items())]

    def ended(self, run: str) -> dict[str, Any]:
        until(lambda: self.run(run)["state_type"] in ENDED, f"run {run} ends")
        return self.run(run)

    def working(self, run: str) -> None:
        """Wait until the run is at work in the home."""
        lock = self.home / "run.lock"
        until(lambda: self.run(run)["state_type"] == "RUNNING" and lock.exists() and lock.read_text(), "it works")

    def prefect(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "prefect", *words]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False, timeout=120, cwd=self.home
        )

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as con:
            return con.execute(sql).fetchall()


def until(condition: Callable[[], object], what: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s in vain: {what}"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(home: Path, room: Newsroom, database: str | None) -> Iterator[Server]:
    """`hoptac serve` for the demo newsroom; stopped with Ctrl-C, after which nothing of it may be left."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HOPTAC_", "PREFECT_"))}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "HOPTAC_SITES": str(room.sites_folder),
        "HOPTAC_ROUTES": ",".join(f"{host}={target}" for host, target in room.routes.items()),
        "HOPTAC_ALLOW_PRIVATE": "1",
        "HOPTAC_DELAY": "0.25",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "3",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    if database:
        environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
    home.mkdir()
    fresh(home / "hoptac.duckdb")
    command = [sys.executable, "-m", "flows", "serve", "--home", str(home), "--port", str(port)]
    said = home / "said.txt"
    with said.open("w") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=home)
    try:
        until(lambda: process.poll() is not None or "Ready" in said.read_text(), "it is up")
        assert process.poll() is None, said.read_text()
        yield Server(port, home, environment)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, said.read_text()
    finally:
        process.terminate()  # ends its server and worker too
        process.wait(60)
    assert not left_over(home), "a process is left over"


def left_over(home: Path) -> list[str]:
    """The command lines of processes that still work for this home."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"HOPTAC_HOME={home}".encode() in environ.read_bytes():
                found.append((environ.parent / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it has just ended
    return found


WITH_POSTGRES = pytest.param("postgres", marks=pytest.mark.skipif(bool(NOT_INSTALLED), reason=NOT_INSTALLED))


@pytest.mark.parametrize("database", ["sqlite", WITH_POSTGRES])
def test_it_runs_by_itself(tmp_path: Path, database: str, pytestconfig: pytest.Config) -> None:
    if database == "postgres" and not pytestconfig.getoption("--postgres"):
        pytest.skip("asked for with --postgres: it takes as long again")
    with (
        Newsroom() as room,
        postgres(wanted=database == "postgres") as url,
        serving(tmp_path / "home", room, url) as server,
    ):
        everything_is_deployed(server)
        bad_parameters_are_refused(server)
        a_person_triggers_a_run_and_reads_what_it_did(server)
        two_at_once_take_turns_while_an_analyst_reads(server)
        a_schedule_starts_runs(server)
        a_run_is_cancelled_within_seconds(server)
        a_killed_worker_is_started_anew(server)
        nothing_is_lost(server)


def everything_is_deployed(server: Server) -> None:
    deployments = server.deployments()
    assert set(deployments) == {"ingest", "official", "revisit", "backfill", "segments", "reparse", "maintain"}
    schedules = {
        name: [(s["schedule"]["cron"], s["active"]) for s in d["schedules"]] for name, d in deployments.items()
    }
    assert schedules["ingest"] == [("*/30 * * * *", True)]
    form = deployments["ingest"]["parameter_openapi_schema"]["properties"]
    assert "baosonha.example" in form["sites"]["items"]["enum"]
    assert all(field["description"] for field in form.values())


def bad_parameters_are_refused(server: Server) -> None:
    for wrong in ({"sites": ["nowhere.example"]}, {"limit": 0}, {"since": "soon"}, {"kinds": ["gossip"]}):
        with pytest.raises(HTTPError, match=r"4\d\d"):
            server.trigger("ingest", **wrong)
    assert server.runs(auto_scheduled=False) == []


def a_person_triggers_a_run_and_reads_what_it_did(server: Server) -> None:
    done = server.prefect(
        "deployment",
        "run",
        "ingest/ingest",
        "--param",
        f"sites={json.dumps(SOME[:1])}",
        "--param",
        "limit=2",
        "--watch",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [run] = [run for run in server.runs(state_type="COMPLETED") if run["name"].endswith("1 site - 2 new")]
    assert server.ask("SELECT count(*) FROM articles") == [(2,)]
    artifacts = server.call("/artifacts/filter", {})
    [report] = [one for one in artifacts if one["key"] == "ingest-report" and one["flow_run_id"] == run["id"]]
    assert "New articles" in report["data"]
    assert "hoptac page" in report["data"]
    assert [one["data"] for one in artifacts if one["key"] == "ingest-progress"][-1] == 100


def two_at_once_take_turns_while_an_analyst_reads(server: Server) -> None:
    stop = threading.Event()
    asked: list[int] = []

    def analyst() -> None:
        while not stop.wait(0.05):  # without a rest it would take a processor from the runs
            asked.append(server.ask("SELECT count(*) FROM articles")[0][0])

    reading = threading.Thread(target=analyst)
    reading.start()
    try:
        runs = [server.trigger("ingest", sites=SOME, limit=4), server.trigger("reparse")]
        states = {server.ended(run)["state_name"] for run in runs}
    finally:
        stop.set()
        reading.join()
    assert states == {"Completed"}
    assert asked[-1] > 2
    assert asked == sorted(asked), "nobody ever saw less than before"


def a_schedule_starts_runs(server: Server) -> None:
    deployment = server.deployments()["official"]["id"]
    soon = (datetime.now(UTC) + timedelta(seconds=3)).isoformat()
    few = {"sites": SOME[:1], "kinds": [], "limit": 1}
    schedule = {"schedule": {"interval": 3600, "anchor_date": soon}, "active": True, "parameters": few}
    [made] = server.call(f"/deployments/{deployment}/schedules", [schedule])
    by_schedule = {"deployment_id": deployment, "auto_scheduled": True, "state_type": "COMPLETED"}
    until(lambda: server.runs(**by_schedule), "a run that the schedule started")
    server.call(f"/deployments/{deployment}/schedules/{made['id']}", method="DELETE")


def a_run_is_cancelled_within_seconds(server: Server) -> None:
    run = server.trigger("ingest", sites=SOME)
    server.working(run)
    server.call(f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}})
    assert server.ended(run)["state_type"] == "CANCELLED"


def a_killed_worker_is_started_anew(server: Server) -> None:
    run = server.trigger("ingest", sites=["vietnamhealth.example"])
    server.working(run)
    for process in worker_processes(server.home):
        os.kill(process, signal.SIGKILL)
    until(lambda: "starting another" in (server.home / "said.txt").read_text(), "the worker is started anew")


def worker_processes(home: Path) -> list[int]:
    """The worker and the run it works on."""
    wanted = ("worker start", "prefect.engine", "flow-run execute", "prefect.flow_engine")
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            ours = f"HOPTAC_HOME={home}".encode() in environ.read_bytes()
            line = (environ.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if ours and any(words in line for words in wanted):
            found.append(int(environ.parent.name))
    return found


def nothing_is_lost(server: Server) -> None:
    """The next run, by the new worker, takes up what the cancelled and the killed one archived and never loaded."""
    assert server.ended(server.trigger("ingest", sites=[*SOME, "vietnamhealth.example"]))["state_type"] == "COMPLETED"
    assert server.ask("SELECT count(*) FROM runs WHERE finished_at IS NULL") == [(0,)]
    lost = "SELECT count(*) FROM pages WHERE page_id NOT IN (SELECT page_id FROM internal.verdicts)"
    assert server.ask(lost) == [(0,)]
    twice = "SELECT canonical_url FROM articles GROUP BY ALL HAVING count(*) > 1"
    assert server.ask(twice) == []
