"""Are archived pages shown as they were received, so that nothing in them runs, and is what is missing said?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from flows import page_server as module
from flows.page_server import SEALED, PortTaken, page_server
from flows.settings import Settings
from parsers import Page
from tests.homes import ask, copied_home

NOWHERE = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return copied_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with page_server(settings, 0) as address:
        yield address


def test_each_version_is_shown_sealed(settings: Settings, address: str) -> None:
    versions = ask(
        settings,
        "SELECT article_id, r.revision, p.sha256, p.url FROM revisions r JOIN articles a USING (article_id) "
        "JOIN pages p ON p.page_id = r.page_id WHERE a.revision = 2 ORDER BY r.revision",
    )
    assert [revision for _, revision, _, _ in versions] == [1, 2]
    for key, revision, digest, url in versions:
        with urlopen(f"{address}/{key}/{revision}") as answer:
            assert sha256(answer.read()).hexdigest() == digest
            assert answer.headers["Content-Security-Policy"] == SEALED
            assert answer.headers["Memento-Datetime"].endswith(" GMT")
            assert answer.headers["Link"] == f'<{url}>; rel="original"'
    with urlopen(f"{address}/{key}") as answer:
        assert sha256(answer.read()).hexdigest() == digest


@pytest.mark.parametrize(
    ("path", "says"),
    [("/", "ask for /KEY"), (f"/{NOWHERE}", "no page, article or address"), ("/../hoptac.duckdb", "ask for /KEY")],
)
def test_what_is_not_there_is_said(address: str, path: str, says: str) -> None:
    with pytest.raises(HTTPError, match="404") as caught:
        urlopen(address + path)
    with caught.value as answer:
        assert says in answer.read().decode()


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:80", "localhost.:{port}", ""]
)
def test_only_who_asks_for_this_machine_is_answered(address: str, name: str) -> None:
    port = address.rpartition(":")[2]
    request = Request(f"{address}/{NOWHERE}", headers={"Host": name.format(port=port)})
    with pytest.raises(HTTPError, match="403") as caught:
        urlopen(request)
    with caught.value as answer:
        assert f"127.0.0.1:{port} and localhost:{port}" in answer.read().decode()


def test_this_machine_can_be_asked_by_its_name(settings: Settings, address: str) -> None:
    [(key,)] = ask(settings, "SELECT article_id FROM articles WHERE page_id IS NOT NULL LIMIT 1")
    for name in ("localhost", "LOCALHOST", "127.0.0.1"):
        with urlopen(Request(f"{address}/{key}", headers={"Host": f"{name}:{address.rpartition(':')[2]}"})) as answer:
            assert answer.status == HTTPStatus.OK


def test_no_header_of_a_stranger_brings_another(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def given(*_: Any) -> tuple[None, Page]:
        headers = {"content-type": "text/html; charset=ä\rSet-Cookie: a=b\nX: y"}
        return None, Page("https://bao.example/a\r\nX: y", b"", datetime(2026, 3, 5, tzinfo=UTC), headers=headers)

    monkeypatch.setattr(module, "give_back", given)
    with urlopen(f"{address}/{NOWHERE}") as answer:
        assert answer.headers["Content-Type"] == "text/html; charset=??Set-Cookie: a=b?X: y"
        assert {"Set-Cookie", "X"}.isdisjoint(answer.headers.keys())


def test_damage_is_said(tmp_path: Path) -> None:
    settings = copied_home(tmp_path)
    [(key, file)] = ask(settings, "SELECT article_id, warc_file FROM articles JOIN pages USING (page_id) LIMIT 1")
    (settings.archive / file).write_bytes(b"")
    with page_server(settings, 0) as address, pytest.raises(HTTPError, match="500") as caught:
        urlopen(f"{address}/{key}")
    with caught.value as answer:
        assert file in answer.read().decode()


def test_a_port_that_is_taken_is_named(settings: Settings, address: str) -> None:
    port = int(address.rpartition(":")[2])
    with pytest.raises(PortTaken, match=f"port {port}"), page_server(settings, port):
        pass
