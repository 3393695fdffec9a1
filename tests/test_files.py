"""Which files does an import take, as which pages?"""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.files import ImportProblem, find, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "a.html").write_text("<p>a")
    (tmp_path / "deep" / "b.html.gz").write_bytes(gzip.compress(b"<p>b"))
    (tmp_path / "deep" / "er" / "c.txt").write_text("Một bài viết\nvà thân bài.")
    (tmp_path / "README.md").write_text("# about this folder")
    (tmp_path / ".hidden.html").write_text("<p>no")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    return tmp_path


def test_a_folder_is_searched_to_the_bottom(folder: Path) -> None:
    assert [path.name for path in find([folder]).files] == ["a.html", "b.html.gz", "c.txt"]


def test_what_is_left_alone_is_told(folder: Path) -> None:
    assert {path.name for path in find([folder]).left_alone} == {"README.md", ".hidden.html", "photo.jpg"}


def test_a_file_named_twice_is_taken_once(folder: Path) -> None:
    assert len(find([folder, folder / "a.html"]).files) == 3


def test_gzip_is_unpacked(folder: Path) -> None:
    (page,) = read(folder / "deep" / "b.html.gz")
    assert (page.body, page.content_type) == (b"<p>b", "text/html")


def test_an_address_list(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# ours\nhttps://a.example/1\n\nhttps://a.example/2\n")
    found = find([tmp_path / "list.txt"])
    assert (found.addresses, found.files) == (("https://a.example/1", "https://a.example/2"), ())


def test_a_text_that_begins_with_an_address_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("https://a.example/1\nThis line is prose.\n")
    assert find([tmp_path / "a.txt"]).addresses == ()


def test_a_missing_path_is_named_before_anything_is_done(folder: Path) -> None:
    with pytest.raises(ImportProblem, match=r"gone\.html: no such file"):
        find([folder, folder / "gone.html"])


def test_a_kind_we_do_not_read_is_refused_when_named(folder: Path) -> None:
    with pytest.raises(ImportProblem, match=r"photo\.jpg: cannot be read"):
        find([folder / "photo.jpg"])


@pytest.mark.parametrize("note", ["a.html.json", "a.json"])
def test_a_note_gives_address_and_time(folder: Path, note: str) -> None:
    (folder / note).write_text(json.dumps({"url": "https://a.example/x", "fetched_at": "2026-11-01T08:00:00+07:00"}))
    (page,) = read(folder / "a.html")
    assert (page.url, page.fetched_at) == ("https://a.example/x", datetime(2026, 11, 1, 1, tzinfo=UTC))


def test_without_a_note_address_is_the_digest_and_time_the_files(folder: Path) -> None:
    os.utime(folder / "a.html", (1_790_000_000, 1_790_000_000))
    (page,) = read(folder / "a.html")
    assert page.url == f"urn:sha256:{page.sha256}"
    assert page.fetched_at == datetime.fromtimestamp(1_790_000_000, UTC)


@pytest.mark.parametrize("text", ["not json", "[1]", '{"fetched_at": "yesterday"}'])
def test_a_bad_note_is_named(folder: Path, text: str) -> None:
    (folder / "a.json").write_text(text)
    with pytest.raises(ImportProblem, match=r"a\.(json|html)"):
        list(read(folder / "a.html"))


def test_a_torn_gzip_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"<p>" * 100)[:-9])
    with pytest.raises(ImportProblem, match=r"a\.html\.gz: cannot be read"):
        list(read(tmp_path / "a.html.gz"))
