"""Do versions come out the same in whatever order and batches their pages come, late ones and withdrawn ones too?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from tests.test_warehouse_load import everything
from tests.warehouse_samples import DAY, HOUR, NOON, TEXT, article_row, batch, empty, page_id, reject_row, run
from warehouse.load import load
from warehouse.migrate import known
from warehouse.rows import ArticleRow, RejectRow

pytestmark = pytest.mark.usefixtures("no_search")

URLS = [f"https://bao-mot.example/bai-{number}.html" for number in range(2)]
TEXTS = [
    TEXT, (*TEXT, "Thêm một câu."), (TEXT[0], TEXT[1].replace("12", "15")), (TEXT[0],), (*TEXT, "Bớt đi một câu."),
]  # fmt: skip
TABLES = ("internal.article", "revisions", "internal.sightings", "internal.article_texts", "reprints")


def versions(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("SELECT seen_at, changed, page_id FROM revisions ORDER BY article_id, revision").fetchall()


def outcome(groups: Sequence[Sequence[ArticleRow | RejectRow]]) -> dict[str, list[tuple[object, ...]]]:
    """Everything that follows from the pages."""
    with empty() as con:
        for group in groups:
            load(con, batch(*group))
        but = {"internal.article": "EXCLUDE (story_id)"}  # its key tells which article came first
        return {
            name: con.execute(f"SELECT * {but.get(name, '')} FROM {name} ORDER BY ALL").fetchall()  # noqa: S608
            for name in TABLES
        }


def visits(chance: Random) -> list[ArticleRow]:
    """Visits of two articles that go back and forth between few texts; some pages were received twice."""
    rows = [
        article_row(
            chance.choice(URLS),
            seen_at=NOON + number * HOUR,
            paragraphs=chance.choice(TEXTS),
            title=chance.choice(["Tít một", "Tít hai"]),
            section=chance.choice(["Y tế", "Xã hội"]),
            page=f"{number}",
        )
        for number in range(9)
    ]
    return rows + [replace(row, seen_at=row.seen_at + DAY) for row in chance.sample(rows, 3)]


@pytest.mark.parametrize(("seed", "size"), [(0, 1), (1, 4)])
def test_any_order_and_any_batching_give_the_same_versions(seed: int, size: int) -> None:
    chance = Random(seed)  # noqa: S311
    rows = visits(chance)
    at_once = outcome([rows])
    assert len(at_once["revisions"]) > 4
    order = chance.sample(rows, len(rows))
    assert outcome([order[start : start + size] for start in range(0, len(order), size)]) == at_once


def test_a_version_that_comes_late_parts_what_seemed_one() -> None:
    first, between, last = (
        article_row(paragraphs=text, page=str(hour), seen_at=NOON + hour * HOUR)
        for hour, text in enumerate([TEXT, TEXTS[2], TEXT])
    )
    with empty() as con:
        load(con, batch(first, last))
        assert versions(con) == [(NOON, "first", page_id("2"))]
        assert load(con, batch(between))["revised"] == 1
        figure = (NOON + HOUR, "figure", page_id("1"))
        assert versions(con) == [(NOON, "first", page_id("0")), figure, (NOON + 2 * HOUR, "figure", page_id("2"))]
        before = everything(con)
        for row in (first, between, last):
            load(con, batch(row))
        assert everything(con) == before


def test_a_page_that_turns_out_to_be_no_article_takes_its_version_with_it() -> None:
    rows = [
        article_row(paragraphs=text, page=str(hour), seen_at=NOON + hour * HOUR)
        for hour, text in enumerate([TEXT, TEXTS[2], TEXT])
    ]
    with empty() as con:
        load(con, batch(*rows))
        assert len(versions(con)) == 3
        counts = load(con, batch(reject_row(page="1"), run_row=run(2, started_at=NOON + DAY)))
        assert (counts["reread"], counts["withdrawn"]) == (1, 0)
        assert versions(con) == [(NOON, "first", page_id("2"))]


def test_an_older_warehouse_knows_its_sightings_after_the_upgrade() -> None:
    rows = [
        article_row(paragraphs=text, page=str(hour), seen_at=NOON + hour * HOUR)
        for hour, text in enumerate([TEXT, TEXT, TEXTS[2]])
    ]
    with empty() as con:
        load(con, batch(*rows))
        before = everything(con)
        con.execute("DELETE FROM internal.sightings")
        statements = [one for step in known() for one in step.sql.split(";\n")]
        [fill] = [one for one in statements if "\nINSERT INTO internal.sightings" in one]
        con.execute(fill)
        assert everything(con) == before
