"""Is a copy always equal to its source, and does nobody who holds an older copy ever see it change?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.warehouse_samples import article_row, batch, fresh
from warehouse import publish as publishing
from warehouse.copying import PIECE, copy
from warehouse.db import reader, writer
from warehouse.load import load
from warehouse.publish import publish


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(os.urandom(3 * PIECE + 100))
    return path


def older(source: Path, data: bytes) -> Path:
    path = source.with_name("spare")
    path.write_bytes(data)
    return path


def test_a_copy_is_equal(source: Path, tmp_path: Path) -> None:
    assert copy(source, tmp_path / "copy") == source.stat().st_size
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()


@pytest.mark.parametrize("change", [lambda data: data[:-5], lambda data: data + b"more", lambda data: b"x" + data[1:]])
def test_a_spare_becomes_the_copy_by_writing_what_differs(source: Path, tmp_path: Path, change: object) -> None:
    spare = older(source, change(source.read_bytes()))  # type: ignore[operator]
    same = spare.stat().st_ino
    written = copy(source, tmp_path / "copy", spare)
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()
    assert (tmp_path / "copy").stat().st_ino == same
    assert written <= PIECE
    assert not spare.exists()


def test_a_read_that_brings_less_is_no_copy(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network's file system may give less than is asked for; the rest of the piece would stay as it was."""
    spare, whole = older(source, b"x" + source.read_bytes()[1:]), os.preadv
    monkeypatch.setattr(os, "preadv", lambda file, pieces, at: whole(file, [memoryview(pieces[0])[:50]], at))
    with pytest.raises(OSError, match="only a part could be read"):
        copy(source, tmp_path / "copy", spare)


def test_who_has_the_spare_open_keeps_it(source: Path, tmp_path: Path) -> None:
    spare = older(source, b"old" * PIECE)
    with spare.open("rb") as held:
        copy(source, tmp_path / "copy", spare)
        assert held.read() == b"old" * PIECE
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()


def test_a_backup_by_hard_link_is_not_changed(source: Path, tmp_path: Path) -> None:
    spare = older(source, b"old" * PIECE)
    (tmp_path / "backup").hardlink_to(spare)
    copy(source, tmp_path / "copy", spare)
    assert (tmp_path / "backup").read_bytes() == b"old" * PIECE
    assert (tmp_path / "copy").read_bytes() == source.read_bytes()


def test_publishing_takes_turns_with_a_spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "SPARE_FROM", 0)
    source, target = fresh(tmp_path / "hoptac.duckdb"), tmp_path / "warehouse.duckdb"
    files = set()
    with writer(source) as con:
        for number in range(4):
            load(con, batch(article_row(f"https://bao-mot.example/{number}.html")))
            publish(con, source, target)
            files.add(target.stat().st_ino)
            with reader(target) as copied:
                assert copied.execute("SELECT count(*) FROM articles").fetchall() == [(number + 1,)]
    assert len(files) == 2
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [".warehouse.duckdb.spare", "hoptac.duckdb", "warehouse.duckdb"]


def test_a_publisher_killed_before_the_swap_leaves_a_spare_that_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At that moment the spare and the published copy are one file."""
    monkeypatch.setattr(publishing, "SPARE_FROM", 0)
    source, target = fresh(tmp_path / "hoptac.duckdb"), tmp_path / "warehouse.duckdb"
    with writer(source) as con:
        publish(con, source, target)
        target.with_name(".warehouse.duckdb.spare").hardlink_to(target)
        load(con, batch(article_row()))
        with reader(target) as analyst:
            publish(con, source, target)
            assert analyst.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]
    with reader(target) as copied:
        assert copied.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
