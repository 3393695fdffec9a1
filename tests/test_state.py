"""Does a run find in the published copy what earlier runs left there, whatever order their batches came in?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from tests.warehouse_samples import DAY, HOUR, NOON, TEXT, article_row, batch, fresh, page_id, page_row, reject_row, run
from warehouse.db import reader, writer
from warehouse.holdings import all_runs, archived_pages, holds_page, standing_articles
from warehouse.load import load, save_run
from warehouse.publish import publish
from warehouse.rows import AddressRow, ListingRow, State
from warehouse.state import due, known_addresses, validators

ONE, TWO, THREE = (f"https://bao-mot.example/bai-{n}.html" for n in (1, 2, 3))
FEED = "https://bao-mot.example/rss"


def address(url: str = ONE, state: State = State.DUE, **fields: object) -> AddressRow:
    return AddressRow(url=url, state=state, **{"site": "bao-mot", "listed_at": NOON, **fields})  # type: ignore[arg-type]


def listing(at: datetime = NOON, **fields: object) -> ListingRow:
    return ListingRow(url=FEED, site="bao-mot", checked_at=at, **fields)  # type: ignore[arg-type]


def test_what_was_loaded_is_read_from_the_published_copy(tmp_path: Path) -> None:
    row = address(due_at=NOON + HOUR, attempts=2)
    with writer(fresh(tmp_path / "w.duckdb")) as con:
        load(con, batch(article_row(), addresses=(row,), listings=(listing(etag='"a"', last_modified="Mon"),)))
        publish(con, tmp_path / "w.duckdb", tmp_path / "r.duckdb")
    with reader(tmp_path / "r.duckdb") as con:
        assert known_addresses(con, [ONE, TWO]) == {ONE: row}
        assert validators(con, "bao-mot") == {FEED: listing(etag='"a"', last_modified="Mon")}
        assert [page.warc_offset for page in archived_pages(con)] == [0]


def test_nothing_known_is_empty(con: DuckDBPyConnection) -> None:
    assert known_addresses(con, []) == known_addresses(con, [ONE]) == {}
    assert validators(con, "bao-mot") == {}
    assert due(con, "bao-mot", NOON) == []
    assert list(archived_pages(con)) == []
    assert all_runs(con) == {}
    assert standing_articles(con, []) == standing_articles(con, [page_id("p")]) == {}
    assert not holds_page(con, page_id("p"))


def test_due_are_those_whose_time_has_come_the_longest_waiting_first(con: DuckDBPyConnection) -> None:
    rows = (
        address(ONE, due_at=NOON),
        address(TWO, due_at=NOON + HOUR),
        address(THREE, listed_at=NOON - DAY),
        address(ONE + "?held", State.HELD),
        address(ONE + "?gone", State.GONE, due_at=NOON),
        address(ONE + "?other", site="bao-hai"),
    )
    load(con, batch(addresses=rows))
    assert [row.url for row in due(con, "bao-mot", NOON)] == [THREE, ONE]
    assert [row.url for row in due(con, "bao-mot", NOON + HOUR)] == [THREE, ONE, TWO]
    assert [row.url for row in due(con, "bao-hai", datetime(2027, 1, 1, tzinfo=UTC))] == [ONE + "?other"]


def test_the_last_word_of_a_batch_counts_and_the_first_listing_stays(con: DuckDBPyConnection) -> None:
    load(con, batch(addresses=(address(listed_at=NOON - DAY), address(state=State.HELD))))
    assert known_addresses(con, [ONE])[ONE] == address(state=State.HELD, listed_at=NOON - DAY)


def test_an_older_run_does_not_overrule_a_newer(con: DuckDBPyConnection) -> None:
    old = batch(addresses=(address(),), listings=(listing(etag="old"),))
    new = batch(
        addresses=(address(state=State.GONE),),
        listings=(listing(NOON + DAY, etag="new"),),
        run_row=run(2, started_at=NOON + DAY),
    )
    for one in (old, new, old):
        load(con, one)
    assert known_addresses(con, [ONE])[ONE].state is State.GONE
    assert validators(con, "bao-mot")[FEED].etag == "new"


def test_pages_come_back_as_they_went_in_and_in_the_order_of_the_archive(con: DuckDBPyConnection) -> None:
    rows = [article_row(page="p"), reject_row(page="q")]
    full = batch(*rows)
    load(con, replace(full, pages=full.pages[::-1]))
    assert list(archived_pages(con)) == [page_row(rows[0]), page_row(rows[1], offset=1)]
    assert holds_page(con, page_id("q"))
    assert not holds_page(con, page_id("r"))


def test_runs_come_back_as_they_went_in(con: DuckDBPyConnection) -> None:
    done = run(2, started_at=NOON + HOUR, finished_at=NOON + DAY, state="completed", parameters={"sites": ["bao-mot"]})
    save_run(con, done)
    save_run(con, run(counts={"new": 3}))
    assert all_runs(con) == {run().run_id: run(counts={"new": 3}), done.run_id: done}
    assert list(all_runs(con)) == [run().run_id, done.run_id]


def test_a_page_stands_for_the_version_it_proves(con: DuckDBPyConnection) -> None:
    changed = (*TEXT, "Đoàn đã đến thăm hai bệnh viện.")
    load(con, batch(article_row(page="first", section="Y tế"), reject_row(page="bad")))
    load(con, batch(article_row(page="same", section="Y tế", seen_at=NOON + HOUR)))
    load(con, batch(article_row(page="later", section="Mới", paragraphs=changed, seen_at=NOON + DAY)))
    found = standing_articles(con, [page_id(name) for name in ("first", "same", "later", "bad", "none")])
    old, new = "\n\n".join(TEXT), "\n\n".join(changed)
    assert {key: row["body"] for key, row in found.items()} == {
        page_id("first"): new,  # a later page shows the same text: the current version speaks for it
        page_id("same"): old,
        page_id("later"): new,
    }
    assert {row["section"] for row in found.values()} == {"Mới"}
    assert found[page_id("later")]["authors"] == ["Minh Hà"]
