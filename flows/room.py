"""The home folder -> its Room: bytes free, of the warehouse, and written in a day. Measured, not reckoned."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta

from flows.settings import Settings
from warehouse.room import Room

WEEK = timedelta(days=7)


def room_of(settings: Settings, now: datetime) -> Room:
    """What there is at `now`. A day's writing is the mean of the archive's files of the last week."""
    free = shutil.disk_usage(settings.home).free
    size = settings.writer_file.stat().st_size if settings.writer_file.exists() else 0
    return Room(free, size, _per_day(settings, now))


def _per_day(settings: Settings, now: datetime) -> float:
    """Bytes: over the days that the archive has been written, one at least and seven at most."""
    if not settings.archive.is_dir():
        return 0.0
    with os.scandir(settings.archive) as files:
        stats = [file.stat() for file in files if file.is_file()]
    newest = [stat for stat in stats if stat.st_mtime > (now - WEEK).timestamp()]
    first = min((stat.st_mtime for stat in stats), default=now.timestamp())
    days = min(max((now.timestamp() - first) / 86400, 1.0), WEEK.days)
    return sum(stat.st_size for stat in newest) / days
