"""Does `hoptac try` read a page as the runs of a home would: with its site files and its words?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.__main__ import app

URL = "https://bao.example/tin/kham-mat-o-vung-cao-1.html"
PAGE = """<html lang="vi"><head><title>Báo</title></head><body><article><h1>Khám mắt ở vùng cao</h1>
<div class="tin-o-giua">Mời bạn đọc gửi ảnh về tòa soạn để dự thi ảnh đẹp của tháng này cùng nhiều phần quà.</div>
<p>Hội Ánh Mai đã khám mắt cho hơn ba trăm người già ở năm xã vùng cao trong hai tuần vừa qua.</p>
<p>Các bác sĩ cho biết nhiều người lần đầu được đo thị lực, và sẽ được mổ đục thủy tinh thể trong mùa thu.</p>
</article></body></html>"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page in a folder where no home is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOPTAC_HOME", raising=False)
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "page.json").write_text(json.dumps({"url": URL}), "utf-8")
    return tmp_path / "page.html"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a site file and a word of its own, and no warehouse yet."""
    sites = tmp_path / "elsewhere" / "sites"
    sites.mkdir(parents=True)
    site = 'name = "cuatoi"\ntitle = "Báo"\nhosts = ["bao.example"]\n\n[read]\nstrip = [".tin-o-giua"]\n'
    (sites / "bao.example.toml").write_text(site, "utf-8")
    (sites.parent / "topics.tsv").write_text("hội ánh mai\tvi\tpartner 1\n", "utf-8")
    return sites.parent


def tried(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["try", *words, "--json"])
    assert done.exit_code == 0, done.output
    values: dict[str, Any] = json.loads(done.stdout)
    return values


def test_the_site_files_and_words_of_a_home_are_used(page: Path, home: Path) -> None:
    plain, ours = tried(str(page)), tried(str(page), "--home", str(home))
    assert (plain["site"], ours["site"]) == ("bao.example", "cuatoi")
    assert "ảnh đẹp" in plain["text"]
    assert "ảnh đẹp" not in ours["text"]
    assert "hội ánh mai" in ours["relevance"]["matched"]
    assert "hội ánh mai" not in plain["relevance"]["matched"]
    assert not (home / "warehouse.duckdb").exists(), "nothing is stored"


def test_a_home_is_named_by_flag_or_by_environment(page: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tried(str(page), "--home", str(home))
    monkeypatch.setenv("HOPTAC_HOME", str(home))
    assert tried(str(page)) == named
