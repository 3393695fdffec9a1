"""Does upkeep take out only what nothing rests on, say so afterwards, survive a kill, and give room back?"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from flows import maintaining
from flows.__main__ import app
from flows.importing import import_paths
from flows.maintaining import maintain
from flows.reading import page_row
from flows.replay import replay
from flows.rewriting import without
from flows.settings import Settings
from flows.verifying import verify
from flows.warc import Archive, pages, read
from parsers import Page
from tests.homes import ask, blank_home
from tests.warehouse_samples import fresh
from warehouse import searching
from warehouse.compact import compact, waste
from warehouse.db import WarehouseError, WarehouseMissing, writer

AT = datetime(2025, 5, 4, 5, tzinfo=UTC)
ALL_IS_OLD = -1.0  # days: what was received until tomorrow
PAGE = """<!doctype html><html lang="vi"><head><title>{title}</title></head><body><div class="ads">{ads}</div>
<article><h1>{title}</h1>
<p>Sáng 2/11, Bệnh viện Đa khoa Sơn Hà và một bệnh viện Nhật Bản ký bản ghi nhớ về đào tạo điều dưỡng trong ba năm.</p>
<p>{title}: mỗi năm mười hai điều dưỡng sẽ sang học tập sáu tháng, chi phí do phía Nhật Bản tài trợ toàn bộ.</p>
</article></body></html>"""
LIST = "<html><body>" + "".join(f'<a href="/{n}">Tin số {n} của chuyên mục</a>' for n in range(40)) + "</body></html>"


@cache
def _made() -> Path:
    """Three days of an article whose page has other advertisements each day, beside others; and a page that is none."""
    base = Path(mkdtemp(prefix="hoptac-test-"))
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    settings = blank_home(base / "home")
    for day in range(3):
        folder = base / f"day{day}"
        folder.mkdir()
        put(folder, "hai-benh-vien-hop-tac", PAGE.format(title="Hai bệnh viện hợp tác", ads=f"quảng cáo {day}"), day)
        if day < 2:
            put(folder, f"tin-{day}", PAGE.format(title=f"Tin thứ {day} về y tế", ads="quảng cáo"), day)
        if day == 0:
            put(folder, "chuyen-muc", LIST, day)
        asyncio.run(import_paths(settings, [folder]))
    return base


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(_made(), tmp_path, dirs_exist_ok=True)
    return Settings(home=tmp_path / "home")


def put(folder: Path, name: str, html: str, day: int) -> None:
    (folder / f"{name}.html").write_text(html, encoding="utf-8")
    note = {"url": f"https://bao.example/{name}.html", "fetched_at": (AT + timedelta(day)).isoformat()}
    (folder / f"{name}.json").write_text(json.dumps(note), encoding="utf-8")


def all_files(home: Path) -> dict[str, str]:
    found = (path for path in home.rglob("*") if path.is_file() and path.suffix != ".log")
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in found}


HELD = "SELECT url, title, body, revision FROM articles ORDER BY url"


def test_nothing_expires_unless_the_policy_says_so(settings: Settings) -> None:
    before = ask(settings, "FROM pages ORDER BY ALL")
    assert maintain(settings).expiry.pages == {}
    assert ask(settings, "FROM pages ORDER BY ALL") == before


def test_what_nothing_rests_on_goes_and_all_else_is_proved_as_before(settings: Settings, tmp_path: Path) -> None:
    articles = ask(settings, HELD)
    policy = replace(settings, keep_pages=ALL_IS_OLD)
    before = all_files(settings.home)
    planned = maintain(policy, dry_run=True)
    assert all_files(settings.home) == before
    done = maintain(policy)
    assert planned.expiry.pages == done.expiry.pages == {"superseded": 2, "reject": 1}
    assert planned.expiry.bytes == done.expiry.bytes > 0
    assert ask(settings, HELD) == articles
    gone = "SELECT url, reason FROM expired_pages ORDER BY fetched_at, url"
    assert ask(settings, gone) == [
        ("https://bao.example/chuyen-muc.html", "reject"),
        ("https://bao.example/hai-benh-vien-hop-tac.html", "superseded"),
        ("https://bao.example/hai-benh-vien-hop-tac.html", "superseded"),
    ]
    assert verify(settings).holds, verify(settings).findings
    shown = [page.url for path in settings.archive.iterdir() for _, page in pages(path)]
    assert sorted(shown) == [url for (url,) in ask(settings, "SELECT url FROM pages ORDER BY url")]
    assert maintain(policy).expiry.pages == {}


def test_afterwards_reading_again_changes_nothing_and_a_page_may_come_back(settings: Settings, tmp_path: Path) -> None:
    maintain(replace(settings, keep_pages=ALL_IS_OLD))
    articles = ask(settings, HELD)
    report, differing = asyncio.run(replay(settings, []))
    assert (report.problems, differing["sites"]) == ({}, {})
    asyncio.run(import_paths(settings, [tmp_path / "day0"]))
    assert ask(settings, HELD) == articles
    assert ask(settings, "SELECT count(*) FROM pages") == [(5,)]
    assert verify(settings).holds


def test_what_an_articles_address_shows_instead_of_it_stays(settings: Settings, tmp_path: Path) -> None:
    put(tmp_path, "tin-0", LIST, 4)
    asyncio.run(import_paths(settings, [tmp_path / "tin-0.html"]))
    planned = maintain(replace(settings, keep_pages=ALL_IS_OLD), dry_run=True)
    assert planned.expiry.pages == {"superseded": 2, "reject": 1}


def test_a_lost_warehouse_still_comes_back_from_what_is_left(settings: Settings, tmp_path: Path) -> None:
    articles = ask(settings, HELD)
    maintain(replace(settings, keep_pages=ALL_IS_OLD))
    settings.writer_file.unlink()
    settings.warehouse_file.unlink()
    put(tmp_path, "moi", PAGE.format(title="Một tin mới về y tế", ads=""), 5)
    asyncio.run(import_paths(settings, [tmp_path / "moi.html"]))
    assert [row for row in ask(settings, HELD) if "moi" not in row[0]] == articles


def test_a_kill_before_the_copy_is_published_leaves_the_old_files_for_the_next_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    policy = replace(settings, keep_pages=ALL_IS_OLD)
    files = set(settings.archive.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr(maintaining, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            maintain(policy)
    assert files <= set(settings.archive.iterdir())
    assert verify(settings).holds  # the copy that readers have still finds every page
    maintain(policy)
    assert verify(settings).holds
    assert len(list(settings.archive.iterdir())) == 3
    assert files & set(settings.archive.iterdir()) == {
        settings.archive / file
        for (file,) in ask(settings, "SELECT warc_file FROM pages ORDER BY fetched_at DESC LIMIT 1")
    }


def test_a_damaged_file_stays_and_is_named(settings: Settings) -> None:
    [(file,)] = ask(settings, "SELECT warc_file FROM pages ORDER BY fetched_at LIMIT 1")
    path = settings.archive / file
    path.write_bytes(path.read_bytes()[:-900] + b"?" * 900)
    content = path.read_bytes()
    done = maintain(replace(settings, keep_pages=ALL_IS_OLD))
    assert list(done.expiry.problems) == [file]
    assert path.read_bytes() == content
    assert (file,) not in ask(settings, "SELECT warc_file FROM expired_pages")


def test_a_revisit_finds_its_page_in_the_file_that_was_written_anew(tmp_path: Path) -> None:
    one, two = (Page(f"https://bao.example/{n}", f"<p>Trang {n}".encode(), AT, status=200) for n in (1, 2))
    first, second = uuid4(), uuid4()
    with Archive(tmp_path, first) as archive:
        gone = archive.append(one)[1]
        row = page_row(two, first, *archive.append(two, "GET /2 HTTP/1.1\r\n\r\n"))
    with Archive(tmp_path, second) as archive:
        file, offset = archive.repeat(row, AT + timedelta(1), None, "", "")
    old = tmp_path / row.warc_file
    new, places = without(old, {gone}, {row.warc_offset}, AT)
    old.unlink()
    assert [page.url for _, page in pages(new)] == [two.url]
    assert read(new, places[row.warc_offset]) == two
    again = read(tmp_path / file, offset)
    assert (again.body, again.fetched_at) == (two.body, AT + timedelta(1))


def test_old_logs_and_left_overs_go_and_young_ones_stay(settings: Settings) -> None:
    old = (datetime.now(UTC) - timedelta(days=400)).timestamp()
    stale = [
        settings.logs / "hoptac.log.2",
        settings.home / ".hoptac.duckdb.77.tmp",
        settings.home / "warehouse.duckdb.tmp",
    ]
    young = [settings.logs / "hoptac.log.1", settings.home / "notes.txt"]
    for path in (*stale[:2], *young):
        path.write_text("x")
    stale[2].mkdir()
    os.utime(stale[0], (old, old))
    os.utime(stale[2], (old, old))
    assert sorted(maintain(settings).removed) == sorted(str(path.relative_to(settings.home)) for path in stale)
    assert not any(path.exists() for path in stale)
    assert all(path.exists() for path in young)


def test_room_that_updates_left_is_given_back_and_nothing_else_changes(tmp_path: Path) -> None:
    path = fresh(tmp_path / "hoptac.duckdb")
    with writer(path) as con:
        con.execute(
            "INSERT INTO internal.furniture "
            "SELECT 's', md5(i::VARCHAR)::UUID, i, repeat(md5(i::VARCHAR), 30) FROM range(5000) t(i)"
        )
    for _ in range(3):
        with writer(path) as con:
            con.execute("UPDATE internal.furniture SET sample = sample || 'x'")
    things = (
        "SELECT table_name, comment, sql FROM duckdb_tables() "
        "UNION ALL SELECT view_name, comment, sql FROM duckdb_views()"
    )
    rows = "SELECT count(*), sum(length(sample)), bit_xor(hash(f)) FROM internal.furniture AS f"
    with writer(path) as con:
        before = con.execute(things).fetchall(), con.execute(rows).fetchall()
        assert waste(con)[1] > 0
    done = compact(path)
    assert (done.after, path.stat().st_size) == (path.stat().st_size, done.after)
    assert done.after < 0.7 * done.before
    with writer(path) as con:
        assert (con.execute(things).fetchall(), con.execute(rows).fetchall()) == before
    assert [file.name for file in tmp_path.iterdir()] == ["hoptac.duckdb"]


def test_a_copy_that_is_not_the_same_is_not_swapped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fresh(tmp_path / "hoptac.duckdb")
    content = path.read_bytes()
    sums = iter(range(1000))
    monkeypatch.setattr("warehouse.compact._sum", lambda *_: next(sums))
    with pytest.raises(WarehouseError, match="differ; the file stays as it was"):
        compact(path)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["hoptac.duckdb"]


def test_the_command_tells_what_it_did(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    home = ["--home", str(settings.home)]
    told = CliRunner().invoke(app, ["maintain", "--dry-run", *home], env={"HOPTAC_KEEP_PAGES": "1"})
    assert told.exit_code == 0
    assert "2 pages would be taken out of the archive: superseded" in told.stdout
    done = json.loads(CliRunner().invoke(app, ["maintain", "--compact", "--json", *home]).stdout)
    assert done["expired"]["pages"] == {}
    assert done["compacted"]["after"] <= done["compacted"]["before"]


def test_an_index_of_many_runs_is_sorted_and_published(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintaining, "WASTE", 2)  # else so small a file is written anew, with its index
    monkeypatch.setattr(searching, "EVERY", 1)
    monkeypatch.setattr(searching, "MANY", 1)
    with writer(settings.writer_file) as con:
        con.execute("INSERT INTO internal.search_postings FROM internal.search_recent ORDER BY folded DESC")
        con.execute("DELETE FROM internal.search_recent")
        before = con.execute("SELECT folded, form, document FROM internal.search_postings").fetchall()
    assert maintain(settings).index_sorted
    told = CliRunner().invoke(app, ["maintain", "--json", "--home", str(settings.home)])
    assert json.loads(told.stdout)["index_sorted"] is False
    assert ask(settings, "SELECT folded, form, document FROM internal.search_postings ORDER BY rowid") == sorted(before)


def test_a_home_without_warehouse_says_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="no warehouse here yet"):
        maintain(Settings(home=tmp_path))
