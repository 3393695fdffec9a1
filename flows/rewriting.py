"""An archive file -> the same without some records: kept ones byte for byte, under a new name of the same run.

The old file stays until the caller has recorded where its pages are now. What other records say of the old place is
followed by the address and time that they also give (`flows/warc.py`).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from flows.records import warcinfo
from flows.warc import packed
from flows.warc_records import ArchiveError, Record, records, run_of


def without(
    path: Path, gone: Collection[int], pinned: Collection[int], before: datetime
) -> tuple[Path, Mapping[int, int]]:
    """Write the file anew without the records at the offsets `gone`, their requests, and revisits older than `before`.

    Records at the offsets `pinned` stay in any case. Returns the new file, synced, and where each record that stayed
    begins in it, by its old offset; when nothing stayed there is no file of that name. Raises ArchiveError when the
    file cannot be read to its end or the new one not be written; then there is no new one.
    """
    new = _next_name(path)
    temp = new.with_name(f".{new.name}.tmp")
    places: dict[int, int] = {}
    try:
        with path.open("rb") as old, temp.open("wb") as file:
            file.write(packed(warcinfo(new.name)))
            for record in _staying(path, gone, pinned, before):
                places[record.offset] = file.tell()
                _copy(old, file, record)
            file.flush()
            os.fsync(file.fileno())
        if places:
            temp.replace(new)
            _sync(new.parent)
    except OSError as error:
        raise ArchiveError(f"{new}: cannot be written ({error.strerror})") from error
    finally:
        temp.unlink(missing_ok=True)
    return new, places


def _staying(path: Path, gone: Collection[int], pinned: Collection[int], before: datetime) -> Iterator[Record]:
    """The records that stay; a request goes with the response that it stands behind."""
    goes = False
    for record in records(path):
        if record.kind == "warcinfo":
            continue
        if record.kind != "request":
            is_old = record.kind == "revisit" and record.at is not None and record.at < before
            goes = record.offset not in pinned and (record.offset in gone or is_old)
        if not goes:
            yield record


def _copy(old: BinaryIO, new: BinaryIO, record: Record) -> None:
    old.seek(record.offset)
    new.write(old.read(record.end - record.offset))


def _next_name(path: Path) -> Path:
    """The next free name among the files of its run. Raises ArchiveError for a file that no run of ours wrote."""
    named = run_of(path)
    if named is None:
        raise ArchiveError(f"{path}: not a file of a run; it is left alone")
    numbers = [other[1] for file in path.parent.glob(f"{named[0]}*.warc.gz") if (other := run_of(file))]
    return path.with_name(f"{named[0]}-{max(numbers) + 1:05}.warc.gz")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
