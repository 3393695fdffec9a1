"""Is a story told whole: by any of its names, with what each reprint cut and added, what was revised, what is gone?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from duckdb import DuckDBPyConnection

from flows import console
from flows.tell_story import tell
from parsers.fingerprint import key
from tests.story_samples import cut, reworded, sentence, some_text
from tests.warehouse_samples import (
    DAY,
    HOUR,
    NOON,
    article_row,
    batch,
    empty,
    fetch_row,
    published,
    reject_row,
    run,
    site,
)
from warehouse.errors import WarehouseError
from warehouse.load import load, save_sites
from warehouse.rows import Outcome
from warehouse.tree import StoryTree, story_tree

ORIGINAL, COPY, REWORKED = (f"https://bao-{name}.example/bai.html" for name in ("mot", "hai", "ba"))
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CHANCE = Random(8)  # noqa: S311
TEXT = some_text(CHANCE) + " Bệnh viện tiếp nhận 120 máy thở mới."
EXTRA = sentence(CHANCE) + "."
OTHER_WORDS = reworded(TEXT, 0.13, CHANCE)


@pytest.fixture
def con() -> Iterator[DuckDBPyConnection]:
    with empty() as connection:
        save_sites(connection, [site(), site("bao-hai", "Báo Hai"), site("bao-ba", "Báo Ba")])
        rows = [
            article_row(ORIGINAL, paragraphs=(TEXT,), **published(NOON - HOUR)),
            article_row(COPY, paragraphs=(cut(TEXT, 0.8) + ".", EXTRA), source_name="Báo Một", **published(NOON)),
            article_row(REWORKED, paragraphs=(OTHER_WORDS,), seen_at=NOON + HOUR),
        ]
        load(connection, batch(*rows))
        corrected = TEXT.replace("120", "150")
        again = article_row(ORIGINAL, paragraphs=(corrected,), seen_at=NOON + DAY, **published(NOON - HOUR))
        load(connection, batch(again, run_row=run(2, started_at=NOON + DAY)))
        yield connection


def test_the_tree_has_original_reprint_and_rewrite(con: DuckDBPyConnection) -> None:
    told = story_tree(con, COPY)
    assert [one.url for one in told.articles] == [ORIGINAL, COPY]
    original, copy = told.articles
    assert (told.confidence, told.evidence) == (0.85, "Báo Hai names Báo Một as the source")
    assert copy.added == (EXTRA,)
    assert len(copy.cut) == 3
    assert original.added == original.cut == ()
    assert [(one.revision, one.changed) for one in original.revisions] == [(2, "figure")]
    assert "tiếp nhận [-120-] {+150+} máy thở" in original.revisions[0].diff
    assert [(one.relation, one.url) for one in told.related] == [("rewrite", REWORKED)]


def test_every_name_of_a_story_leads_to_it(con: DuckDBPyConnection) -> None:
    story = story_tree(con, ORIGINAL).story_id
    gone = key("a story that was")
    con.execute("INSERT INTO story_redirects VALUES (?, ?)", [gone, story])
    for name in (str(story), str(story).upper(), str(gone), str(article_row(COPY).article_id), COPY):
        assert story_tree(con, name).story_id == story
    with pytest.raises(WarehouseError, match="no story, article or address"):
        story_tree(con, "https://bao-mot.example/khac.html")


def test_it_is_told_in_words_and_as_json(con: DuckDBPyConnection, capsys: pytest.CaptureFixture[str]) -> None:
    told = story_tree(con, ORIGINAL)
    tell(told, as_json=True)
    values = json.loads(capsys.readouterr().out)
    assert [one["url"] for one in values["articles"]] == [ORIGINAL, COPY]
    words = text_of(told)
    assert words.index("ORIGINAL bao-mot") < words.index("└─ bao-hai") < words.index("rewrite: bao-ba")
    for part in (
        ": 2 articles on 2 sites",
        f"bao-hai, {NOON.astimezone(VIETNAM):%Y-%m-%d %H:%M}+07:00 (60 min later): ",
        "names the original",
        "words in 3 sentences",
        "words in 1 sentence:\n     + " + EXTRA.partition(" ")[0],
        "figure: 120 → 150\n",
        "[-120-] {+150+}",
    ):
        assert part in words


def text_of(told: StoryTree) -> str:
    with console.out.capture() as captured:
        tell(told, as_json=False)
    return captured.get()


def tombstones(con: DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute("SELECT url, kind, status, to_url, to_article_id FROM tombstones ORDER BY url").fetchall()


def test_a_page_taken_down_has_a_tombstone_until_it_is_back(con: DuckDBPyConnection) -> None:
    def visit(day: int, **fields: Any) -> None:
        fetch = fetch_row(ORIGINAL, at=NOON + day * DAY, **fields)
        load(con, batch(run_row=run(day), fetches=(fetch,)))

    assert tombstones(con) == []
    visit(3, outcome=Outcome.GONE, status=410)
    assert tombstones(con) == [(ORIGINAL, "gone", 410, None, None)]
    assert "its address is gone" in text_of(story_tree(con, ORIGINAL))
    visit(4, outcome=Outcome.FAILED)
    assert len(tombstones(con)) == 1  # a server that does not answer has not said anything
    visit(5, outcome=Outcome.NOT_MODIFIED, status=304)
    assert tombstones(con) == []


@pytest.mark.parametrize("to_article", [True, False], ids=["to an article", "to the front page"])
def test_an_address_that_leads_elsewhere_has_a_tombstone(con: DuckDBPyConnection, *, to_article: bool) -> None:
    to = "https://bao-mot.example/moi.html"
    row = article_row(to, title="Khác", paragraphs=(EXTRA,), seen_at=NOON + 3 * DAY) if to_article else reject_row(to)
    fetch = fetch_row(ORIGINAL, at=NOON + 3 * DAY, status=200, page_id=row.page_id)
    full = batch(row, run_row=run(3), fetches=(fetch,))
    load(con, replace(full, pages=(replace(full.pages[0], url=ORIGINAL),)))
    to_id = getattr(row, "article_id", None)
    assert tombstones(con) == [(ORIGINAL, "moved", 200, to, to_id)]
    assert f"its address leads to {to} now" in text_of(story_tree(con, ORIGINAL))
