"""Do the five seeds come out of the warehouse as their gold says, and does importing them again change nothing?"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.importing import import_paths
from flows.settings import Settings
from tests.corpus import WHY_NOT, corpus_dir
from tests.homes import blank_home

TABLES = ("articles", "revisions", "stories", "reprints", "pages", "fetches", "rejects")


@pytest.fixture(scope="module")
def seeds() -> Path:
    folder = corpus_dir()
    if folder is None:
        pytest.skip(WHY_NOT)
    return folder / "vn" / "seeds"


def rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        found = con.execute(sql)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def folded(text: str) -> str:
    return " ".join(text.split())  # the gold keeps the original's no-break and double blanks


def test_seeds(seeds: Path, tmp_path: Path) -> None:
    settings = blank_home(tmp_path)
    assert asyncio.run(import_paths(settings, [seeds])).counts["new"] == 5
    articles = {row["title"]: row for row in rows(settings, "FROM articles")}
    for line in (seeds / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        article = articles.pop(gold["title"])
        body = (seeds / "body" / gold["file"]).read_text("utf-8")
        assert article["body"].split("\n\n") == [folded(paragraph) for paragraph in body.split("\n\n")], gold["id"]
        assert article["authors"] == gold["authors"], gold["id"]
        assert article["captions"] == [folded(caption) for caption in gold["captions"]], gold["id"]
        assert article["section"] == gold["section"], gold["id"]
        assert (article["source_name"], article["source_url"]) == (gold["syndicated_from"], gold["original_url"])
        assert article["language"] == gold["language"]
        at = article["published_at"]
        printed = (
            gold["published_at"] if gold.get("date_precision") != "day" else None
        )  # 003 has the theme's clock only
        assert at == (datetime.fromisoformat(printed) if printed else None), gold["id"]
        for phrase in gold["must_not_contain"]:
            assert phrase not in article["body"], (gold["id"], phrase)
    assert articles == {}


def test_importing_the_seeds_again_changes_nothing(seeds: Path, tmp_path: Path) -> None:
    settings = blank_home(tmp_path)
    asyncio.run(import_paths(settings, [seeds]))
    before = {table: rows(settings, f"FROM {table} ORDER BY ALL") for table in TABLES}
    again = asyncio.run(import_paths(settings, [seeds]))
    assert {name: count for name, count in again.counts.items() if count} == {"known": 10}
    assert {table: rows(settings, f"FROM {table} ORDER BY ALL") for table in TABLES} == before
