"""Does it run by itself? A real Prefect server and worker: deployed, triggered, scheduled, cancelled, killed.

One scenario, because a server takes its time to start. With PostgreSQL too where its programs are installed.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import duckdb
import pytest

from flows.demo.desk import Reply
from flows.demo.newsroom import Newsroom
from tests.postgres import NOT_INSTALLED, postgres
from tests.served import Server, processes, serving, until
from tests.warehouse_samples import fresh

SOME = ["baosonha.example", "suckhoeviethop.example"]
MANY = [*SOME, "healthlink.example", "thongtanyte.example"]
LAST = ["vietnamhealth.example", "soytesonha.example"]
PATIENCE = 120  # seconds, also of our requests
WORKER = ("worker start", "prefect.engine", "flow-run execute", "prefect.flow_engine")  # and the run it works on


WITH_POSTGRES = pytest.param("postgres", marks=pytest.mark.skipif(bool(NOT_INSTALLED), reason=NOT_INSTALLED))


@pytest.mark.parametrize("database", ["sqlite", WITH_POSTGRES])
def test_it_runs_by_itself(tmp_path: Path, database: str, pytestconfig: pytest.Config) -> None:
    if database == "postgres" and not pytestconfig.getoption("--postgres"):
        pytest.skip("asked for with --postgres: it takes as long again")
    with (
        Newsroom() as room,
        postgres(wanted=database == "postgres") as url,
        serving(
            tmp_path / "home", room, url, PREFECT_SERVER_UI_ENABLED="false", HOPTAC_TIMEOUT=str(PATIENCE)
        ) as server,
    ):
        everything_is_deployed(server)
        bad_parameters_are_refused(server)
        a_person_triggers_a_run_and_reads_what_it_did(server)
        two_at_once_take_turns_while_an_analyst_reads(server)
        a_schedule_starts_a_run_and_a_person_one_and_the_server_is_killed(server, room)
        one_is_cancelled_within_seconds_and_the_next_killed_with_its_worker(server, room)
        nothing_is_lost(server)


def everything_is_deployed(server: Server) -> None:
    deployments = server.deployed
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
    artifacts = server.artifacts(run["id"])
    report = artifacts["ingest-report"]["data"]
    assert "New articles" in report
    [(key, digest)] = server.ask("SELECT article_id, sha256 FROM articles JOIN pages USING (page_id) LIMIT 1")
    [link] = re.findall(rf"\[as received\]\(<(http://[^>]+/{key}/1)>\)", report)
    with urlopen(link, timeout=60) as archived:
        assert sha256(archived.read()).hexdigest() == digest
    assert artifacts["ingest-progress"]["data"] == 100


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


def a_schedule_starts_a_run_and_a_person_one_and_the_server_is_killed(server: Server, room: Newsroom) -> None:
    """Both runs lose their server in their midst. It is started anew, and shows the one that a worker does as ended."""
    deployment = server.deployments()["official"]["id"]
    soon = (datetime.now(UTC) + timedelta(seconds=8)).isoformat()  # a busy scheduler skips what has gone by
    parameters = {"sites": MANY, "kinds": [], "limit": 10}
    schedule = {"schedule": {"interval": 3600, "anchor_date": soon}, "active": True, "parameters": parameters}
    [made] = server.call(f"/deployments/{deployment}/schedules", [schedule])
    with a_person_runs_one(server) as person, held(room) as gate:
        by_schedule = {"deployment_id": deployment, "auto_scheduled": True, "state_type": "RUNNING"}
        until(lambda: server.runs(**by_schedule), "a run that the schedule started")
        [run] = server.runs(**by_schedule)
        server.working(run["id"])
        until((server.home / "by-hand" / "run.lock").exists, "the run in the foreground works")
        [process] = processes(server.home, "server start")
        os.kill(process, signal.SIGKILL)
        gate.let_go.set()
        until(lambda: "server ended" in (server.home / "said.txt").read_text(), "the server is started anew")
        until(server.is_there, "it answers")
        assert person.wait(120) == 0
    assert server.ended(run["id"])["state_type"] == "COMPLETED"
    server.call(f"/deployments/{deployment}/schedules/{made['id']}", method="DELETE")
    for home in (server.home, server.home / "by-hand"):
        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
            urls = [url for (url,) in con.execute("SELECT url FROM articles").fetchall()]
        assert len(set(urls)) == len(urls)
        assert len(urls) > 20


@dataclass(frozen=True)
class Gate:
    """Who waits for an answer of the newsroom, and what lets them go."""

    let_go: threading.Event = field(default_factory=threading.Event)
    waiting: set[str] = field(default_factory=set)  # hosts


@contextmanager
def held(room: Newsroom, after: int = 0) -> Iterator[Gate]:
    """Each host of the newsroom gives so many answers, and no more until it is let go."""
    gate, given, answer = Gate(), Counter[str](), room.answer

    def wait(host: str, address: str) -> Reply:
        given[host] += 1
        if given[host] > after:
            gate.waiting.add(host)
            gate.let_go.wait(PATIENCE)
        return answer(host, address)

    room.answer = wait
    try:
        yield gate
    finally:
        gate.let_go.set()
        room.answer = answer


@contextmanager
def a_person_runs_one(server: Server) -> Iterator[subprocess.Popen[bytes]]:
    """`hoptac ingest` against the server, in a home of its own."""
    home = server.home / "by-hand"
    home.mkdir()
    fresh(home / "hoptac.duckdb")
    command = [sys.executable, "-m", "flows", "ingest", *MANY, "--limit", "10", "--home", str(home)]
    with (home / "said.txt").open("wb") as out:
        process = subprocess.Popen(command, env=server.environment, cwd=home, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def one_is_cancelled_within_seconds_and_the_next_killed_with_its_worker(server: Server, room: Newsroom) -> None:
    """Each has archived some pages and waits for others."""
    with held(room, after=6) as gate:
        run = server.trigger("ingest", sites=LAST[:1])
        until(lambda: LAST[0] in gate.waiting, "it has archived some")
        following = server.trigger("ingest", sites=LAST[1:])
        asked = time.monotonic()
        server.call(f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}})
        assert server.ended(run)["state_type"] == "CANCELLED"
        assert time.monotonic() - asked < 30, "a few seconds on a machine that does nothing else"
        until(lambda: LAST[1] in gate.waiting, "the next one has archived some")
        assert server.run(following)["state_type"] == "RUNNING"
        for process in processes(server.home, *WORKER):
            os.kill(process, signal.SIGKILL)
        until(lambda: "worker ended" in (server.home / "said.txt").read_text(), "the worker is started anew")


def nothing_is_lost(server: Server) -> None:
    """The next run, by the new worker, takes up what the cancelled and the killed one archived and never loaded."""
    assert server.ended(server.trigger("ingest", sites=LAST))["state_type"] == "COMPLETED"
    assert server.ask("SELECT count(*) FROM runs WHERE state = 'recovered'") == [(2,)]
    assert server.ask("SELECT count(*) FROM runs WHERE finished_at IS NULL") == [(0,)]
    lost = "SELECT count(*) FROM pages WHERE page_id NOT IN (SELECT page_id FROM internal.verdicts)"
    assert server.ask(lost) == [(0,)]
    twice = "SELECT canonical_url FROM articles GROUP BY ALL HAVING count(*) > 1"
    assert server.ask(twice) == []
