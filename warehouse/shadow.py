"""The published copy -> a shadow of the writer's file, which is changed at leisure and takes its place at the end.

However a long change ends, the writer's file holds all of it or nothing of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from warehouse.db import discard, writer
from warehouse.errors import WarehouseError
from warehouse.load import load, save_run
from warehouse.rows import Batch, RunRow


@contextmanager
def shadow_of(published: Path, writers: Path) -> Iterator[Path]:
    """A copy of the published file, which is the same as the writer's, beside that one; it is gone afterwards.

    Nobody else may write meanwhile: the caller holds the home. Raises WarehouseError when there is no room for it.
    """
    shadow = writers.with_name(f".{writers.name}.{os.getpid()}.tmp")
    try:
        _copy(published, shadow)
        yield shadow
    finally:
        discard(shadow)


def _copy(published: Path, shadow: Path) -> None:
    try:
        shutil.copyfile(published, shadow)
    except OSError as error:
        raise WarehouseError(f"{shadow}: cannot be written ({error.strerror}); nothing was changed") from error


def load_into(shadow: Path, batch: Batch) -> Mapping[str, int]:
    """Load a batch into the shadow; returns and raises as `load`."""
    with writer(shadow) as con:
        return load(con, batch)


def take_its_place(shadow: Path, writers: Path, run: RunRow) -> None:
    """Record in the shadow how the run ended, and make it the writer's file, atomically."""
    with writer(shadow) as con:
        save_run(con, run)
        con.execute("CHECKPOINT")
    descriptor = os.open(shadow, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    writers.with_name(f"{writers.name}.wal").unlink(missing_ok=True)  # of the file that is no more
    shadow.replace(writers)
