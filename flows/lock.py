"""A home folder -> the right to work in it alone: two runs at once would fetch the same pages twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from flows.errors import HoptacError


class HomeBusy(HoptacError):
    """Another run is at work in this home; the message names it and says what to do."""


class HomeUnusable(HoptacError):
    """The home folder cannot be made or written to; the message names it and says what to do."""


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold `home/run.lock` while the block works. The system lets go of it when the process dies, however it dies.

    Raises HomeBusy at once when another process holds it, HomeUnusable when the folder cannot be written to.
    """
    with _lock_file(home) as file:
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


def _lock_file(home: Path) -> TextIO:
    try:
        home.mkdir(parents=True, exist_ok=True)
        return (home / "run.lock").open("a+")
    except OSError as error:
        raise HomeUnusable(f"{home}: cannot be used ({error.strerror}); give another --home or HOPTAC_HOME") from error
