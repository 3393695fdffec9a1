"""Does a run in the foreground keep its report when Prefect's server goes away, and end at once?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from flows import foreground, leaving
from flows.request import Request

REPORT = {"counts": {"new": 3}, "failed": False}


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    yield
    leaving.HURRY.clear()


def with_flow(monkeypatch: pytest.MonkeyPatch, *reports: dict[str, Any]) -> list[dict[str, Any]]:
    """In place of the flow one whose server goes away after these reports. Gives what it is called with."""
    from flows import ingest, prefect_run  # noqa: PLC0415  # Prefect takes seconds to import

    called: list[dict[str, Any]] = []

    async def flow(**parameters: Any) -> None:
        called.append(parameters)
        prefect_run._REPORTS.get().extend(reports)
        raise ConnectionError("All connection attempts failed")

    monkeypatch.setattr(ingest, "ingest", flow)
    return called


def test_what_was_loaded_is_told_and_the_process_waits_for_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called = with_flow(monkeypatch, REPORT)
    request = Request(sites=["nld"], kinds=["press"], limit=5, lists=False)  # type: ignore[list-item]  # as pydantic reads it
    assert asyncio.run(foreground._flow_run(request)) == REPORT
    assert "server went away (All connection attempts failed): the run is loaded" in capsys.readouterr().err
    assert called == [
        {"sites": ["nld"], "kinds": ["press"], "limit": 5, "since": None, "lists": False, "return_state": True}
    ]
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)
    leaving.leave(0)
    assert ended == [0]


def test_an_error_of_the_server_without_words_has_its_name(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from flows import prefect_run  # noqa: PLC0415  # as above

    async def call() -> None:
        raise TimeoutError

    monkeypatch.setattr(prefect_run, "get_run_logger", logging.getLogger)
    assert asyncio.run(prefect_run.shown(call())) is None
    assert "did not take it: TimeoutError; " in caplog.text


def test_a_run_that_loaded_nothing_fails_as_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    with_flow(monkeypatch)
    with pytest.raises(ConnectionError):
        asyncio.run(foreground._flow_run(Request()))
    leaving.leave(0)  # nothing is hurried: we are still here
