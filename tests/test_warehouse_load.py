"""Does a batch land once, whole or not at all, and does the history say what the publisher changed?"""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from tests.warehouse_samples import (
    DAY,
    HOUR,
    NOON,
    TEXT,
    article_row,
    batch,
    fetch_row,
    fresh,
    page_id,
    page_row,
    published,
    reject_row,
    run,
    site,
)
from warehouse import db
from warehouse.db import WarehouseError, writer
from warehouse.load import load, save_run, save_sites
from warehouse.rows import AddressRow, Batch, ListingRow, State

URL = "https://bao-mot.example/bai-1.html"
NEW_TEXT = (*TEXT, "Đoàn cũng đã đến thăm hai bệnh viện tuyến tỉnh.")
Everything = dict[str, list[tuple[object, ...]]]


def everything(con: DuckDBPyConnection) -> Everything:
    """Every row of every table, so that "nothing changed" means nothing at all."""
    tables = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
    return {name: con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for (name,) in sorted(tables)}  # noqa: S608


def one(con: DuckDBPyConnection, sql: str) -> tuple[object, ...]:
    rows = con.execute(sql).fetchall()
    assert len(rows) == 1
    return rows[0]


def revisions(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("SELECT revision, seen_at, changed FROM revisions ORDER BY revision").fetchall()


def test_a_load_that_needs_more_memory_than_it_is_given_takes_it(
    con: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = "SELECT current_setting('memory_limit')"
    before = con.execute(limit).fetchall()
    monkeypatch.setattr(db, "FRUGAL", 1)
    assert load(con, batch(article_row(URL)))["new"] == 1
    assert con.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
    assert con.execute(limit).fetchall() == before


def test_a_new_article_is_a_row_and_its_first_revision(con: DuckDBPyConnection) -> None:
    counts = load(con, batch(article_row(tags=("y tế", "đào tạo"), **published(NOON - HOUR))))
    assert (counts["new"], counts["unchanged"], counts["pages"]) == (1, 0, 1)
    title, body, authors, tags, at, words, story, original = one(
        con,
        "SELECT title, body, authors, tags, published_at, word_count, story_id IS NOT NULL, is_original FROM articles",
    )
    assert title == "Đào tạo bác sĩ nội trú: hai bên lập nhóm công tác"
    assert body == "\n\n".join(TEXT)
    assert (authors, tags, at) == (["Minh Hà"], ["y tế", "đào tạo"], NOON - HOUR)
    assert (words, story, original) == (len(" ".join(TEXT).split()), True, True)
    assert revisions(con) == [(1, NOON, "first")]


def test_the_same_batch_again_changes_nothing_at_all(con: DuckDBPyConnection) -> None:
    rows = [article_row(), article_row(URL.replace("1", "2"), title="Bài khác"), reject_row()]
    full = batch(
        *rows,
        fetches=(fetch_row(URL, page_id=rows[0].page_id),),
        addresses=(AddressRow(url=URL, site="bao-mot", listed_at=NOON, state=State.HELD),),
        listings=(ListingRow(url="https://bao-mot.example/rss", site="bao-mot", checked_at=NOON, etag='"a"'),),
    )
    first = load(con, full)
    before = everything(con)
    again = load(con, full)
    assert everything(con) == before
    assert (first["new"], first["rejected"], first["fetches"]) == (2, 1, 1)
    assert (again["new"], again["rejected"], again["fetches"], again["pages"], again["unchanged"]) == (0, 0, 0, 0, 2)


def test_rows_said_twice_in_one_batch_are_stored_once(con: DuckDBPyConnection) -> None:
    row = article_row()
    twice = batch(row, row, reject_row(), reject_row(), fetches=(fetch_row(URL), fetch_row(URL)))
    counts = load(con, twice)
    assert (counts["new"], counts["pages"], counts["rejected"], counts["fetches"]) == (1, 2, 1, 1)


@pytest.mark.parametrize(
    ("title", "paragraphs", "kind"),
    [
        ("Đào tạo bác sĩ: đã ký văn bản", TEXT, "headline"),
        (article_row().article.title, NEW_TEXT, "text"),
        (article_row().article.title, (TEXT[0], TEXT[1].replace("12", "15")), "figure"),
        (article_row().article.title, (TEXT[0].replace(".", " ."), TEXT[1].upper()), "cosmetic"),
    ],
)
def test_a_changed_text_is_a_revision_that_says_what_changed(
    con: DuckDBPyConnection, title: str, paragraphs: tuple[str, ...], kind: str
) -> None:
    load(con, batch(article_row()))
    counts = load(con, batch(article_row(title=title, paragraphs=paragraphs, seen_at=NOON + DAY), run_row=run(2)))
    assert counts["revised"] == 1
    assert revisions(con) == [(1, NOON, "first"), (2, NOON + DAY, kind)]
    assert one(con, "SELECT revision, title, body FROM articles") == (2, title, "\n\n".join(paragraphs))


def test_the_diff_shows_the_place_before_and_after(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row()))
    load(con, batch(article_row(paragraphs=(TEXT[0], TEXT[1].replace("12", "15")), seen_at=NOON + DAY)))
    (diff,) = one(con, "SELECT diff FROM revisions WHERE revision = 2")
    assert diff == "… nhóm công tác gồm [-12-] {+15+} người để chuẩn bị …"


def test_changed_metadata_is_no_revision(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row()))
    counts = load(con, batch(article_row(page="later", seen_at=NOON + DAY, section="Thời sự", tags=("mới",))))
    assert (counts["updated"], counts["revised"]) == (1, 0)
    assert one(con, "SELECT section, tags, revision, last_seen_at FROM articles") == ("Thời sự", ["mới"], 1, NOON + DAY)
    assert one(con, "SELECT page_id FROM articles") == (page_id("later"),)


def test_an_article_seen_again_only_moves_its_last_sight(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row()))
    before = one(con, "SELECT * EXCLUDE (last_seen_at) FROM articles")
    counts = load(con, batch(article_row(seen_at=NOON + DAY)))
    assert counts["unchanged"] == 1
    assert one(con, "SELECT * EXCLUDE (last_seen_at) FROM articles") == before
    assert one(con, "SELECT first_seen_at, last_seen_at FROM articles") == (NOON, NOON + DAY)


def test_an_older_text_that_comes_late_is_the_version_before(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row()))
    counts = load(con, batch(article_row(title="Tên cũ", section="Cũ", seen_at=NOON - DAY)))
    assert (counts["revised"], counts["reread"]) == (1, 0)
    assert one(con, "SELECT title, section, revision, first_seen_at, last_seen_at FROM articles") == (
        article_row().article.title, None, 2, NOON - DAY, NOON,
    )  # fmt: skip
    assert revisions(con) == [(1, NOON - DAY, "first"), (2, NOON, "headline")]


def test_a_text_put_back_is_a_third_revision(con: DuckDBPyConnection) -> None:
    for number, text in enumerate([TEXT, NEW_TEXT, TEXT]):
        load(con, batch(article_row(paragraphs=text, seen_at=NOON + number * DAY)))
    assert [row[0] for row in revisions(con)] == [1, 2, 3]
    assert one(con, "SELECT body FROM articles") == ("\n\n".join(TEXT),)


def test_versions_in_one_batch_and_in_three_give_the_same_history(tmp_path: Path) -> None:
    rows = [article_row(paragraphs=text, seen_at=NOON + n * DAY) for n, text in enumerate([TEXT, NEW_TEXT, TEXT[:1]])]
    found = []
    for name, groups in {"one": [rows[::-1]], "three": [[row] for row in rows]}.items():
        with writer(fresh(tmp_path / f"{name}.duckdb")) as con:
            for group in groups:
                load(con, batch(*group))
            found.append(con.execute("SELECT * FROM revisions ORDER BY revision").fetchall())
    assert found[0] == found[1]
    assert len(found[0]) == 3


def test_loads_in_any_order_end_in_the_same_article(tmp_path: Path) -> None:
    rows = [
        article_row(seen_at=NOON),
        article_row(page="again", seen_at=NOON + HOUR, section="Y tế"),
        article_row(paragraphs=NEW_TEXT, seen_at=NOON + DAY),
    ]
    found = set()
    for number, order in enumerate(itertools.permutations(rows)):
        with writer(fresh(tmp_path / f"{number}.duckdb")) as con:
            for row in (*order, order[0]):
                load(con, batch(row))
            found.add(str(one(con, "SELECT * FROM articles")))
    assert len(found) == 1


def test_a_better_reader_corrects_the_text_and_makes_no_revision(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(page="p", paragraphs=(*TEXT, "Tin liên quan"))))
    counts = load(con, batch(article_row(page="p", reader="generic 2"), run_row=run(2, started_at=NOON + DAY)))
    assert (counts["reread"], counts["revised"]) == (1, 0)
    assert revisions(con) == [(1, NOON, "first")]
    assert one(con, "SELECT body, reader, last_seen_at FROM articles") == ("\n\n".join(TEXT), "generic 2", NOON)


def test_a_better_reader_corrects_an_older_version_in_its_place(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(page="p1", paragraphs=(*TEXT, "Tin liên quan"))))
    load(con, batch(article_row(page="p2", paragraphs=NEW_TEXT, seen_at=NOON + DAY)))
    load(con, batch(article_row(page="p1"), run_row=run(2, started_at=NOON + 2 * DAY)))
    bodies = con.execute("SELECT body, changed FROM revisions ORDER BY revision").fetchall()
    assert bodies == [("\n\n".join(TEXT), "first"), ("\n\n".join(NEW_TEXT), "text")]
    (diff,) = one(con, "SELECT diff FROM revisions WHERE revision = 2")
    assert "Tin liên quan" not in str(diff)


def test_versions_that_a_better_reader_finds_equal_become_one(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(page="p1", paragraphs=(*TEXT, "Đọc nhiều: A"))))
    load(con, batch(article_row(page="p2", paragraphs=(*TEXT, "Đọc nhiều: B"), seen_at=NOON + DAY)))
    assert len(revisions(con)) == 2
    later = run(2, started_at=NOON + 2 * DAY)
    load(con, batch(article_row(page="p1"), article_row(page="p2", seen_at=NOON + DAY), run_row=later))
    assert revisions(con) == [(1, NOON, "first")]
    assert one(con, "SELECT revision, page_id, body FROM articles") == (1, page_id("p2"), "\n\n".join(TEXT))


def test_an_older_run_does_not_undo_a_newer_reading(con: DuckDBPyConnection) -> None:
    old = batch(article_row(page="p", paragraphs=(*TEXT, "Tin liên quan")), reject_row(page="q"))
    new = batch(article_row(page="p"), article_row(URL + "?2", page="q"), run_row=run(2, started_at=NOON + DAY))
    load(con, old)
    load(con, new)
    before = everything(con)
    load(con, old)
    assert everything(con) == before


def test_a_reject_that_can_be_read_now_is_an_article(con: DuckDBPyConnection) -> None:
    load(con, batch(reject_row(page="p")))
    assert one(con, "SELECT reason FROM rejects") == ("listing",)
    load(con, batch(article_row(page="p"), run_row=run(2, started_at=NOON + DAY)))
    assert con.execute("SELECT * FROM rejects").fetchall() == []
    assert one(con, "SELECT count(*) FROM articles") == (1,)


def test_an_article_whose_page_is_a_reject_now_is_withdrawn(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(page="p"), article_row(URL + "?2", page="q")))
    counts = load(con, batch(reject_row(page="p"), run_row=run(2, started_at=NOON + DAY)))
    assert (counts["rejected"], counts["withdrawn"]) == (1, 1)
    assert one(con, "SELECT url FROM articles") == (URL + "?2",)
    assert one(con, "SELECT count(*), sum(article_count) FROM stories") == (1, 1)
    assert one(con, "SELECT count(*) FROM reprints") == (0,)
    assert one(con, "SELECT count(*) FROM revisions") == (1,)


def test_a_page_that_belongs_to_another_address_leaves_no_ghost(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(URL + "?utm=1", page="p")))
    load(con, batch(article_row(URL, page="p"), run_row=run(2, started_at=NOON + DAY)))
    assert one(con, "SELECT url FROM articles") == (URL,)


@pytest.mark.parametrize(
    "bad",
    [
        replace(article_row(URL + "?2"), seen_at=NOON.replace(tzinfo=None)),
        article_row(URL + "?2", published_at=datetime(2026, 1, 1)),  # noqa: DTZ001  # the error is the point
        article_row(URL + "?2", relevance=7.0),
        article_row(URL + "?2", topic="maybe"),
        article_row(URL + "?2", page="half", title="một nửa \ud800"),
        article_row(URL + "?2", page="shared"),
    ],
    ids=["naive sight", "naive date", "relevance", "topic", "surrogate", "one page, two articles"],
)
def test_one_bad_row_and_nothing_of_the_batch_is_stored(con: DuckDBPyConnection, bad: object) -> None:
    load(con, batch(article_row()))
    before = everything(con)
    good = article_row(URL + "?3", page="shared")
    rows = batch(good, bad, reject_row(), fetches=(fetch_row(URL),), run_row=run(2))  # type: ignore[arg-type]
    with pytest.raises(WarehouseError, match="nothing was") as caught:
        load(con, rows)
    assert "\n" not in str(caught.value)
    assert everything(con) == before


def test_a_page_cannot_be_article_and_reject(con: DuckDBPyConnection) -> None:
    with pytest.raises(WarehouseError, match="both article and reject"):
        load(con, batch(article_row(page="p"), reject_row(page="p")))


def test_a_finished_run_is_not_reopened(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row()))
    save_run(con, run(finished_at=NOON + HOUR, state="completed", counts={"new": 1}))
    load(con, batch(article_row()))
    assert one(con, "SELECT state, finished_at, counts FROM runs") == ("completed", NOON + HOUR, '{"new": 1}')


def test_the_earliest_of_equal_responses_is_the_page(con: DuckDBPyConnection) -> None:
    row = article_row(page="p")
    later = replace(page_row(row, offset=9), fetched_at=NOON + DAY)
    load(con, Batch(run=run(), pages=(later, page_row(row)), articles=(row,)))
    assert one(con, "SELECT fetched_at, warc_offset FROM pages") == (NOON, 0)


def test_sites_are_as_loaded_and_saving_them_again_changes_nothing(con: DuckDBPyConnection) -> None:
    save_sites(con, [site(), site("so-y-te", "Sở Y tế", enabled=False, note="Chặn theo robots.txt")])
    before = everything(con)
    save_sites(con, [site("so-y-te", "Sở Y tế", enabled=False, note="Chặn theo robots.txt"), site()])
    assert everything(con) == before
    row = one(con, "SELECT title, hosts, discover->>'$.feeds[0]', silent FROM sites WHERE name = 'bao-mot'")
    assert row == ("Báo Một", ["bao-mot.example"], "https://bao-mot.example/rss", None)
    save_sites(con, [site()])
    assert one(con, "SELECT name FROM sites") == ("bao-mot",)
