"""Does the HTML reader hold its floor on our own pages, and does the floor fall only when somebody says so?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.extract_floor import LowerFloor, fallen, floors, write_floor
from tests.bench.extract_peers import ours
from tests.bench.extract_scores import GOLDEN, load, score

FIGURES = {"f1": 0.97, "exact": 0.5, "precision": 0.9}


def test_the_golden_pages_hold_the_floor() -> None:
    figures = score(load(GOLDEN), ours).figures()
    assert floors()["golden"]
    assert fallen("golden", figures) == []


def test_a_figure_below_the_floor_is_named(tmp_path: Path) -> None:
    write_floor("one", FIGURES, path=tmp_path / "floor.toml")
    assert fallen("one", FIGURES | {"f1": 0.96}, tmp_path / "floor.toml") == [
        "one f1: 0.9600 is below the floor 0.9700"
    ]
    assert fallen("one", FIGURES | {"precision": 0.1}, tmp_path / "floor.toml") == []
    assert fallen("two", {"f1": 0.1}, tmp_path / "floor.toml") == []


def test_a_figure_that_is_gone_has_fallen(tmp_path: Path) -> None:
    write_floor("one", FIGURES, path=tmp_path / "floor.toml")
    assert fallen("one", {"f1": 0.97}, tmp_path / "floor.toml") == ["one exact: 0.0000 is below the floor 0.5000"]


def test_the_floor_rises_freely_and_falls_only_when_told(tmp_path: Path) -> None:
    path = tmp_path / "floor.toml"
    write_floor("one", FIGURES, path=path)
    write_floor("two", {"title": 1.0}, path=path)
    write_floor("one", FIGURES | {"f1": 0.98}, path=path)
    assert floors(path) == {"one": {"f1": 0.98, "exact": 0.5}, "two": {"title": 1.0}}
    with pytest.raises(LowerFloor, match="f1"):
        write_floor("one", FIGURES, path=path)
    write_floor("one", FIGURES, lower=True, path=path)
    assert floors(path)["one"]["f1"] == 0.97
