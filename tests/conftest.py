"""Options of the test run: `--update-golden` rewrites the expected golden pages, and that run fails all the same."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the reader gives into tests/golden/**/*.json; the run fails, so that the diff is read",
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--update-golden"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        terminalreporter.write_line(
            "golden pages rewritten: read `git diff tests/golden`, then run again without the option"
        )
