"""A person's word on an article -> a line in the file of decisions, and at once in the warehouse."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.decisions import add_decision, read_decisions
from flows.lock import HomeBusy, alone
from flows.settings import Settings
from warehouse.db import WarehouseLocked, reader, writer
from warehouse.decided import Decision, save_decisions
from warehouse.judged import Judged, judged
from warehouse.publish import publish


def decide(settings: Settings, name: str, topic: str, by: str, note: str) -> tuple[Judged, bool]:
    """Write down what a person says an article is. Returns the article as it was, and whether it is published so.

    It is not when a run is at work: that takes the decision up at its end. Raises WarehouseError when no such article
    is held, DecisionError when the file has a bad line or cannot be written.
    """
    with reader(settings.warehouse_file) as con:
        article = judged(con, name)
    path = settings.decisions_file
    read_decisions(path)  # nothing is added to a file that could not be read back
    at = datetime.now(UTC).replace(microsecond=0)
    add_decision(path, Decision(url=article.url, topic=topic, by=by, at=at, note=note))
    return article, _published(settings)


def _published(settings: Settings) -> bool:
    try:
        with alone(settings.home), writer(settings.writer_file, settings.lock_wait) as con:
            save_decisions(con, read_decisions(settings.decisions_file))
            publish(con, settings.writer_file, settings.warehouse_file)
    except (HomeBusy, WarehouseLocked):
        return False
    return True
