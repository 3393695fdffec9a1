"""A folder -> a log file in it that grows no further than a few megabytes: what runs did, for the engineer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from time import gmtime

FILE = "hoptac.log"
MAX_BYTES = 5_000_000  # of one file
KEPT = 3  # older files
OURS = ("flows", "parsers", "warehouse")


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """Write what our modules log at INFO and above to `folder/hoptac.log` while the block works; times are UTC."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / FILE, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8")
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = gmtime
    handler.setFormatter(formatter)
    loggers = [logging.getLogger(name) for name in OURS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False  # into our file, not between the lines on the terminal
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = True
        handler.close()
