"""Is a file written so that others can open it, and does every fault of the disk end in one clear line and no loss?"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.story_samples import some_text
from tests.warehouse_samples import article_row, batch, fresh, page_row, run
from warehouse.bulk import load_spools
from warehouse.compact import compact
from warehouse.db import GROUP, STORAGE, WarehouseError, WarehouseLocked, beside, reader, writer
from warehouse.load import load
from warehouse.publish import publish
from warehouse.rows import Batch
from warehouse.spool import write_spool


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = fresh(tmp_path / "hoptac.duckdb")
    with writer(path) as con:
        load(con, batch(article_row()))
        publish(con, path, path.with_name("warehouse.duckdb"))
    return path


def large_batch(number: int) -> Batch:
    chance = Random(number)  # noqa: S311
    urls = (f"https://bao-mot.example/{number}-{n}.html" for n in range(30))
    return batch(*(article_row(url, paragraphs=(some_text(chance, 40),)) for url in urls), run_row=run(number))


def articles(path: Path) -> int:
    with reader(path) as con:
        [(count,)] = con.execute("SELECT count(*) FROM articles").fetchall()
    return int(count)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """What a full disk is to this process and to those it starts: writing beyond fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def as_nobody() -> Iterator[None]:
    """The superuser may write everywhere; nobody may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_is_written_in_the_format_that_is_named(source: Path) -> None:
    with writer(source) as con:
        [(tags,)] = con.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'hoptac'").fetchall()
    assert tags["storage_version"].rstrip("+") == STORAGE


def test_groups_of_rows_are_small_and_stay_so(source: Path) -> None:
    """Full ones are packed on all processors while the statement runs; a writer with larger ones would join them."""
    groups = (
        "SELECT sum(count) FROM pragma_storage_info('numbers') WHERE segment_type <> 'VALIDITY' GROUP BY row_group_id"
    )
    with writer(source) as con:
        con.execute(f"CREATE TABLE numbers AS FROM range({4 * GROUP})")
    for _ in range(2):
        compact(source)
        with writer(source) as con:
            con.execute("INSERT INTO numbers VALUES (1)")
            con.execute("CHECKPOINT")
            found = sorted(int(rows) for (rows,) in con.execute(groups).fetchall())
            assert found[-4:] == [GROUP] * 4


def test_a_second_writer_of_one_process_waits_as_any_other(source: Path) -> None:
    with writer(source), pytest.raises(WarehouseLocked, match="in use by another thread"), writer(source, 0.1):
        pass
    with writer(source, 0):
        pass


def test_a_second_connection_reads_what_the_first_does(source: Path) -> None:
    with writer(source) as con:
        assert (
            beside(con).execute("SELECT count(*) FROM internal.migrations").fetchall()
            == con.execute("SELECT count(*) FROM internal.migrations").fetchall()
        )


def test_a_long_question_prints_no_progress_into_the_answer(source: Path) -> None:
    with writer(source) as con:
        assert con.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]


def test_a_full_disk_loses_no_batch_and_is_one_clear_line(source: Path) -> None:
    held = 1
    with no_file_larger_than(600_000):
        with writer(source) as con:
            message = None
            while message is None:
                try:
                    load(con, large_batch(held))
                    held += 30
                except WarehouseError as error:
                    message = str(error)
        assert message.endswith("File too large")
        assert "\n" not in message
    with writer(source) as con:
        assert con.execute("SELECT count(*), count(DISTINCT url) FROM articles").fetchall() == [(held, held)]
        load(con, large_batch(99))


def test_a_disk_that_is_full_at_a_checkpoint_is_one_clear_line_and_the_batch_is_whole(source: Path) -> None:
    """The commit is in the log by then: DuckDB gives up the file until it is opened again."""
    with writer(source) as con:
        con.execute("SET checkpoint_threshold = '1KB'")
        with no_file_larger_than(source.stat().st_size), pytest.raises(WarehouseError) as caught:
            load(con, large_batch(1))
    assert "stopped in storing" in str(caught.value)
    assert "\n" not in str(caught.value)
    with writer(source) as con:
        [(held, urls)] = con.execute("SELECT count(*), count(DISTINCT url) FROM articles").fetchall()
        assert held == urls
        assert held % 30 == 1
        load(con, large_batch(1))
    assert articles(source) == max(held, 31)


def test_a_disk_that_is_full_at_the_checkpoint_of_a_bulk_load_is_one_clear_line(source: Path) -> None:
    """What a load works with cannot be removed from a file that was given up: the first error is told all the same."""
    given, spool = large_batch(1), source.with_name("spool.parquet")
    write_spool(spool, {row.page_id: page_row(row) for row in given.articles}, given.articles)
    with writer(source) as con:
        con.execute("SET checkpoint_threshold = '1KB'")
        with no_file_larger_than(source.stat().st_size), pytest.raises(WarehouseError, match="stopped in storing"):
            load_spools(con, given.run, [spool])
    with writer(source) as con:
        load_spools(con, given.run, [spool])
    assert articles(source) == 31


def test_a_full_disk_leaves_nothing_of_a_compaction(source: Path) -> None:
    with no_file_larger_than(source.stat().st_size // 2), pytest.raises(WarehouseError, match="stays as it was"):
        compact(source)
    assert [path.name for path in source.parent.glob(".*")] == []
    assert articles(source) == 1


def test_a_full_disk_keeps_the_old_copy(source: Path) -> None:
    target = source.with_name("warehouse.duckdb")
    with writer(source) as con:
        load(con, large_batch(2))
        con.execute("CHECKPOINT")
        with no_file_larger_than(100_000), pytest.raises(WarehouseError, match="the old one stays: File too large"):
            publish(con, source, target)
        assert articles(target) == 1
        assert [path.name for path in target.parent.glob(".*")] == []
        publish(con, source, target)
    assert articles(target) == 31


def test_a_folder_that_may_not_be_written_is_one_clear_line(source: Path) -> None:
    folder = source.parent / "closed"
    folder.mkdir()
    (folder / "hoptac.duckdb").write_bytes(source.read_bytes())
    (folder / "hoptac.duckdb").chmod(0o444)
    folder.chmod(0o555)
    with as_nobody():
        for name in ("hoptac.duckdb", "other.duckdb"):
            with pytest.raises(WarehouseError, match="Permission denied"), writer(folder / name):
                pass
        with pytest.raises(WarehouseError, match="Permission denied"), writer(folder / "sub" / "hoptac.duckdb"):
            pass
    folder.chmod(0o755)


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_a_writers_file_that_was_cut_short_is_not_worked_on(source: Path, share: float) -> None:
    with writer(source) as con:
        load(con, large_batch(2))
    whole = source.read_bytes()
    cut = whole[: int(share * len(whole))]
    source.write_bytes(cut)
    with pytest.raises(WarehouseError, match="damaged or cut short"), writer(source):
        pass
    assert source.read_bytes() == cut


def test_a_folder_in_the_place_of_the_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "hoptac.duckdb").mkdir()
    with pytest.raises(WarehouseError, match="directory"), writer(tmp_path / "hoptac.duckdb"):
        pass
