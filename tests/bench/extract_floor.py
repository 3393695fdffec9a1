"""Figures -> what fell below the floor. The floor is a file; raising it is free, lowering it needs a word."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

FLOOR = Path(__file__).with_suffix(".toml")
KEPT = ("f1", "words", "exact", "segments", "title", "author", "date")  # the higher, the better
SLACK = 0.0005  # rounding
Figures = Mapping[str, float]


class LowerFloor(ValueError):
    """Somebody wants to write a floor below the one that stands."""


def floors(path: Path = FLOOR) -> dict[str, dict[str, float]]:
    """Return the floor of every set."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def fallen(name: str, figures: Figures, path: Path = FLOOR) -> list[str]:
    """Return what of a set lies under its floor, in words; nothing for a set that has none."""
    floor = floors(path).get(name, {})
    low = {key: least for key, least in floor.items() if figures.get(key, 0.0) < least - SLACK}
    return [f"{name} {key}: {figures.get(key, 0.0):.4f} is below the floor {least:.4f}" for key, least in low.items()]


def write_floor(name: str, figures: Figures, *, lower: bool = False, path: Path = FLOOR) -> None:
    """Make the figures the floor of a set. Raises LowerFloor where one fell, unless `lower`."""
    if not lower and (low := fallen(name, figures, path)):
        raise LowerFloor("; ".join(low) + " (write it down with --lower, and say why in the commit)")
    standing = floors(path)
    before = {} if lower else standing.get(name, {})
    kept = {key: max(figures[key], before.get(key, 0.0)) for key in KEPT if key in figures}
    tables = (standing | {name: kept}).items()
    text = "\n".join(f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in table.items()) for name, table in tables)
    path.write_text(_HEAD + text, encoding="utf-8")


_HEAD = """\
# Quality that the HTML reader does not fall below, by set; written by `python -m tests.bench.extract --set-floor`.
# `golden` are our own pages and held in every test run; the others count when their folder is measured.

"""
