"""Do readers always see a whole warehouse, does nobody wait for long, and is nothing overwritten that is not ours?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.warehouse_samples import DAY, NOON, article_row, batch, fresh
from warehouse import migrate
from warehouse.db import WarehouseError, WarehouseLocked, WarehouseMissing, reader, writer
from warehouse.load import load
from warehouse.publish import publish

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def child(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another Python process; it is stopped at the end of the block."""
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(  # our own code
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


HOLD = """
    import sys, duckdb
    con = duckdb.connect(sys.argv[1])
    print("open", flush=True)
    sys.stdin.readline()
    con.close()
"""


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def release(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=20)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = fresh(tmp_path_factory.mktemp("loaded") / "hoptac.duckdb")
    with writer(path) as con:
        load(con, batch(article_row()))
    return path


@pytest.fixture
def source(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(loaded, tmp_path / "hoptac.duckdb"))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def count(path: Path) -> int:
    with reader(path) as con:
        [(number,)] = con.execute("SELECT count(*) FROM articles").fetchall()
    return int(number)


def test_the_copy_holds_everything_and_is_not_made_again_for_nothing(source: Path, target: Path) -> None:
    with writer(source) as con:
        first = publish(con, source, target)
        assert (first.changed, first.bytes) == (True, target.stat().st_size)
        assert publish(con, source, target).changed is False
        load(con, batch(article_row(seen_at=NOON + DAY)))
        assert publish(con, source, target).changed is True
    with writer(source) as con:
        assert publish(con, source, target).changed is False
    assert count(target) == 1


def test_publishing_keeps_the_lock_on_the_writers_file(source: Path, target: Path) -> None:
    """Opening and closing that file in this process would give the lock away (POSIX)."""
    with writer(source) as con:
        publish(con, source, target)
        publish(con, source, target)
        with child(HOLD, source) as other:
            assert said(other) == ""  # it could not open the file
            assert "Could not set lock" in other.communicate(timeout=20)[1]


def test_a_locked_warehouse_says_who_holds_it(source: Path) -> None:
    with child(HOLD, source) as other:
        assert said(other) == "open"
        with pytest.raises(WarehouseLocked) as caught, writer(source, wait_seconds=0.1):
            pass
        release(other)
    message = str(caught.value)
    assert f"process {other.pid}" in message
    assert str(source) in message
    assert Path(sys.executable).resolve().name in message
    assert "\n" not in message


def test_a_writer_waits_for_the_one_before(source: Path) -> None:
    hold_briefly = HOLD.replace("sys.stdin.readline()", "import time; time.sleep(0.3)")
    with child(hold_briefly, source) as other:
        assert said(other) == "open"
        with writer(source, wait_seconds=20) as con:
            assert con.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
        release(other)


READ_ON = """
    import sys
    from pathlib import Path
    from warehouse.db import reader
    print("ready", flush=True)
    seen = []
    while not Path(sys.argv[2]).exists():
        with reader(Path(sys.argv[1])) as con:
            seen.append(con.execute("SELECT (SELECT count(*) FROM internal.furniture), count(DISTINCT revision), "
                                    "sum(length(body)) FROM articles JOIN stories USING (story_id)").fetchall()[0][0])
    print(len(seen), sorted(seen) == seen, max(seen), flush=True)
"""


def test_readers_in_a_loop_see_old_or_new_and_never_an_error(source: Path, target: Path, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    with writer(source) as con:
        publish(con, source, target)
        with child(READ_ON, target, stop) as one, child(READ_ON, target, stop) as two:
            assert said(one) == said(two) == "ready"
            for number in range(20):  # what is added matters not, only that each copy has more than the one before
                con.execute("INSERT INTO internal.furniture VALUES ('bao-mot', uuid(), ?, '')", [number])
                publish(con, source, target)
            stop.touch()
            answers = [process.communicate(timeout=30) for process in (one, two)]
    for out, err in answers:
        assert err == ""
        reads, in_order, most = out.split()
        assert int(reads) > 1
        assert in_order == "True"
        assert int(most) <= 20
    with reader(target) as con:
        assert con.execute("SELECT count(*) FROM internal.furniture").fetchall() == [(20,)]


def test_who_holds_the_old_copy_keeps_it(source: Path, target: Path) -> None:
    hold = HOLD.replace("sys.argv[1])", "sys.argv[1], read_only=True)").replace(
        "con.close()", 'print(con.execute("SELECT count(*) FROM articles").fetchall()[0][0]); con.close()'
    )
    with writer(source) as con:
        publish(con, source, target)
        with child(hold, target) as analyst:
            assert said(analyst) == "open"
            load(con, batch(article_row("https://bao-mot.example/2.html")))
            publish(con, source, target)
            assert analyst.communicate("\n", timeout=20)[0].strip() == "1"
    assert count(target) == 2


def test_an_analyst_who_opened_the_copy_for_writing_does_not_stop_us(source: Path, target: Path) -> None:
    with writer(source) as con:
        publish(con, source, target)
        load(con, batch(article_row("https://bao-mot.example/2.html")))
        with child(HOLD, target) as analyst:
            assert said(analyst) == "open"
            publish(con, source, target)
            release(analyst)
    assert count(target) == 2


def test_left_overs_of_dead_runs_are_removed(source: Path, target: Path) -> None:
    stale = target.with_name(".warehouse.duckdb.99999.tmp")
    stale.write_bytes(b"half a copy")
    kept = target.with_name("notes.tmp")
    kept.write_text("mine")
    with writer(source) as con:
        publish(con, source, target)
    assert not stale.exists()
    assert kept.read_text() == "mine"
    assert sorted(path.name for path in target.parent.iterdir()) == ["hoptac.duckdb", "notes.tmp", "warehouse.duckdb"]


@pytest.mark.parametrize("content", [b"", b"Nghi chu cua toi\n" * 50])
def test_a_foreign_file_is_not_overwritten(source: Path, target: Path, content: bytes) -> None:
    target.write_bytes(content)
    with writer(source) as con, pytest.raises(WarehouseError, match="not a DuckDB file"):
        publish(con, source, target)
    assert target.read_bytes() == content
    with pytest.raises(WarehouseError, match="not a DuckDB file"), writer(target):
        pass
    with pytest.raises(WarehouseError, match="not a DuckDB file"), reader(target):
        pass
    assert target.read_bytes() == content


@pytest.mark.parametrize("theirs", ["mine", "internal.migrations"])
def test_somebody_elses_database_is_left_alone(source: Path, target: Path, theirs: str) -> None:
    with duckdb.connect(str(target)) as con:
        con.execute(f"CREATE SCHEMA internal; CREATE TABLE {theirs} (a INTEGER)")
    before = target.read_bytes()
    with pytest.raises(WarehouseError, match="somebody else"), writer(target):
        pass
    with writer(source) as con, pytest.raises(WarehouseError, match="not a hoptac warehouse"):
        publish(con, source, target)
    assert target.read_bytes() == before


@pytest.mark.parametrize("length", [5_000, 300_000])
def test_a_truncated_file_is_an_error_that_says_so(source: Path, target: Path, length: int) -> None:
    with writer(source) as con:
        publish(con, source, target)
    target.write_bytes(target.read_bytes()[:length])
    with pytest.raises(WarehouseError, match="damaged or cut short"), reader(target):
        pass


def test_nothing_published_yet_says_what_to_do(target: Path) -> None:
    with pytest.raises(WarehouseMissing, match="hoptac ingest"), reader(target):
        pass


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError, match="cannot be used as a folder"), writer(tmp_path / "file" / "w.duckdb"):
        pass


def test_a_copy_that_cannot_be_written_leaves_the_old_one(source: Path, target: Path) -> None:
    with writer(source) as con:
        publish(con, source, target)
        load(con, batch(article_row(seen_at=NOON + DAY)))
        before = target.read_bytes()
        target.with_name(f".{target.name}.1.tmp").mkdir()  # something there that cannot be taken away
        with pytest.raises(WarehouseError, match="cannot be"):
            publish(con, source, target)
    assert target.read_bytes() == before


def test_a_file_of_a_newer_hoptac_is_refused(source: Path) -> None:
    with duckdb.connect(str(source)) as con:
        con.execute("INSERT INTO internal.migrations VALUES (9000, '9000_later', 'x', now())")
    with pytest.raises(WarehouseError, match="newer hoptac"), writer(source):
        pass


def test_a_migration_that_was_changed_afterwards_is_refused(source: Path) -> None:
    with duckdb.connect(str(source)) as con:
        con.execute("UPDATE internal.migrations SET sha256 = 'other' WHERE version = 1")
    with pytest.raises(WarehouseError, match=r"0001_.* was changed"), writer(source):
        pass


def test_a_migration_that_fails_changes_nothing(source: Path) -> None:
    steps = migrate.known()
    good = replace(steps[0], version=len(steps) + 1, name="0900_good", sql="CREATE TABLE extra (a INTEGER)")
    bad = replace(good, version=good.version + 1, name="0901_bad", sql="CREATE TABLE extra (b INTEGER)")
    with writer(source) as con:
        with pytest.raises(WarehouseError, match="nothing was changed"):
            migrate.migrate(con, source, (*steps, good, bad))
        assert con.execute("SELECT count(*) FROM internal.migrations").fetchall() == [(len(steps),)]
        assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'extra'").fetchall() == [(0,)]
        assert migrate.migrate(con, source, (*steps, good)) == 1
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]


KILLED = """
    import sys
    from pathlib import Path
    from tests.warehouse_samples import article_row, batch
    from warehouse.db import writer
    from warehouse.load import load
    with writer(Path(sys.argv[1])) as con:
        print("ready", flush=True)
        for number in range(10_000):
            rows = [article_row(f"https://bao-mot.example/{number}-{n}.html") for n in range(3)]
            load(con, batch(*rows))
            print(number, flush=True)
"""


def test_a_killed_writer_loses_no_batch_it_reported_and_leaves_none_half(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with child(KILLED, path) as process:
        assert said(process) == "ready"
        while said(process) != "4":
            pass
        process.kill()
        process.wait(timeout=20)
    with writer(path, wait_seconds=20) as con:
        [(articles, revisions, pages)] = con.execute(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions), (SELECT count(*) FROM pages)"
        ).fetchall()
    assert articles >= 15
    assert articles % 3 == 0
    assert articles == revisions == pages
