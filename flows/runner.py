"""Tasks -> their results, as they come: in worker processes of this machine, or on a Dask cluster.

Both give each result once, in whatever order they end; a worker that dies costs its task a further try, elsewhere.
Closed early, neither begins a further task, but for those that wait in the pool's queue: one more than its workers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from enum import StrEnum
from typing import Any, TypeVar

from flows.errors import HoptacError
from flows.processes import process_pool

TRIES = 3  # of a task whose worker dies: one that kills each of them must end
T = TypeVar("T")
R = TypeVar("R")
Results = Generator[tuple[T, R | Exception], None, None]


class Runner(StrEnum):
    """What runs the tasks of a backfill."""

    POOL = "pool"
    DASK = "dask"


class RunnerError(HoptacError):
    """A runner cannot be had, or its workers keep dying; the message says what to do."""


def run_all(
    runner: Runner, work: Callable[[T], R], tasks: Sequence[T], workers: int, scheduler: str = ""
) -> Results[T, R]:
    """Each task with its result or the error it raised. `scheduler` is a Dask address; without one it is a local
    cluster of so many workers. Raises RunnerError when the workers cannot be had or keep dying.
    """
    return _dask(work, tasks, workers, scheduler) if runner is Runner.DASK else _pool(work, tasks, workers)


def _pool(work: Callable[[T], R], tasks: Sequence[T], workers: int) -> Results[T, R]:
    left = dict(enumerate(tasks))
    for _ in range(TRIES):
        pool = process_pool(min(workers, len(left)) or 1)
        try:
            futures = {pool.submit(work, task): number for number, task in left.items()}
            for future in as_completed(futures):
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    continue
                if error and not isinstance(error, Exception):
                    raise error
                yield left.pop(futures[future]), error if isinstance(error, Exception) else future.result()
        finally:
            pool.shutdown(cancel_futures=True)  # a `with` would have all the rest done first
        if not left:
            return
    raise RunnerError(f"worker processes died {TRIES} times; give them more memory, or fewer --workers")


def _dask(work: Callable[[T], R], tasks: Sequence[T], workers: int, scheduler: str) -> Results[T, R]:
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415  # the extra `dask`
        from distributed import as_completed as as_they_end  # noqa: PLC0415
    except ImportError as error:
        raise RunnerError(f"the runner dask needs the extra: pip install 'hoptac[dask]' ({error})") from error
    if scheduler:
        with Client(scheduler) as client:
            yield from _on(client, as_they_end, work, tasks)
        return
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield from _on(client, as_they_end, work, tasks)


def _on(client: Any, as_they_end: Any, work: Callable[[T], R], tasks: Sequence[T]) -> Results[T, R]:
    futures = client.map(work, tasks, pure=False)
    numbers = {future.key: number for number, future in enumerate(futures)}
    for future in as_they_end(futures):
        error = future.exception()
        yield tasks[numbers[future.key]], error or future.result()
        future.release()
