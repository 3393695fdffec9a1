"""A wish -> worker processes that start without our threads, and end when we do, however that is."""

from __future__ import annotations

import atexit
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pipe, get_context, parent_process
from multiprocessing.connection import Connection, wait
from threading import Thread


def process_pool(
    most: int | None = None, begin: Callable[..., None] | None = None, *given: object
) -> ProcessPoolExecutor:
    """A pool of so many processes, else one a core; each first calls `begin` with what is `given`.

    They are started afresh, not forked: a fork of a process with threads may stop for ever. A Ctrl-C does nothing to
    them: it goes to all processes of a terminal, and whoever began them ends them, without a traceback.
    """
    return ProcessPoolExecutor(most, get_context("spawn"), _begin, (begin, given))


def _begin(begin: Callable[..., None] | None, given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    done, told = Pipe(duplex=False)
    watch = Thread(target=_end_with_parent, args=(done,), daemon=True)
    watch.start()
    atexit.register(_stop, watch, told)
    if begin:
        begin(*given)


def _end_with_parent(done: Connection) -> None:
    """Left alone, a worker would wait for tasks for ever: nobody closes the pipe that they come through."""
    parent = parent_process()
    if parent and done not in wait([done, parent.sentinel]):
        os._exit(1)


def _stop(watch: Thread, told: Connection) -> None:
    told.close()
    watch.join()  # a thread that is cut off at the end of its process makes DuckDB complain
