"""Does DuckDB work with as many threads as the writer is told, and else with all there are?"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.warehouse_samples import fresh
from warehouse.db import writer


def test_the_writer_works_with_the_threads_it_is_told(tmp_path: Path) -> None:
    path = fresh(tmp_path / "hoptac.duckdb")
    question = "SELECT current_setting('threads')"
    with writer(path, threads=1) as con:
        assert con.execute(question).fetchall() == [(1,)]
    with writer(path) as con, duckdb.connect() as plain:
        assert con.execute(question).fetchall() == plain.execute(question).fetchall()
