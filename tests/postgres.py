"""A PostgreSQL server of one's own on a free port, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

USER = "postgres"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: on the path, or where Debian puts them."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


NOT_INSTALLED = "" if programs() else "PostgreSQL is not installed"


@contextmanager
def postgres(*, wanted: bool) -> Iterator[str | None]:
    """The address of a new empty server as SQLAlchemy writes it; None when none is wanted. Gone at the end."""
    if not wanted:
        yield None
        return
    binaries = programs()
    assert binaries, NOT_INSTALLED
    with TemporaryDirectory(prefix="hoptac-postgres-") as name:  # the tests' own folders are closed to other users
        yield from _server(Path(name), binaries)


def _server(folder: Path, binaries: Path) -> Iterator[str]:
    if os.geteuid() == 0:  # the server refuses to work for root
        shutil.chown(folder, USER)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    data = str(folder / "data")
    _run(binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    _run(binaries / "pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql+asyncpg://{USER}@127.0.0.1:{port}/postgres"
    finally:
        _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(*words: str | Path) -> None:
    command = [str(word) for word in words]
    if os.geteuid() == 0:
        command = ["runuser", "-u", USER, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
