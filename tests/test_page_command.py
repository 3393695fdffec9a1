"""Does `hoptac page` give back the response behind an article, byte for byte, and say so when it cannot?"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.__main__ import app
from flows.given_back import NotTheProof
from flows.settings import Settings
from tests.homes import by_hand, copied_home
from warehouse.db import WarehouseError

run = CliRunner()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return copied_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def revised(settings: Settings) -> list[dict[str, Any]]:
    """The two versions of the article that was revised: keys, address, digest of the page."""
    with by_hand(settings) as con:
        answer = con.execute(
            "SELECT article_id, a.url, r.page_id, p.sha256, p.bytes FROM revisions AS r "
            "JOIN articles AS a USING (article_id) JOIN pages AS p ON p.page_id = r.page_id "
            "WHERE a.revision = 2 ORDER BY r.revision"
        )
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def page(settings: Settings, *words: str) -> bytes:
    result = run.invoke(app, ["page", *words, "--home", str(settings.home)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout_bytes


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_by_key_address_and_page_and_each_version(settings: Settings, revised: list[dict[str, Any]]) -> None:
    first, second = revised
    assert digest(page(settings, str(second["article_id"]))) == second["sha256"]
    assert digest(page(settings, second["url"] + "?utm_source=x")) == second["sha256"]
    assert digest(page(settings, second["url"], "--revision", "1")) == first["sha256"]
    assert digest(page(settings, str(first["page_id"]))) == first["sha256"]
    assert first["sha256"] != second["sha256"]


def test_to_a_file_with_the_head_and_as_json(settings: Settings, revised: list[dict[str, Any]], tmp_path: Path) -> None:
    url, target = revised[1]["url"], tmp_path / "page.html"
    shown = page(settings, url, "--to", str(target), "--headers").decode()
    assert digest(target.read_bytes()) == revised[1]["sha256"]
    assert shown.startswith("HTTP/1.1 200 OK\r\ncontent-type: text/html")
    assert shown.endswith("\r\n\r\n")
    told = json.loads(page(settings, url, "--json"))
    assert (told["sha256"], told["bytes"], told["written_to"]) == (revised[1]["sha256"], revised[1]["bytes"], None)
    assert told["headers"]["content-type"].startswith("text/html")


def test_a_page_that_is_no_article_is_given_back_too(settings: Settings) -> None:
    with by_hand(settings) as con:
        url, wanted = con.execute("SELECT p.url, sha256 FROM rejects JOIN pages AS p USING (page_id)").fetchall()[0]
    assert digest(page(settings, url)) == wanted


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["http://khong.example/co.html"], "no page, article or address of this name is held"),
        (["{url}", "--revision", "7"], "there is no revision 7; it has 2"),
    ],
)
def test_what_is_not_there_is_said(
    settings: Settings, revised: list[dict[str, Any]], words: list[str], reason: str
) -> None:
    with pytest.raises(WarehouseError, match=reason):
        page(settings, *(word.format(url=revised[0]["url"]) for word in words))


def test_what_was_expired_is_said_with_day_reason_and_digest(settings: Settings) -> None:
    with by_hand(settings) as con:
        con.execute(
            "INSERT INTO expired_pages SELECT md5('x')::UUID, 'http://cu.example/a', 'http://cu.example/a', "
            "now(), now(), 200, 'text/html', 9, 'abc', 'f', 0, '2026-05-04 05:00:00+00', md5('r')::UUID, 'superseded'"
        )
    with pytest.raises(WarehouseError, match=r"taken out .* on 2026-05-04 \(superseded\); its SHA-256 was abc"):
        page(settings, "http://cu.example/a")


def test_bytes_that_are_not_those_recorded_are_not_given_back(
    settings: Settings, revised: list[dict[str, Any]]
) -> None:
    with by_hand(settings) as con:
        con.execute("UPDATE pages SET sha256 = 'abc' WHERE page_id = ?", [revised[0]["page_id"]])
    with pytest.raises(NotTheProof, match=r"the record at \d+ is not the page that was stored"):
        page(settings, str(revised[0]["page_id"]))
