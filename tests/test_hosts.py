"""Do the files for real hosts agree with the code: names, ports, folders, commands, settings?

No engine runs containers here: what Docker makes of the files is not tested, only that they fit together and to us.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from flows.serving import POOL
from flows.settings import from_environment

ROOT = Path(__file__).resolve().parents[1]
HOSTS = ROOT / "flows" / "hosts"
COMPOSE: dict[str, Any] = yaml.safe_load((HOSTS / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNITS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(HOSTS.glob("*.service"))}
PREPARE = (f"prefect work-pool create {POOL} --type process --overwrite", "prefect --no-prompt deploy --all")
WORK = f"prefect worker start --pool {POOL} --name {POOL}"


def lines(unit: str, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNITS[unit], re.MULTILINE)


def environment(unit: str) -> dict[str, str]:
    return dict(word.split("=", 1) for line in lines(unit, "Environment") for word in line.split())


def test_the_worker_is_put_up_alike_everywhere() -> None:
    binaries = "/opt/hoptac/.venv/bin/"
    assert [line.removeprefix(binaries) for line in lines("hoptac-worker", "ExecStartPre")] == [*PREPARE]
    assert [line.removeprefix(binaries) for line in lines("hoptac-worker", "ExecStart")] == [WORK]
    command = " ".join(SERVICES["worker"]["command"].split())
    assert command == f'sh -c "{" && ".join(PREPARE)} && exec {WORK}"'
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert {deployment["work_pool"]["name"] for deployment in deployments} == {POOL}


def test_every_setting_is_one_and_the_home_is_kept() -> None:
    for told, kept in ((SERVICES["worker"]["environment"], "/data"), (environment("hoptac-worker"), "/var/lib/hoptac")):
        home = from_environment({name: value for name, value in told.items() if name.startswith("HOPTAC_")}).home
        assert PurePosixPath(home).is_relative_to(kept)
    assert {line.split(":")[1] for line in SERVICES["worker"]["volumes"]} == {"/data"}
    for unit in UNITS:  # all else is read-only to them
        assert lines(unit, "StateDirectory") == ["hoptac"]
        assert environment(unit)["PREFECT_HOME"].startswith("/var/lib/hoptac/")


def test_whom_a_service_names_is_there_and_listens() -> None:
    server, worker, database = SERVICES["server"], SERVICES["worker"], SERVICES["database"]
    [published] = server["ports"]
    _, outside, inside = published.rsplit(":", 2)
    assert worker["environment"]["PREFECT_API_URL"] == f"http://server:{inside}/api"
    assert f"localhost:{outside}" in (HOSTS / "compose.yaml").read_text(encoding="utf-8")
    assert f"http://localhost:{inside}/api/health" in server["healthcheck"]["test"][-1]
    assert environment("hoptac-worker")["PREFECT_API_URL"].endswith(":4200/api")
    assert lines("hoptac-server", "ExecStart")[0].endswith("--port 4200")
    given = database["environment"]
    user, password, name = (given[f"POSTGRES_{what}"] for what in ("USER", "PASSWORD", "DB"))
    address = f"postgresql+asyncpg://{user}:{password}@database:5432/{name}"
    assert server["environment"]["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == address
    assert database["healthcheck"]["test"][-2:] == ["-U", user]
    assert find_spec("asyncpg") is not None
    for service in SERVICES.values():
        for needed, condition in service.get("depends_on", {}).items():
            assert condition == {"condition": "service_healthy"}
            assert "healthcheck" in SERVICES[needed]


def test_every_volume_is_declared_and_used() -> None:
    used = {line.partition(":")[0] for service in SERVICES.values() for line in service.get("volumes", ())}
    assert used == set(COMPOSE["volumes"])


def test_the_image_is_built_of_what_is_there() -> None:
    build = SERVICES["worker"]["build"]
    context = (HOSTS / build["context"]).resolve()
    assert context == ROOT
    dockerfile = (context / build["dockerfile"]).read_text(encoding="utf-8")
    with (ROOT / "pyproject.toml").open("rb") as file:
        supported = SpecifierSet(tomllib.load(file)["project"]["requires-python"])
    [version] = re.findall(r"^FROM python:(\S+)-slim$", dockerfile, re.MULTILINE)
    assert f"{version}.0" in supported
    assert re.search(r"^setup:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "make setup" in dockerfile
    assert "/opt/hoptac/.venv/bin" in dockerfile
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    needed = ("Makefile", "pyproject.toml", "requirements.lock", "README.md", "LICENSE", "prefect.yaml", "flows")
    assert not set(ignored) & set(needed)
    assert {".git", ".venv", "data"} <= set(ignored)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name, text in UNITS.items():
        there = text.replace("/opt/hoptac/.venv/bin/prefect", sys.executable).replace("User=hoptac", "User=root")
        (tmp_path / f"{name}.service").write_text(there, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.glob("*.service")))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
