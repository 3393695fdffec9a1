"""What many tests need, and options: `--update-golden` rewrites the golden pages, and that run fails all the same."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from flows.demo.newsroom import Newsroom
from tests.warehouse_samples import empty

COMPILED = Path(__file__).parent.parent / ".pytest_cache" / "compiled"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the reader gives into tests/golden/**/*.json; the run fails, so that the diff is read",
    )
    parser.addoption("--postgres", action="store_true", help="run the scenario of a server with PostgreSQL, too")


def pytest_configure() -> None:
    """Where compiled modules may not lie beside their sources, keep them in a folder of the tests' own.

    Without them every process that a test starts compiles Prefect anew, which takes 3 s of a processor each time.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(COMPILED)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(COMPILED)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--update-golden"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        terminalreporter.write_line(
            "golden pages rewritten: read `git diff tests/golden`, then run again without the option"
        )


@pytest.fixture
def con() -> Iterator[DuckDBPyConnection]:
    """An empty warehouse, open for writing."""
    with empty() as connection:
        yield connection


@pytest.fixture
def room() -> Iterator[Newsroom]:
    """The demo's newsroom, being served."""
    with Newsroom() as room:
        yield room


@pytest.fixture
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loads that leave the search index alone, which takes half of a small one.

    For tests of something else: the index has test_search_index.py, and test_warehouse_random.py has both together.
    """
    monkeypatch.setattr("warehouse.load.index", lambda *_: None)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A phone book in front of the system's: name -> the address it gives now; one that is empty is not known."""
    book: dict[str, list[str]] = {}
    system = socket.getaddrinfo

    def look_up(name: str, *rest: Any, **more: Any) -> Any:
        if name not in book:
            return system(name, *rest, **more)
        if not book[name]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return system(book[name].pop(0), *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return book
