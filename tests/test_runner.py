"""Does a runner give each result once, whatever happens to its workers?"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from flows.runner import Runner, RunnerError, run_all


@pytest.mark.parametrize("runner", Runner)
def test_a_worker_that_is_killed_costs_a_further_try(runner: Runner, tmp_path: Path) -> None:
    if runner is Runner.DASK:
        pytest.importorskip("distributed", reason="the extra dask is not installed")
    tasks = [tmp_path / name for name in "abc"]
    assert dict(run_all(runner, dies_once, tasks, 2)) == {task: task.name for task in tasks}


def test_a_worker_that_always_dies_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(RunnerError, match="memory"):
        list(run_all(Runner.POOL, dies, [tmp_path], 1))


def dies_once(path: Path) -> str:
    if not path.exists():
        path.touch()
        if path.name == "b":
            os._exit(9)
    return path.name


def dies(_: Path) -> None:
    os._exit(9)


def test_an_error_of_a_task_is_its_result(tmp_path: Path) -> None:
    [(_, error)] = run_all(Runner.POOL, fails, [tmp_path], 1)
    assert isinstance(error, ValueError)


def fails(path: Path) -> None:
    raise ValueError(path.name)


def test_who_stops_early_does_not_wait_for_the_rest(tmp_path: Path) -> None:
    tasks = [tmp_path / str(number) for number in range(40)]
    results = run_all(Runner.POOL, begins, tasks, 1)
    next(results)
    results.close()
    assert len(list(tmp_path.iterdir())) < len(tasks) / 2


def begins(path: Path) -> None:
    path.touch()
    time.sleep(0.02)
