"""A file -> an equal one beside it, as a process of its own: `python copying.py SOURCE TARGET [SPARE]`.

A process of its own because POSIX record locks belong to the process: one that opens and closes the writer's file
gives away DuckDB's lock on it, and a second writer could come in (fcntl(2), seen with DuckDB 2.0.0). It needs only the
standard library.

SPARE is an older copy that nobody needs any more. Where nobody has it open, which a lease tells (fcntl(2), F_SETLEASE,
Linux, local file systems), it becomes TARGET by writing only what differs: at a million articles a run changes some
tens of megabytes of gigabytes. A reader that still holds it, of whatever kind, keeps it as it is.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import sys
from pathlib import Path

PIECE = 1 << 16  # bytes that are compared at once: they stay in the cache of the processor


def copy(source: Path, target: Path, spare: Path | None = None) -> int:
    """Make `target` equal to `source` and durable; return the bytes that were written. Raises OSError.

    `spare` is gone afterwards. `target` must not be there before.
    """
    if spare and _take(spare, target):
        with source.open("rb", buffering=0) as old, target.open("r+b", buffering=0) as new:
            if _is_ours_alone(new.fileno()):
                return _patch(old.fileno(), new.fileno())
        target.unlink()
    shutil.copyfile(source, target)
    with target.open("rb") as new:
        os.fsync(new.fileno())
    return target.stat().st_size


def _take(spare: Path, target: Path) -> bool:
    try:
        spare.replace(target)
    except FileNotFoundError:
        return False
    return True


def _is_ours_alone(file: int) -> bool:
    """Whether no other process has the file open and it has no other name, such as a backup by hard links."""
    if os.fstat(file).st_nlink > 1 or not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    except OSError:
        return False
    return True


def _patch(old: int, new: int) -> int:
    size, written = os.fstat(old).st_size, 0
    os.ftruncate(new, size)
    piece, held = bytearray(PIECE), bytearray(PIECE)  # kept: new ones each time cost more
    for at in range(0, size, PIECE):
        read = os.preadv(old, [piece], at)
        if not read == os.preadv(new, [held], at) == min(PIECE, size - at):
            raise OSError(errno.EIO, "only a part could be read")
        if piece != held:
            written += _write(new, piece[:read], at)
    os.fsync(new)
    return written


def _write(file: int, piece: bytes | bytearray, at: int) -> int:
    done = 0
    while done < len(piece):
        done += os.pwrite(file, piece[done:], at + done)
    return done


if __name__ == "__main__":
    signal.signal(signal.SIGIO, signal.SIG_IGN)  # who opens the spare now waits until it is done
    try:
        print(copy(*map(Path, sys.argv[1:])))  # noqa: T201  # the answer to the process that asked
    except OSError as error:
        sys.exit(error.strerror or str(error))
