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
from flows.settings import Settings

POOL = "hoptac"
DEPLOYMENTS = Path(__file__).resolve().parents[1] / "prefect.yaml"
START_SECONDS = 120.0  # a first start makes the server's database: 13 to 27 s where we measured it
STOP_SECONDS = 35.0  # Prefect gives a run 30 s to end


class ServingFailed(HoptacError):
    """Prefect's server or the deployments could not be put up; the message says which and why."""


class _Stopped(Exception):
    """A signal asked to stop."""


def serve(settings: Settings, port: int, tell: Callable[[str], None]) -> None:
    """Put up server, deployments and worker, and wait for SIGINT or SIGTERM; then stop them all, the worker first.

    The server listens on this machine only and keeps its state under the home. Raises ServingFailed when a part does
    not come up or ends by itself.
    """
    if not DEPLOYMENTS.exists():
        raise ServingFailed(f"{DEPLOYMENTS}: not there; run `hoptac serve` from a checkout, or deploy by hand")
    url = f"http://127.0.0.1:{port}"
    if _answers(url):
        raise ServingFailed(f"{url}: a server answers there already; stop it, or give another --port")
    environment = environment_of(settings, url)
    logs = settings.logs
    logs.mkdir(parents=True, exist_ok=True)
    with _signals(), ExitStack() as parts:
        try:
            server = parts.enter_context(
                _running("server", ["server", "start", "--host", "127.0.0.1", "--port", str(port)], environment, logs)
            )
            tell(f"Prefect's server is starting at {url} ...")
            _await_health(url, server, logs)
            _prefect(["work-pool", "create", POOL, "--type", "process", "--overwrite"], environment)
            _prefect(["--no-prompt", "deploy", "--all", "--prefect-file", str(DEPLOYMENTS)], environment)
            tell(f"Ready: {url} - the logs are in {logs}. Ctrl-C stops everything; a run in work is taken up again.")
            while True:
                _work(server, environment, logs)
                tell("The worker ended by itself: starting another ...")
        except _Stopped:
            tell("Stopping ...")


def environment_of(settings: Settings, url: str) -> dict[str, str]:
    """What server, worker and runs are told: where the home is, where the server is, and to keep quiet."""
    return {
        **os.environ,
        "HOPTAC_HOME": str(settings.home.absolute()),
        "PREFECT_API_URL": f"{url}/api",
        "PREFECT_HOME": str((settings.home / "prefect").absolute()),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


@contextmanager
def _signals() -> Iterator[None]:
    """Signals to stop are raised as _Stopped."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # as signal calls it
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _running(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], logs: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A part at work in a process group of its own, its output in `logs`; ended with all its children at the end."""
    with (logs / f"prefect-{name}.log").open("ab") as log:
        command = [sys.executable, "-m", "prefect", *arguments]
        process = subprocess.Popen(  # noqa: S603  # no shell, our own words
            command, env=dict(environment), stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the part to end; after a while end its whole group."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):  # nobody is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _await_health(url: str, server: subprocess.Popen[bytes], logs: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise ServingFailed(f"Prefect's server ended while it started: {_last_line(logs / 'prefect-server.log')}")
        if _answers(url):
            return
        time.sleep(0.2)
    raise ServingFailed(f"Prefect's server did not answer within {START_SECONDS:.0f} s; see {logs}/prefect-server.log")


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


def _work(server: subprocess.Popen[bytes], environment: Mapping[str, str], logs: Path) -> None:
    """Keep a worker at work until it ends by itself. Raises ServingFailed when the server does."""
    arguments = ["worker", "start", "--pool", POOL, "--name", POOL]
    with _running("worker", arguments, environment, logs) as worker:
        while worker.poll() is None:
            if server.poll() is not None:
                raise ServingFailed(f"Prefect's server ended by itself: {_last_line(logs / 'prefect-server.log')}")
            time.sleep(1)


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"
