"""Do flags, environment and defaults give the settings, and is a mistake named?"""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import SettingsError, from_environment


def test_defaults() -> None:
    settings = from_environment({})
    assert settings.home == Path("data")
    assert settings.warehouse_file == Path("data/warehouse.duckdb")
    assert settings.delay is None
    assert not settings.allow_private


def test_environment_is_read() -> None:
    settings = from_environment(
        {"HOPTAC_HOME": "/srv/hoptac", "HOPTAC_DELAY": "0.5", "HOPTAC_CONCURRENCY": "4", "HOPTAC_ALLOW_PRIVATE": "yes"}
    )
    assert settings.writer_file == Path("/srv/hoptac/hoptac.duckdb")
    assert (settings.delay, settings.concurrency, settings.allow_private) == (0.5, 4, True)


def test_flag_beats_environment() -> None:
    assert from_environment({"HOPTAC_HOME": "there"}, home=Path("here")).home == Path("here")


def test_routes() -> None:
    settings = from_environment({"HOPTAC_ROUTES": "a.example=127.0.0.1:8000, b.example=127.0.0.1:8001"})
    assert settings.routes == {"a.example": "127.0.0.1:8000", "b.example": "127.0.0.1:8001"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HOPTAC_HOEM", "x", "HOPTAC_HOME"),
        ("HOPTAC_DELAY", "soon", "at least 0"),
        ("HOPTAC_DELAY", "-1", "at least 0"),
        ("HOPTAC_CONCURRENCY", "0", "at least 1"),
        ("HOPTAC_ALLOW_PRIVATE", "maybe", "1 or 0"),
        ("HOPTAC_ROUTES", "a.example", "host=address:port"),
    ],
)
def test_a_mistake_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        from_environment({name: value})
    assert said in str(caught.value)


def test_other_programs_variables_are_left_alone() -> None:
    assert from_environment({"HOME": "/root", "PREFECT_HOME": "x"}) == from_environment({})
