"""A home folder -> the right to work in it alone: two runs at once would fetch the same pages twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import HoptacError


class HomeBusy(HoptacError):
    """Another run is at work in this home; the message names it and says what to do."""


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold `home/run.lock` while the block works. The system lets go of it when the process dies, however it dies.

    Raises HomeBusy at once when another process holds it, NotADirectoryError or PermissionError for an unusable home.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise HomeBusy(f"{home}: {holder} is at work here; wait for it to end, or use another --home") from None
        file.truncate(0)
        file.write(f"hoptac (process {os.getpid()})")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
