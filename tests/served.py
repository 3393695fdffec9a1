"""A home -> `hoptac serve` at work in it for the demo newsroom, and what a person does with its server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import duckdb

from flows.demo.newsroom import Newsroom
from flows.lock import alone
from tests.warehouse_samples import fresh

ROOT = Path(__file__).resolve().parents[1]
ENDED = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}
LOOK_AGAIN = 0.5  # seconds; each look costs the server a few milliseconds that the run could use


class Server:
    """What a person does with the server, through its REST interface and its command line."""

    def __init__(self, port: int, home: Path, environment: dict[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}/api"
        self.home = home
        self.environment = environment | {"PREFECT_API_URL": self.url, "PREFECT_HOME": str(home / "cli")}
        self.deployed = self.deployments()

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

    def is_there(self) -> bool:
        try:
            return bool(self.call("/health"))
        except OSError:
            return False

    def deployments(self) -> dict[str, Any]:
        return {one["name"]: one for one in self.call("/deployments/filter", {})}

    def switch_schedules_off(self) -> None:
        """Their runs would ask real sites. One that has been made before is skipped: the home is held meanwhile."""
        for deployment in self.deployments().values():
            for schedule in deployment["schedules"]:
                self.call(f"/deployments/{deployment['id']}/schedules/{schedule['id']}", {"active": False}, "PATCH")
        made = partial(self.runs, auto_scheduled=True)
        until(lambda: all(run["state_type"] in ENDED for run in made()), "no run of a schedule is left")

    def trigger(self, name: str, **parameters: Any) -> str:
        made = self.call(f"/deployments/{self.deployments()[name]['id']}/create_flow_run", {"parameters": parameters})
        return str(made["id"])

    def run(self, run: str) -> dict[str, Any]:
        return dict(self.call(f"/flow_runs/{run}"))

    def artifacts(self, run: str) -> dict[str, dict[str, Any]]:
        """What the run put into the UI, by key."""
        wanted = {"flow_runs": {"id": {"any_": [run]}}}
        return {one["key"]: one for one in self.call("/artifacts/filter", wanted)}

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
        time.sleep(LOOK_AGAIN)


def free_port() -> int:
    """One of two that are free, one after the other: Prefect's, and that of the archived pages."""
    while True:
        with socket.socket() as first, socket.socket() as second, suppress(OSError):
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            second.bind(("127.0.0.1", port + 1))
            return port


@contextmanager
def serving(home: Path, room: Newsroom, database: str | None, **more: str) -> Iterator[Server]:
    """`hoptac serve` for the demo newsroom; stopped with Ctrl-C, after which nothing of it may be left.

    `more` is put into its environment.
    """
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
    } | more
    if database:
        environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
    home.mkdir()
    fresh(home / "hoptac.duckdb")
    command = [sys.executable, "-m", "flows", "serve", "--home", str(home), "--port", str(port)]
    said = home / "said.txt"
    with said.open("w") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=home)
    try:
        with alone(home):
            until(lambda: process.poll() is not None or "Ready" in said.read_text(), "it is up")
            assert process.poll() is None, said.read_text()
            server = Server(port, home, environment)
            server.switch_schedules_off()
        yield server
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, said.read_text()
    finally:
        process.terminate()  # ends its server and worker too
        process.wait(60)
    assert not processes(home), "a process is left over"


def processes(home: Path, *words: str) -> list[int]:
    """The processes that work for this home, with any of these words in their command lines if there are any."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            ours = f"HOPTAC_HOME={home}".encode() in environ.read_bytes().split(b"\0")
            line = (environ.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it has just ended
        if ours and (not words or any(word in line for word in words)):
            found.append(int(environ.parent.name))
    return found
