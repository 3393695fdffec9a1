"""Do worker processes read with what they were given, and do they end when the process that began them is killed?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flows.processes import process_pool
from flows.reading import Reader, in_worker, page_row, worker_pool
from parsers import Page
from tests.faults import ARTICLE
from warehouse.rows import ArticleRow

ROOT = Path(__file__).resolve().parents[1]


def test_a_worker_reads_pages_with_the_reader_it_was_given_also_after_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "bao.example.toml").write_text('name = "cuatoi"\ntitle = "Báo"\nhosts = ["bao.example"]\n', "utf-8")
    page = Page("https://bao.example/1.html", ARTICLE.encode(), datetime(2026, 3, 5, tzinfo=UTC))
    with worker_pool(Reader(sites=tmp_path), 1) as pool:
        worker = pool.submit(os.getpid).result()
        time.sleep(0.3)  # then it waits for work, and would end
        os.kill(worker, signal.SIGINT)
        [found] = pool.submit(in_worker, [(page_row(page, uuid4(), "a.warc.gz", 0), page)]).result()
    assert isinstance(found, ArticleRow)
    assert found.article.site == "cuatoi"


def test_workers_end_when_the_process_that_began_them_is_killed() -> None:
    command = [sys.executable, "-c", "from tests.test_processes import linger; linger()"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as begun:
        assert begun.stdout
        worker = int(begun.stdout.readline())
        begun.kill()
        deadline = time.monotonic() + 20
        while _is_alive(worker) and time.monotonic() < deadline:
            time.sleep(0.02)
    assert not _is_alive(worker)


def linger() -> None:
    """Begin a worker, tell its number, and wait."""
    with process_pool(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)  # noqa: T201  # read by the test
        time.sleep(60)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
