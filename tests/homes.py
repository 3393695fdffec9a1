"""The demo's newsroom -> homes for tests: an empty one, or one with a published warehouse, made once and copied."""

from __future__ import annotations

import asyncio
import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from flows import pipeline
from flows.demo.newsroom import Newsroom
from flows.pipeline import Request
from flows.settings import Settings
from tests.warehouse_samples import fresh

SITES = ("suckhoeviethop", "thongtanyte", "thoibaoyduoc")  # they reprint each other; the last one rejects
SOME = ("baosonha", *SITES)  # and one more that reprints


@cache
def _made(sites: tuple[str, ...], visits: int) -> Path:
    """So many visits to these sites: the second one brings a new article and a revision."""
    home = Path(mkdtemp(prefix="hoptac-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    fresh(home / "hoptac.duckdb")
    with Newsroom() as room:
        shutil.copytree(room.sites_folder, home / "sites")
        settings = Settings(home=home, sites=home / "sites", routes=room.routes, allow_private=True, delay=0.0)
        for room.visit in range(1, visits + 1):
            asyncio.run(pipeline.ingest(settings, Request(sites=list(sites))))
    return home


def blank_home(folder: Path, **more: Any) -> Settings:
    """A home in `folder`, made if need be, with an empty warehouse, and the settings to work in it."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh(folder / "hoptac.duckdb")
    return Settings(home=folder, **more)


def home_for(room: Newsroom, folder: Path) -> Settings:
    """A blank home in `folder`; its papers are those of a newsroom that is being served."""
    return blank_home(folder, sites=room.sites_folder, routes=room.routes, allow_private=True, delay=0.0)


def copied_home(folder: Path) -> Settings:
    """A copy of the home in `folder`, with the settings to work in it."""
    shutil.copytree(_made(SITES, 2), folder, dirs_exist_ok=True)
    return Settings(home=folder, sites=folder / "sites")


def visited_home(room: Newsroom, folder: Path) -> Settings:
    """A home in `folder` as the first visit to `SOME` leaves it; its papers are those of a newsroom being served."""
    shutil.copytree(_made(SOME, 1), folder, dirs_exist_ok=True)
    return Settings(home=folder, sites=room.sites_folder, routes=room.routes, allow_private=True, delay=0.0)


def ask(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    """What the published copy answers."""
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        return con.execute(sql).fetchall()


@contextmanager
def by_hand(settings: Settings) -> Iterator[DuckDBPyConnection]:
    """The published copy opened for writing, as nobody should."""
    with duckdb.connect(str(settings.warehouse_file)) as con:
        yield con
