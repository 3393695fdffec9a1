"""Settings -> the environment in which Prefect behaves: quiet, offline, with its state in our own folder.

Must be called before Prefect is imported, because Prefect reads its settings then.
"""

from __future__ import annotations

import atexit
import os
import sys

from flows.settings import Settings


def prepare(settings: Settings) -> None:
    """Set what the user has not set: no analytics, state under our home, time enough for a first start.

    Prefect's own limit of 20 s for its temporary server is too short on a fresh home: its first migrations took
    21 to 27 s where we measured them.
    """
    defaults = {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the server gets the rest; we print the report
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",  # a server that goes away is told once, not once an event
        "PREFECT_CLIENT_MAX_RETRIES": "2",  # 6 s for each call: a person waits
    }
    if not os.environ.get("PREFECT_API_URL"):
        defaults |= {
            "PREFECT_HOME": str((settings.home / "prefect").absolute()),
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
            "PREFECT_SERVER_UI_ENABLED": "false",
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
        }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    atexit.register(_end_quietly)


def _end_quietly() -> None:
    """Close standard error as the last act: Prefect's threads still hold objects of DuckDB then, and its binding
    (nanobind) prints them as leaks, which is no news to anybody who uses hoptac.
    """
    sys.stderr.flush()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
