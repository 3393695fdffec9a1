"""Changes of alerts -> a message to the people whom HOPTAC_NOTIFY names: mail, chat, telephone, through apprise."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flows.settings import Settings, SettingsError
from warehouse.alerting import Alert, Changes, line

log = logging.getLogger(__name__)


def check_notifier(settings: Settings) -> None:
    """Raises SettingsError when people are to be told and the extra that tells them is not installed."""
    if settings.notify and find_spec("apprise") is None:
        raise SettingsError("HOPTAC_NOTIFY needs apprise, which is not installed: pip install 'hoptac[notify]'")


def notify(settings: Settings, changes: Changes) -> None:
    """Tell what was raised and closed, in one message to each address. A failure is logged and changes nothing else."""
    if not settings.notify or not (changes.raised or changes.closed):
        return
    title, body = message(changes)
    for number, address in enumerate(settings.notify, start=1):
        name = f"notifier {number} ({address.partition(':')[0]})"  # the rest of the address may hold a password
        try:
            sent = _send(address, title, body)
        except Exception as error:  # whatever a plug-in raises; its text may hold a secret
            log.error("%s failed: %s", name, type(error).__name__)
        else:
            log.log(logging.INFO if sent else logging.ERROR, "%s %s", name, "told" if sent else "was not told")


def _send(address: str, title: str, body: str) -> bool:
    logging.getLogger("apprise").disabled = True  # it tells whole addresses, passwords and all
    apprise: Any = import_module("apprise")  # an extra, and slow to import
    notifier = apprise.Apprise()
    return bool(notifier.add(address)) and bool(notifier.notify(title=title, body=body))


def message(changes: Changes) -> tuple[str, str]:
    """Title and text of a message about these changes."""
    counts = [(len(changes.raised), "raised"), (len(changes.closed), "closed")]
    title = "Hoptac: " + ", ".join(f"{number} {what}" for number, what in counts if number)
    return title, "\n".join([*_lines("Raised", changes.raised), *_lines("Closed", changes.closed)])


def _lines(what: str, alerts: Sequence[Alert]) -> list[str]:
    return [f"{what}: {line(alert)}" for alert in alerts]
