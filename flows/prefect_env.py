"""Settings -> the environment in which Prefect behaves: quiet, offline, with its state in our own folder.

Must be called before Prefect is imported, because Prefect reads its settings then.
"""

from __future__ import annotations

import os

from flows.settings import Settings


def prepare(settings: Settings) -> None:
    """Set what the user has not set: no analytics, state under our home, time enough for a first start.

    Prefect's own limit of 20 s for its temporary server is too short on a fresh home: its first migrations took
    21 to 27 s where we measured them.
    """
    defaults = {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
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
