"""The end of a process -> at once, where Prefect's threads would go on for minutes to tell a server that is gone."""

from __future__ import annotations

import os
import sys
from threading import Event

HURRY = Event()  # set when there is nobody left to wait for


def leave(code: int) -> None:
    """End the process with this exit code, without waiting for threads, if HURRY is set; else do nothing.

    Prefect tries each event for 7 s; no setting shortens that.
    """
    if HURRY.is_set():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
