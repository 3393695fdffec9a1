"""The end of a process -> at once, where threads would go on for minutes with what nobody waits for."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

HURRY = Event()  # set when there is nobody left to wait for
INTERRUPTED = 130  # the exit code: 128 and the number of SIGINT, as shells count
OVER_THE_BAR = "\r\x1b[K\x1b[?25h"  # a bar that is cut off leaves its line, and the cursor hidden

# multiprocessing's tracker, which begins with these options, removes the semaphores of a pool that is cut off, and
# would complain of them behind the line.
TRACKED = "ignore:resource_tracker:UserWarning"


@contextmanager
def ended_by_ctrl_c(line: str) -> Iterator[None]:
    """While the block works, a Ctrl-C ends the process on the spot and says this line on standard error.

    For work that any kill leaves whole and whose worker processes end with us: to ask threads and workers to stop
    would have them finish what takes minutes.
    """

    def end(*_: object) -> None:
        said = f"{OVER_THE_BAR if os.isatty(2) else ''}hoptac: {line}\n"
        os.write(2, said.encode())  # not by `sys.stderr`, in the middle of whose writing the signal may have come
        os._exit(INTERRUPTED)

    sys.warnoptions.append(TRACKED)
    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        sys.warnoptions.remove(TRACKED)


def leave(code: int) -> None:
    """End the process with this exit code, without waiting for threads, if HURRY is set; else do nothing.

    Prefect tries each event for 7 s; no setting shortens that.
    """
    if HURRY.is_set():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
