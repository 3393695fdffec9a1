"""Does `reparse --dry-run` say what would change, worst first, and `reparse` apply all of it or nothing?"""

from __future__ import annotations

import asyncio
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from flows import replay as replay_module
from flows.__main__ import app
from flows.differences import SHOWN, Comparison
from flows.replay import replay
from flows.settings import Settings
from flows.verifying import verify
from tests.homes import ask, copied_home
from tests.warehouse_samples import TEXT, article_row, page_id, reject_row


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home whose site file for one paper takes out its second paragraphs, as it did not before."""
    settings = copied_home(tmp_path / "home")
    path = next((settings.home / "sites").glob("thongtanyte*"))
    text = path.read_text("utf-8")
    rule = 'strip = ["p:nth-of-type(2)"]\n'
    if "[read]" not in text:
        text += "\n[read]\n"
    path.write_text(text.replace("[read]\n", f"[read]\n{rule}"), "utf-8")
    return settings


LENGTH = len(" ".join(TEXT).split())
WORDS = "SELECT sum(word_count) FROM articles WHERE site = 'thongtanyte'"


def test_a_dry_run_tells_by_site_what_would_change_and_changes_nothing(settings: Settings) -> None:
    before = {path: sha256(path.read_bytes()).hexdigest() for path in settings.home.glob("*.duckdb")}
    told = CliRunner().invoke(app, ["reparse", "--dry-run", "--home", str(settings.home), "--json"])
    differing = json.loads(told.stdout)["differing"]
    [summary] = differing["summary"]
    assert summary["site"] == "thongtanyte"
    assert summary["shrinks"] == summary["differ"] > 0
    assert (summary["grows"], summary["becomes a reject"], summary["words"]["come"]) == (0, 0, 0)
    lost = [one["gone"] for one in differing["worst"]]
    assert lost == sorted(lost, reverse=True)
    assert sum(lost) == summary["words"]["gone"]
    assert differing["worst"][0]["diff"].startswith("…")
    assert {path: sha256(path.read_bytes()).hexdigest() for path in settings.home.glob("*.duckdb")} == before
    shown = CliRunner().invoke(app, ["reparse", "--dry-run", "--home", str(settings.home)]).stdout
    assert "the worst first" in shown
    assert differing["worst"][0]["url"] in shown


def test_then_it_applies_in_one_go(settings: Settings) -> None:
    [(before,)] = ask(settings, WORDS)
    _, differing = asyncio.run(replay(settings, []))
    [(after,)] = ask(settings, WORDS)
    assert before - after == sum(row["words"]["gone"] for row in differing["summary"]) > 0
    assert verify(settings).holds
    assert list(settings.home.glob(".*.tmp*")) == []


def test_a_kill_on_the_way_leaves_the_writers_file_as_it_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(replay_module, "BATCH", 10)
    monkeypatch.setattr(replay_module, "take_its_place", killed)
    [(before,)] = ask(settings, WORDS)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(replay(settings, []))
    with duckdb.connect(str(settings.writer_file)) as con:
        assert con.execute(WORDS).fetchall() == [(before,)]
    assert ask(settings, WORDS) == [(before,)]
    assert list(settings.home.glob(".*.tmp*")) == []


def stored(row: Any, **changes: Any) -> dict[str, Any]:
    article = row.article
    names = (
        "site", "url", "title", "dek", "authors", "byline", "published_at", "section", "tags", "captions",
        "source_name", "source_url", "language", "canonical_url", "published_precision", "modified_at",
    )  # fmt: skip
    values = {name: getattr(article, name) for name in names} | {"body": article.text, "is_newest": True}
    return values | {"relevance": row.relevance, "topic": row.topic, "agreements": None} | changes


def test_a_text_of_the_same_length_is_no_small_matter_and_a_lost_article_the_worst() -> None:
    same = article_row("https://bao-mot.example/1.html", page="1")
    swapped = article_row("https://bao-mot.example/2.html", page="2", paragraphs=("khác " * LENGTH,))
    lost = reject_row("https://bao-mot.example/3.html", page="3")
    bare = article_row("https://bao-mot.example/4.html", page="4", section=None)
    before = {
        same.page_id: stored(same),
        swapped.page_id: stored(swapped, body="\n\n".join(TEXT)),
        lost.page_id: stored(same, url="https://bao-mot.example/3.html", body="Ba chữ thôi"),
        bare.page_id: stored(bare, section="Y tế"),
    }
    comparison = Comparison()
    comparison.add(before, [same, swapped, lost, bare])
    values = comparison.values()
    assert [one["url"][-6] for one in values["worst"]] == ["3", "2", "4"]
    assert values["worst"][1]["gone"] > 30
    assert values["sites"] == {"bao-mot": {"changes words": 1, "becomes a reject": 1, "loses section": 1}}
    [summary] = values["summary"]
    assert (summary["pages"], summary["differ"], summary["loses"], summary["becomes a reject"]) == (4, 3, 1, 1)


def test_only_the_worst_are_kept() -> None:
    comparison = Comparison()
    for number in range(3 * SHOWN):
        row = article_row(f"https://bao-mot.example/{number}.html", page=str(number), paragraphs=("chữ " * number,))
        comparison.add({page_id(str(number)): stored(row, body="")}, [row])
    assert len(comparison.worst) == SHOWN
    assert comparison.worst[0].come == 3 * SHOWN - 1
    assert comparison.kinds["bao-mot"]["grows"] == 3 * SHOWN - 1
