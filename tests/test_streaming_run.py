"""Does a run that loads while it fetches end as one that loads at its end, killed in the middle or not?"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import pipeline, stream
from flows.demo.newsroom import Newsroom
from flows.request import Request
from flows.settings import Settings
from flows.sweeping import NEW_OBJECTS
from tests.homes import home_for

SOME = ["baosonha", "thongtanyte"]  # they reprint each other
QUESTIONS = (
    "SELECT canonical_url, title, body, revision, topic FROM articles ORDER BY ALL",
    "SELECT article_count, site_count FROM stories ORDER BY ALL",
    "SELECT url, sha256 FROM pages ORDER BY ALL",
    "SELECT site, url, kind, outcome, is_listed FROM fetches ORDER BY ALL",
    "SELECT url, state FROM internal.addresses ORDER BY ALL",
)


def run(settings: Settings) -> Counter[str]:
    told: list[tuple[str, int, int]] = []
    watching = pipeline.ingest(settings, Request(sites=SOME), watch=lambda *step: told.append(step))
    report = asyncio.run(watching)
    assert [step for step in told if not 0 <= step[1] <= step[2]] == [], "nobody is told of more than there is"
    return Counter(report.counts)


def answers(settings: Settings, questions: tuple[str, ...] = QUESTIONS) -> list[list[tuple[Any, ...]]]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        return [con.execute(question).fetchall() for question in questions]


def test_loads_on_the_way_end_in_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[int] = []
    means: set[tuple[int | None, int]] = set()
    real = pipeline.load_batch

    def counted(settings: Settings, batch: Any, **how: Any) -> Counter[str]:
        loads.append(len(batch.articles) + len(batch.rejects))
        means.add((how.get("threads"), gc.get_threshold()[0]))
        return real(settings, batch, **how)

    def killed(settings: Settings, batch: Any, **how: Any) -> Counter[str]:
        if sum(map(bool, loads)) == 2:
            raise OSError("killed here")
        return counted(settings, batch, **how)

    with Newsroom() as room:
        whole = home_for(room, tmp_path / "whole")
        once = run(whole)
        monkeypatch.setattr(stream, "PIECE", 2)
        monkeypatch.setattr(pipeline, "BATCH", 5)
        piecewise = home_for(room, tmp_path / "piecewise")
        monkeypatch.setattr(pipeline, "load_batch", counted)
        assert +run(piecewise) == +once
        assert sum(map(bool, loads)) > 3
        assert (1, NEW_OBJECTS) in means, "a load on the way takes one processor, and a run is seldom swept"
        assert answers(piecewise) == answers(whole)

        loads.clear()
        broken = home_for(room, tmp_path / "broken")
        monkeypatch.setattr(stream, "AHEAD", 100)  # worker processes have had their turn
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "load_batch", killed)
            with pytest.raises(OSError, match="killed here"):
                run(broken)
        run(broken)
        assert answers(broken, QUESTIONS[:3]) == answers(whole, QUESTIONS[:3])
