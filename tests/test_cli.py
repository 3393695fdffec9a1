"""Does the `hoptac` command do what its contract says, with clear lines and the right exit codes?"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.main import get_command

from flows import show
from flows.__main__ import app, main
from flows.importing import import_paths
from tests.homes import blank_home
from warehouse.db import reader
from warehouse.read import ask

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parent.parent
PAGE = """<!doctype html><html lang="vi"><head><title>Hai bệnh viện ký kết hợp tác</title>
<meta property="article:published_time" content="2026-11-02T08:00:00+07:00"></head><body>
<article><h1>Hai bệnh viện ký kết hợp tác</h1>
<p>Sáng 2/11, Bệnh viện Đa khoa Sơn Hà và một bệnh viện Nhật Bản ký bản ghi nhớ về đào tạo điều dưỡng trong ba năm.</p>
<p>Theo bản ghi nhớ, mỗi năm mười hai điều dưỡng sẽ sang học tập sáu tháng, chi phí do phía Nhật Bản tài trợ.</p>
<p>Giám đốc bệnh viện cho biết chương trình sẽ bắt đầu vào tháng ba năm sau với nhóm học viên đầu tiên.</p>
</article></body></html>"""


@pytest.fixture
def hoptac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command run in this process: what starting Python and importing takes is paid once."""
    for name in [name for name in os.environ if name.startswith(("HOPTAC_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            for name, value in ({"HOPTAC_HOME": str(tmp_path / "home")} | variables).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["hoptac", *words])
            with pytest.raises(SystemExit) as end:
                main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(words, int(end.value.code or 0), said.out, said.err)

    return run


def environment(**variables: str) -> dict[str, str]:
    """The environment of a process of its own, without settings of the one who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOPTAC_", "PREFECT_"))}
    return kept | {"PYTHONPATH": str(ROOT)} | variables


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def blank(tmp_path: Path) -> None:
    """A warehouse with nothing in it: to make one takes longer than most commands."""
    blank_home(tmp_path / "home")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the page was imported."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    asyncio.run(import_paths(blank_home(folder / "home"), [folder / "page.html"]))
    return folder / "home"


@pytest.fixture
def held(imported: Path, page: Path, tmp_path: Path) -> Path:
    """The page, which a copy of that home holds."""
    shutil.copytree(imported, tmp_path / "home")
    return page


def test_import_then_sql(hoptac: Run, page: Path) -> None:
    assert "1 new" in hoptac("import", str(page)).stdout
    asked = hoptac("sql", "SELECT title, site FROM articles", "--json")
    assert json.loads(asked.stdout) == [{"title": "Hai bệnh viện ký kết hợp tác", "site": "unknown"}]


def test_importing_again_adds_nothing(hoptac: Run, held: Path, tmp_path: Path) -> None:
    count = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM pages), (SELECT count(*) FROM fetches)"
    before = hoptac("sql", count, "--json").stdout
    articles = hoptac("sql", "FROM articles", "--json").stdout
    os.utime(held, (1_790_000_000, 1_790_000_000))
    assert "1 known" in hoptac("import", str(held)).stdout
    assert hoptac("sql", count, "--json").stdout == before
    assert hoptac("sql", "FROM articles", "--json").stdout == articles
    assert len(list((tmp_path / "home" / "warc").iterdir())) == 1


@pytest.mark.usefixtures("held")
def test_the_log_says_what_runs_did(hoptac: Run, tmp_path: Path) -> None:
    log = (tmp_path / "home" / "logs" / "hoptac.log").read_text("utf-8")
    assert "import" in log
    assert "completed: {'new': 1" in log


@pytest.mark.usefixtures("blank")
def test_import_json(hoptac: Run, page: Path) -> None:
    values = json.loads(hoptac("import", str(page), "--json").stdout)
    assert values["counts"]["new"] == 1
    assert values["problems"] == {}


def test_try_shows_the_article_and_where_its_fields_came_from(hoptac: Run, page: Path) -> None:
    shown = hoptac("try", str(page))
    assert shown.returncode == 0
    assert "bản ghi nhớ về đào tạo điều dưỡng" in shown.stdout
    assert "article:published_time" in shown.stdout
    assert json.loads(hoptac("try", str(page), "--json").stdout)["published_at"] == "2026-11-02T08:00:00+07:00"


@pytest.mark.usefixtures("held")
def test_status_needs_nobody_when_all_is_well(hoptac: Run) -> None:
    assert hoptac("status").returncode == 0


@pytest.mark.usefixtures("held")
def test_reparse_changes_nothing_when_the_rules_did_not(hoptac: Run) -> None:
    assert "nothing differs" in hoptac("reparse", "--dry-run").stdout
    assert hoptac("reparse").returncode == 0


def of_the_demo(home: Path, port: int) -> dict[str, str]:
    return environment(
        HOPTAC_HOME=str(home),
        HOPTAC_SITES=str(ROOT / "flows" / "demo" / "sites"),
        HOPTAC_ROUTES=f"baosonha.example=127.0.0.1:{port}",
        HOPTAC_ALLOW_PRIVATE="1",
    )


def test_no_prefect_and_nothing_left_running(hoptac: Run, tmp_path: Path) -> None:
    code = """import atexit, runpy, sys
atexit.register(lambda: print("prefect" in sys.modules))
sys.argv = ["hoptac", "ingest", "--limit", "1", "baosonha"]
runpy.run_module("flows", run_name="__main__")"""
    variables = of_the_demo(tmp_path / "home", port=9)  # nobody listens there
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip().endswith("False"), done.stderr
    assert not (tmp_path / "home" / "prefect").exists()


def test_ctrl_c_says_what_happens_next(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and never answers
        silent.settimeout(20)
        variables = of_the_demo(tmp_path / "home", port=silent.getsockname()[1])
        command = [sys.executable, "-m", "flows", "ingest", "baosonha"]
        with subprocess.Popen(command, env=variables, stderr=subprocess.PIPE, text=True) as running:
            connection, _ = silent.accept()
            with connection:
                running.send_signal(signal.SIGINT)
                _, said = running.communicate(timeout=30)
    assert (running.returncode, "nothing is lost" in said, "Traceback" in said) == (130, True, False)


def test_every_command_has_help(hoptac: Run) -> None:
    for command in get_command(app).commands:  # type: ignore[attr-defined]  # a group
        assert hoptac(command, "--help").returncode == 0


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["import", "gone.html"], "gone.html: no such file", 1),
        (["ingest", "nowhere"], "unknown site nowhere", 2),
        (["ingest", "--limit", "0"], "--limit", 2),
        (["ingest", "--since", "soon"], "--since", 2),
        (["sql", "SELECT 1"], "run `hoptac ingest` or `hoptac import` first", 1),
        (["reparse"], "run `hoptac ingest` or `hoptac import` first", 1),
        (["try", "gone.html"], "gone.html: no such file", 1),
        (["nothing"], "nothing", 2),
    ],
)
def test_a_mistake_is_one_clear_line(hoptac: Run, tmp_path: Path, words: list[str], said: str, code: int) -> None:
    done = hoptac(*words)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home" / "hoptac.duckdb").exists(), "nothing half-written"


@pytest.mark.usefixtures("held")
def test_bad_sql_says_where(hoptac: Run) -> None:
    done = hoptac("sql", "SELECT titel FROM articles")
    assert done.returncode == 1
    assert "titel" in done.stderr
    assert "title" in done.stderr


@pytest.mark.usefixtures("held")
def test_the_published_copy_cannot_be_written(hoptac: Run) -> None:
    assert "read-only" in hoptac("sql", "DELETE FROM pages").stderr


@pytest.mark.usefixtures("blank")
@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("empty.html", b"", "empty"),
        ("binary.html", b"%PDF-1.7\n\x00\x01\x02\xff\xfe" * 40, "binary"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20, "binary"),
        ("words.html", "<p>Không có gì ở đây.</p>".encode(), "no_"),
    ],
)
def test_a_page_that_is_no_article_is_a_reject_that_names_the_file(
    hoptac: Run, tmp_path: Path, name: str, body: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(body)
    done = hoptac("import", name)
    assert done.returncode == 1, "it was named by hand"
    assert name in done.stdout
    assert reason in done.stdout
    asked = json.loads(hoptac("sql", "SELECT reason FROM rejects", "--json").stdout)
    assert asked[0]["reason"].startswith(reason)


@pytest.mark.usefixtures("blank")
def test_a_folder_with_a_page_that_is_no_article_is_no_failure(hoptac: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    page.rename(tmp_path / "pages" / "page.html")
    (tmp_path / "pages" / "empty.html").touch()
    done = hoptac("import", "pages")
    assert (done.returncode, "1 new, 1 rejected" in done.stdout) == (0, True)


@pytest.mark.usefixtures("blank")
def test_a_warc_with_a_page_that_is_no_article_is_no_failure(hoptac: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    page.rename(tmp_path / "pages" / "page.html")
    (tmp_path / "pages" / "words.html").write_text("<p>Không có gì.</p>", encoding="utf-8")
    hoptac("import", "pages")
    (made,) = (tmp_path / "home" / "warc").iterdir()
    done = hoptac("import", str(made), "--home", "elsewhere")
    assert (done.returncode, "1 new, 1 rejected" in done.stdout) == (0, True)


@pytest.mark.usefixtures("blank")
def test_an_address_of_a_list_that_cannot_be_had_is_named(hoptac: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("http://bao.example/tin-1.html\n")
    done = hoptac("import", "list.txt", HOPTAC_ROUTES="bao.example=127.0.0.1:9", HOPTAC_ALLOW_PRIVATE="1")
    assert (done.returncode, "http://bao.example/tin-1.html: " in done.stderr) == (1, True)


@pytest.mark.usefixtures("blank")
def test_a_text_belongs_to_the_site_that_owns_its_address(hoptac: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Hai bệnh viện ký kết hợp tác\nSáng 2/11, hai bệnh viện ký bản ghi nhớ về đào tạo điều dưỡng trong ba năm.\n"
        "Theo bản ghi nhớ, mỗi năm mười hai điều dưỡng sẽ sang học tập sáu tháng.\n",
        encoding="utf-8",
    )
    (tmp_path / "a.txt.json").write_text('{"url": "https://www.nld.com.vn/hai-benh-vien-196261102080000123.htm"}')
    hoptac("import", "a.txt")
    asked = hoptac("sql", "SELECT a.site, f.site AS fetched_for FROM articles a, fetches f", "--json")
    assert json.loads(asked.stdout) == [{"site": "nld", "fetched_for": "nld"}]


@pytest.mark.parametrize("name", ["empty.html", "words.html", "photo.dat"])
def test_try_names_the_page_that_is_no_article(hoptac: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("" if name == "empty.html" else "<p>Không có gì.</p>", encoding="utf-8")
    done = hoptac("try", name)
    assert (done.returncode, name in done.stderr, "Traceback" in done.stderr) == (1, True, False)


@pytest.mark.usefixtures("blank")
def test_a_site_that_does_not_answer_is_named_with_the_reason(hoptac: Run, tmp_path: Path) -> None:
    demo = {
        "HOPTAC_SITES": str(ROOT / "flows" / "demo" / "sites"),
        "HOPTAC_ROUTES": "baosonha.example=127.0.0.1:9",  # nobody listens there
        "HOPTAC_ALLOW_PRIVATE": "1",
    }
    done = hoptac("ingest", "baosonha", **demo)
    assert done.returncode == 1
    assert "baosonha: http://baosonha.example/feed/ could not be read" in done.stderr
    assert json.loads(hoptac("sql", "SELECT state FROM runs", "--json").stdout) == [{"state": "failed"}]


def test_a_home_that_cannot_be_used_is_named(hoptac: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "afile").touch()
    for home in ("afile", "afile/below"):
        done = hoptac("import", str(page), "--home", home)
        assert (done.returncode, f"{home}: cannot be used" in done.stderr) == (1, True)


@pytest.mark.usefixtures("blank")
def test_site_files_in_the_home_are_used(hoptac: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "sites").mkdir(parents=True)
    (tmp_path / "home" / "sites" / "bao.example.toml").write_text(
        'name = "bao"\ntitle = "Báo"\nhosts = ["bao.example"]\n'
    )
    (tmp_path / "page.json").write_text('{"url": "https://bao.example/a.html"}')
    hoptac("import", str(page))
    assert json.loads(hoptac("sql", "SELECT site FROM articles", "--json").stdout) == [{"site": "bao"}]


@pytest.mark.usefixtures("held")
def test_a_query_may_begin_with_a_remark_and_its_answer_can_be_shown(hoptac: Run, tmp_path: Path) -> None:
    first, *others = sorted((ROOT / "warehouse" / "queries").glob("*.sql"))
    assert hoptac("sql", first.read_text("utf-8")).returncode == 0
    with reader(tmp_path / "home" / "warehouse.duckdb") as con:  # as the command does, which opens it each time
        for path in others:
            show.answer(ask(con, path.read_text("utf-8")), as_json=False)


@pytest.mark.usefixtures("held")
def test_columns_of_one_name_are_kept_apart_and_json_is_json(hoptac: Run) -> None:
    asked = hoptac("sql", "SELECT 1 AS a, 2 AS a, 'nan'::DOUBLE AS b", "--json")
    assert json.loads(asked.stdout) == [{"a": 1, "a_2": 2, "b": None}]


@pytest.mark.usefixtures("held")
def test_a_wide_answer_is_shown_row_by_row(hoptac: Run) -> None:
    shown = hoptac("sql", "SELECT * FROM articles").stdout
    assert "title" in shown
    assert "Hai bệnh viện ký kết hợp tác" in shown
    assert len(shown.splitlines()) < 60


@pytest.mark.usefixtures("held")
def test_brackets_in_text_are_text(hoptac: Run) -> None:
    assert "[bold]a[/] b" in hoptac("sql", "SELECT '[bold]a[/] b' AS \"[x]\"").stdout


@pytest.mark.usefixtures("blank")
def test_one_bad_file_stops_no_other(hoptac: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "torn.html.gz").write_bytes(gzip.compress(PAGE.encode())[:-20])
    done = hoptac("import", str(tmp_path / "torn.html.gz"), str(page))
    assert done.returncode == 1
    assert "torn.html.gz: cannot be read" in done.stderr
    assert "1 new" in done.stdout


def test_a_locked_warehouse_names_who_holds_it(hoptac: Run, page: Path, tmp_path: Path) -> None:
    hoptac("import", str(page))
    held = tmp_path / "home" / "hoptac.duckdb"
    before = held.read_bytes()
    command = [sys.executable, "-m", "flows", "import", str(page), "--home", str(held.parent)]
    with duckdb.connect(str(held)):
        done = subprocess.run(
            command, env=environment(HOPTAC_LOCK_WAIT="0.2"), capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert f"process {os.getpid()}" in done.stderr
    assert held.read_bytes() == before


def test_a_bad_site_file_is_named_with_its_key(hoptac: Run, page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "a.example.toml").write_text('name = "a"\ntitle = "A"\nhosts = ["a.example"]\nfeed = "x"\n')
    done = hoptac("import", str(page), HOPTAC_SITES=str(folder))
    assert done.returncode == 1
    assert "a.example.toml" in done.stderr
    assert "feed" in done.stderr
    assert not (tmp_path / "home" / "hoptac.duckdb").exists()


def test_a_mistyped_setting_is_an_error(hoptac: Run, page: Path) -> None:
    done = hoptac("import", str(page), HOPTAC_HOEM="x")
    assert (done.returncode, "HOPTAC_HOEM" in done.stderr) == (1, True)


def test_a_foreign_file_in_the_writers_place_is_left_alone(hoptac: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "hoptac.duckdb").write_text("my shopping list")
    done = hoptac("import", str(page))
    assert done.returncode == 1
    assert "hoptac.duckdb" in done.stderr
    assert (tmp_path / "home" / "hoptac.duckdb").read_text() == "my shopping list"


def test_the_command_is_installed_under_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"hoptac": "flows.__main__:main"}
