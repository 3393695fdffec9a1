"""A home folder -> Prefect's server, the deployments and a worker on this machine, until they are told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.request import urlopen

from flows.errors import HoptacError
from flows.page_server import page_server
from flows.settings import Settings

POOL = "hoptac"
DEPLOYMENTS = Path(__file__).resolve().parents[1] / "prefect.yaml"
START_SECONDS = 120.0  # a first start makes the server's database: 13 to 27 s where we measured it
STOP_SECONDS = 35.0  # Prefect gives a run 30 s to end
LOOK_SECONDS = 1.0  # between two looks whether all are at work
STOPS = (signal.SIGINT, signal.SIGTERM)


class ServingFailed(HoptacError):
    """Prefect's server or the deployments could not be put up; the message says which and why."""


class _Stopped(Exception):
    """A signal asked to stop."""


def serve(settings: Settings, port: int, tell: Callable[[str], None]) -> None:
    """Put up server, deployments and worker, and wait for SIGINT or SIGTERM; then stop them all, the worker first.

    The server listens on this machine only and keeps its state under the home; at the next port are the archived
    pages, so that reports can link them. What ends by itself is started anew. Raises ServingFailed when a part does not
    come up, PortTaken when the port of the pages is another's.
    """
    if not DEPLOYMENTS.exists():
        raise ServingFailed(f"{DEPLOYMENTS}: not there; run `hoptac serve` from a checkout, or deploy by hand")
    url = f"http://127.0.0.1:{port}"
    if _answers(url):
        raise ServingFailed(f"{url}: a server answers there already; stop it, or give another --port")
    with _signals(), ExitStack() as parts:
        try:
            environment = environment_of(settings, url, parts.enter_context(page_server(settings, port + 1)))
            server = _Part("server", ["server", "start", "--host", "127.0.0.1", "--port", str(port)], environment)
            worker = _Part("worker", ["worker", "start", "--pool", POOL, "--name", POOL], environment)
            parts.callback(server.end)
            parts.callback(worker.end)  # taken first
            tell(f"Prefect's server is starting at {url} ...")
            _start(server, url)
            _prefect(["work-pool", "create", POOL, "--type", "process", "--overwrite"], environment)
            worker.start()  # it takes as long as the deploying
            _prefect(["--no-prompt", "deploy", "--all", "--prefect-file", str(DEPLOYMENTS)], environment)
            tell(f"Ready: {url} - the logs are in {settings.logs}. Ctrl-C stops everything; no run loses what it has.")
            while True:
                _watch(server, worker, url, tell)
                time.sleep(LOOK_SECONDS)
        except _Stopped:
            tell("Stopping ...")


def _watch(server: _Part, worker: _Part, url: str, tell: Callable[[str], None]) -> None:
    """Start what has ended by itself anew. A run goes on while the server is away; with its worker it ends."""
    if server.has_ended:
        tell(f"The server ended by itself (see {server.log}): starting another ...")
        _start(server, url)
    if worker.has_ended:
        tell(f"The worker ended by itself (see {worker.log}): starting another ...")
        worker.start()


def _start(server: _Part, url: str) -> None:
    """Start the server and wait until it answers. Raises ServingFailed when it does not."""
    server.start()
    end = time.monotonic() + START_SECONDS
    while not _answers(url):
        if server.has_ended:
            raise ServingFailed(f"Prefect's server ended while it started: {server.last_line()}")
        if time.monotonic() > end:
            raise ServingFailed(f"Prefect's server did not answer within {START_SECONDS:.0f} s; see {server.log}")
        time.sleep(0.2)


def environment_of(settings: Settings, url: str, pages: str) -> dict[str, str]:
    """What server, worker and runs are told: where home, server and archived pages are, and to keep quiet."""
    return {
        **os.environ,
        "HOPTAC_HOME": str(settings.home.absolute()),
        "HOPTAC_PAGES": pages,
        "PREFECT_API_URL": f"{url}/api",
        "PREFECT_HOME": str((settings.home / "prefect").absolute()),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


@contextmanager
def _signals() -> Iterator[None]:
    """The first signal to stop is raised as _Stopped; a further one would cut off the stopping, and leave processes."""

    def stop(_: int, frame: FrameType | None) -> None:  # noqa: ARG001  # as signal calls it
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Part:
    """A program of Prefect at work in a process group of its own, its output in a log of the home."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.log = Path(environment["HOPTAC_HOME"]) / "logs" / f"prefect-{name}.log"
        self._command = [sys.executable, "-m", "prefect", *arguments]
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; what is left of an earlier start is ended before."""
        self.end()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # no shell, our own words
                self._command, env=dict(self._environment), stdout=log, stderr=log, start_new_session=True
            )

    @property
    def has_ended(self) -> bool:
        """Did it end by itself?"""
        return self._process is not None and self._process.poll() is not None

    def end(self) -> None:
        """Ask it to end; after a while end its whole group."""
        if (process := self._process) is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):  # nobody is left
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._process = None

    def last_line(self) -> str:
        """The last thing it said."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing"


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/api/health", timeout=5):  # noqa: S310  # our own address
            return True
    except OSError:
        return False


def _prefect(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "prefect", *arguments]
    done = subprocess.run(  # noqa: S603  # as above
        command, env=dict(environment), cwd=DEPLOYMENTS.parent, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise ServingFailed(f"prefect {' '.join(arguments[:2])} failed: {said[-1] if said else done.returncode}")
