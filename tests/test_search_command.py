"""Does `hoptac search` find articles, narrow as told, and say what it needs in one line?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from flows.__main__ import main
from tests.warehouse_samples import DAY, NOON, TEXT, article_row, batch, fresh
from warehouse.db import writer
from warehouse.load import load

Search = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    rows = [
        article_row("https://bao-mot.example/1", published_at=NOON, title="Đắk Lắk [mở] bệnh viện"),
        article_row("https://bao-hai.example/2", published_at=NOON - 30 * DAY, paragraphs=(TEXT[1], "Đi Đắk Lắk.")),
        article_row("https://bao-ba.example/3", language="en", topic="review", title="A visit to Dak Lak"),
    ]
    with writer(fresh(folder / "warehouse.duckdb")) as con:
        load(con, batch(*rows))
    return folder


@pytest.fixture
def search(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Search:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hoptac", "search", *words, "--home", str(home)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return run


def ends(search: Search, *words: str) -> list[str]:
    code, out, err = search(*words, "--json")
    assert (code, err) == (0, "")
    return [hit["url"][-1] for hit in json.loads(out)]


def test_hits_are_told_best_first_with_their_place(search: Search) -> None:
    code, out, err = search("dak lak")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "  1. Đắk Lắk [mở] bệnh viện"  # the newer of two equal ones
    assert "bao-mot, 2026-05-04, score" in out
    assert "Đi Đắk Lắk." in out
    assert "no date" in out
    assert "**" not in out


def test_options_narrow(search: Search) -> None:
    assert sorted(ends(search, "dak lak")) == ["1", "2", "3"]
    assert sorted(ends(search, "Đắk Lắk")) == ["1", "2"]
    assert ends(search, "dak lak", "--exact") == ["3"]
    assert sorted(ends(search, "Đắk Lắk", "--any-accents")) == ["1", "2", "3"]
    assert ends(search, "dak lak", "--site", "bao-hai") == ["2"]
    assert ends(search, "dak lak", "--language", "en") == ["3"]
    assert ends(search, "dak lak", "--topic", "review") == ["3"]
    assert ends(search, "dak lak", "--since", "2026-05-04") == ["1"]
    assert ends(search, "dak lak", "--until", "2026-05-03") == ["2"]
    assert ends(search, "lak", "--field", "body") == ["2"]
    assert len(ends(search, "dak lak", "--limit", "1")) == 1


def test_json_is_the_answer_of_the_macro(search: Search) -> None:
    _, out, _ = search("12 nguoi", "--json", "--limit", "1")
    [hit] = json.loads(out)
    assert set(hit) >= {"rank", "score", "title", "snippet", "url", "site", "published_at", "article_id", "story_id"}
    assert "**12 người**" in hit["snippet"]
    assert hit["published_at"] is None or datetime.fromisoformat(hit["published_at"])


def test_nothing_found_says_what_to_try(search: Search) -> None:
    code, out, _ = search("Đắk Lak")
    assert code == 0
    assert "--any-accents" in out
    assert search("zzz", "--json")[1] == "[]\n"


@pytest.mark.parametrize("words", ["...", "-covid", ""])
def test_a_query_without_a_word_is_an_error_in_one_line(search: Search, words: str) -> None:
    code, out, err = search(words)
    assert (code, out) == (1, "")
    assert err.startswith("hoptac: search: no word to look for")
    assert err.count("\n") == 1


@pytest.mark.parametrize("option", [("--field", "headline"), ("--since", "yesterday"), ("--limit", "0")])
def test_wrong_options_are_wrong_usage(search: Search, option: tuple[str, str]) -> None:
    assert search("dak", *option)[0] == 2


def test_a_file_published_before_there_was_a_search_says_what_to_do(search: Search, home: Path) -> None:
    path = home / "warehouse.duckdb"
    kept = path.read_bytes()
    with duckdb.connect(str(path)) as con:
        con.execute("DROP MACRO TABLE search")
    code, _, err = search("dak")
    path.write_bytes(kept)
    assert code == 1
    assert "run `hoptac ingest` once" in err
