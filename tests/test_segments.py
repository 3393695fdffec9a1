"""Do WARC segments end in the same rows whoever reads them, once, in any order, and whatever breaks in between?"""

from __future__ import annotations

import asyncio
import gzip
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pytest
from typer.testing import CliRunner

from flows import segments
from flows.__main__ import app
from flows.commands.segmenting import STOPPED
from flows.crawl import SegmentsProblem, find
from flows.demo.desk import desk
from flows.leaving import INTERRUPTED
from flows.report import Report
from flows.runner import Results, Runner
from flows.segment import Segment, make, members
from flows.segments import SegmentsRequest, fill, survey
from flows.selection import Selection, declared_language
from flows.settings import Settings
from flows.verifying import verify
from flows.warc import Archive
from flows.warc import read as read_record
from parsers import Page
from tests.homes import blank_home
from tests.served import until

ROOT = Path(__file__).resolve().parents[1]
AT = datetime(2024, 3, 5, 6, tzinfo=UTC)
TABLES = ("articles", "revisions", "stories", "reprints", "pages", "passages")
HOSTS = ("thongtanyte.example", "baosonha.example", "vietnamhealth.example")


def newsroom(host: str) -> Iterator[Page]:
    room = desk(1)
    edition = room.editions[host]
    for number, piece in enumerate(edition.pieces):
        path = edition.path(piece)
        body = room.reply(host, path).body
        headers = {"content-type": "text/html; charset=utf-8"}
        yield Page(f"https://{host}{path}", body, AT + timedelta(minutes=number), headers=headers)
    yield Page(f"https://{host}/logo.png", b"\x89PNG", AT, headers={"content-type": "image/png"})


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three segments as a crawler writes them, one host each."""
    folder = tmp_path_factory.mktemp("crawl") / "crawl-data" / "CC-NEWS" / "2024" / "03"
    for number, host in enumerate(HOSTS):
        with Archive(folder, uuid4()) as archive:
            for page in newsroom(host):
                archive.append(page)
        archive.path.rename(folder / f"CC-NEWS-20240305-0000{number}.warc.gz")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return blank_home(tmp_path / "home")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments are read in this process, the last first."""
    monkeypatch.setattr(segments, "run_all", backwards)


def backwards(runner: Runner, work: Callable[[Any], Any], tasks: Sequence[Any], *_: object) -> Results[Any, Any]:
    for task in reversed(tasks):
        try:
            yield task, work(task)
        except Exception as error:
            yield task, error


def load(settings: Settings, *paths: Path, **wanted: Any) -> Report:
    request = SegmentsRequest(paths=tuple(map(str, paths)), selection=Selection(**wanted), workers=2)
    return asyncio.run(fill(settings, request))


def rows(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


@pytest.fixture(scope="module")
def loaded(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home that the worker processes of a pool filled."""
    settings = blank_home(tmp_path_factory.mktemp("loaded") / "home")
    report = load(settings, crawl)
    assert not report.failed, report.problems
    return settings


def test_every_article_is_loaded_and_proved_by_our_archive(loaded: Settings) -> None:
    held = rows(loaded)
    assert len(held["articles"]) == len(held["pages"]) >= 20
    with duckdb.connect(str(loaded.warehouse_file), read_only=True) as con:
        places = con.execute("SELECT warc_file, warc_offset, sha256 FROM pages").fetchall()
        runs = con.execute("SELECT count(*) FROM runs WHERE flow = 'segments' AND state = 'completed'").fetchall()
    assert all(read_record(loaded.archive / file, offset).sha256 == digest for file, offset, digest in places)
    assert runs == [(len(HOSTS),)]
    assert list((loaded.home / "segments").iterdir()) == []
    assert verify(loaded).holds


def test_other_workers_in_another_order_make_the_same_rows(
    loaded: Settings, settings: Settings, crawl: Path, here: None
) -> None:
    load(settings, crawl)
    assert rows(settings) == rows(loaded)


def test_a_segment_is_read_and_loaded_once(
    settings: Settings, crawl: Path, tmp_path: Path, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(settings, crawl)
    before = rows(settings)
    elsewhere = tmp_path / "moved"
    elsewhere.symlink_to(crawl)
    monkeypatch.setattr(segments, "load_segments", None)
    again = load(settings, *(elsewhere / path.name for path in crawl.iterdir()))
    assert (first.counts["segments"], again.counts["segments"], again.counts["done before"]) == (3, 0, 3)
    assert rows(settings) == before


@pytest.mark.parametrize("broken", ["load_spools", "_into_archive"])
def test_a_kill_at_any_point_of_a_load_changes_nothing(
    loaded: Settings, settings: Settings, crawl: Path, here: None, broken: str
) -> None:
    calls = iter([broken == "_into_archive"])  # at the second file, else at once
    real = getattr(segments, broken)

    def killed(*args: object) -> object:
        if next(calls, False):
            return real(*args)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, broken, killed)
        with pytest.raises(KeyboardInterrupt):
            load(settings, crawl)
    load(settings, crawl)
    assert rows(settings) == rows(loaded)


def test_a_broken_segment_stops_no_other(settings: Settings, crawl: Path, tmp_path: Path, here: None) -> None:
    bad = tmp_path / "CC-NEWS-20240305-00009.warc.gz"
    bad.write_bytes(b"no archive at all, only words" * 100)
    good = crawl / "CC-NEWS-20240305-00000.warc.gz"
    report = load(settings, good, bad)
    assert list(report.problems) == [str(bad)]
    assert str(bad) in report.problems[str(bad)], "as the file is named, not a trace"
    assert report.failed
    assert report.counts["segments"] == 1


def test_what_is_not_wanted_is_not_parsed(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(**wanted: Any) -> set[str]:
        found = (members(path, Selection(**wanted), segments.Counter()) for path in sorted(crawl.glob("*.warc.gz")))
        return {page.url.split("/")[2] for some in found for _, page in some}

    assert taken() == set(HOSTS)
    assert taken(hosts=("baosonha.example",)) == {"baosonha.example"}
    assert taken(hosts=("example",)) == set(HOSTS)
    assert taken(languages=("en",)) == {"vietnamhealth.example"}
    assert taken(since=date(2024, 3, 6)) == taken(until=date(2024, 3, 4)) == set()
    assert taken(since=date(2024, 3, 5), until=date(2024, 3, 5)) == set(HOSTS)
    assert taken(pattern=r"//baosonha\.") == {"baosonha.example"}


def test_a_language_is_known_by_tag_or_header() -> None:
    assert declared_language({}, b'<!doctype html><html class="a" lang="vi-VN">') == "vi"
    assert declared_language({"content-language": "en-GB"}, b"<html>") == "en"
    assert declared_language({}, b"<html>") == ""


@pytest.mark.parametrize("packed", ["plain", "one member"])
def test_segments_packed_otherwise_give_the_same_pages(crawl: Path, tmp_path: Path, packed: str) -> None:
    source = crawl / "CC-NEWS-20240305-00001.warc.gz"
    plain = gzip.decompress(source.read_bytes())
    other = tmp_path / ("a.warc" if packed == "plain" else "a.warc.gz")
    other.write_bytes(plain if packed == "plain" else gzip.compress(plain))
    made = [made_of(path, tmp_path / path.name[:1]) for path in (source, other)]
    assert made[0][0] == made[1][0] > 5
    assert made[0][1] == made[1][1]


def made_of(path: Path, folder: Path) -> tuple[int, set[str]]:
    folder.mkdir()
    segment = Segment(str(path), path.stat().st_size, Selection())
    made = make(segment, folder, segments.Reader())
    copies = members(segments.warc_file(folder, segment), Selection(), segments.Counter())
    kept = {page.sha256 for _, page in copies}
    return made.counts["articles"], kept


def test_a_torn_end_is_left_behind(crawl: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.warc.gz"
    whole = (crawl / "CC-NEWS-20240305-00001.warc.gz").read_bytes()
    torn.write_bytes(whole + whole[:700])
    found = [member for member, _ in members(torn, Selection(), segments.Counter())]
    assert found == [m for m, _ in members(crawl / "CC-NEWS-20240305-00001.warc.gz", Selection(), segments.Counter())]
    assert all(gzip.decompress(member) for member in found)


def test_a_list_of_segments_is_followed(crawl: Path) -> None:
    listed = crawl.parents[2] / "warc.paths.gz"
    names = sorted(path.name for path in crawl.glob("*.warc.gz"))
    listed.write_bytes(gzip.compress("\n".join(f"file://{crawl}/{name}" for name in names).encode()))
    found = list(find([str(listed)], Selection()))
    assert [one.address.rpartition("/")[2] for one in found] == names
    assert all(one.size for one in found)


def test_a_segment_elsewhere_is_fetched(crawl: Path, settings: Settings, here: None) -> None:
    request = SegmentsRequest(paths=(f"file://{crawl}",), selection=Selection(hosts=("baosonha.example",)))
    report = asyncio.run(fill(settings, request))
    assert report.counts["articles"] == len(rows(settings)["articles"]) > 3


def test_an_estimate_says_how_much_there_is(crawl: Path, settings: Settings) -> None:
    said = survey(settings, SegmentsRequest(paths=(str(crawl),), workers=1))
    assert len(said.segments) == 3
    assert said.articles
    assert "3 segments" in said.told()
    assert not settings.warehouse_file.exists()


def test_an_estimate_passes_over_a_segment_that_is_broken(crawl: Path, settings: Settings, tmp_path: Path) -> None:
    bad = tmp_path / "CC-NEWS-20240304-00000.warc.gz"
    bad.write_bytes(b"no archive at all, only words" * 100)
    later = tmp_path / "later"
    later.symlink_to(crawl)
    assert survey(settings, SegmentsRequest(paths=(str(bad), str(later)), workers=1)).articles
    only = survey(settings, SegmentsRequest(paths=(str(bad),), workers=1))
    assert "no estimate" in only.told()


def test_paths_that_are_none_are_named(tmp_path: Path, crawl: Path) -> None:
    with pytest.raises(SegmentsProblem, match="nowhere"):
        list(find([str(tmp_path / "nowhere")], Selection()))
    (tmp_path / "CC-NEWS-20240305-00000.warc.gz").write_bytes(b"")
    with pytest.raises(SegmentsProblem, match="rename"):
        list(find([str(crawl), str(tmp_path)], Selection()))


def test_the_command(crawl: Path, settings: Settings, here: None) -> None:
    call = ["segments", str(crawl), "--home", str(settings.home), "--host", "baosonha.example"]
    said = CliRunner().invoke(app, [*call, "--estimate"])
    assert said.exit_code == 0, said.output
    assert "3 segments" in said.output
    done = CliRunner().invoke(app, [*call, "--json"])
    assert done.exit_code == 0, done.output
    assert len(rows(settings)["articles"]) > 3
    bad = CliRunner().invoke(app, [*call, "--pattern", "("])
    assert bad.exit_code == 2


def test_ctrl_c_begins_no_further_segment_and_the_same_call_goes_on(
    loaded: Settings, settings: Settings, crawl: Path, tmp_path: Path, here: None
) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    paths = [folder / path.name for path in sorted(crawl.iterdir())]
    shutil.copy(crawl / paths[0].name, paths[0])
    os.mkfifo(paths[1])  # whoever reads it waits until somebody writes
    shutil.copy(crawl / paths[2].name, paths[2])
    command = [sys.executable, "-m", "flows", "segments", *map(str, paths)]
    command += ["--workers", "1", "--home", str(settings.home)]
    spools = settings.home / "segments"
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as begun:
        held = opened_when_read(paths[1])
        assert len(list(spools.glob("*.parquet"))) == 1, "the first one, and the second is being read"
        os.killpg(begun.pid, signal.SIGINT)  # as a terminal does, to all
        os.killpg(begun.pid, signal.SIGINT)
        _, said = begun.communicate(timeout=10)
    assert begun.returncode == INTERRUPTED
    assert said.splitlines()[1:] == [f"hoptac: {STOPPED}"]
    until(lambda: no_reader_of(held), "the worker ends", 10)
    assert len(list(spools.glob("*.parquet"))) == 1
    paths[1].unlink()
    shutil.copy(crawl / paths[1].name, paths[1])
    load(settings, folder)
    assert rows(settings) == rows(loaded)
    assert list(spools.iterdir()) == [], "nothing is left of what was cut off"


def opened_when_read(path: Path) -> int:
    """The writing end of a pipe, once somebody has opened it for reading."""

    def is_open() -> bool:
        with suppress(OSError):  # ENXIO: nobody reads
            ends.append(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        return bool(ends)

    ends: list[int] = []
    until(is_open, "a worker reads the second segment")
    return ends[0]


def no_reader_of(end: int) -> bool:
    try:
        os.write(end, b"?")
    except BrokenPipeError:
        return True
    return False


def test_dask_makes_the_same_rows_as_the_pool(loaded: Settings, settings: Settings, crawl: Path) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    request = SegmentsRequest(paths=(str(crawl),), runner=Runner.DASK, workers=1)
    asyncio.run(fill(settings, request))
    assert rows(settings) == rows(loaded)
