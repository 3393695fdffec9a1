"""Does the way for backfills end in the same rows as the way for runs, whatever comes and whatever is held?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from duckdb import DuckDBPyConnection

from tests.story_samples import cut, some_text
from tests.test_dedup import check_invariants
from tests.test_warehouse_load import everything
from tests.test_warehouse_random import any_batch
from tests.warehouse_samples import HOUR, NOON, article_row, batch, empty, page_id, page_row, reject_row, run, site
from warehouse import bulk, candidates
from warehouse.bulk import load_spools
from warehouse.db import WarehouseError
from warehouse.load import load, save_sites
from warehouse.rows import ArticleRow, Batch
from warehouse.spool import write_spool


@contextmanager
def warehouse() -> Iterator[DuckDBPyConnection]:
    with empty() as con:
        save_sites(con, [site(), site("bao-hai", "Báo Hai")])
        yield con


def rows(con: DuckDBPyConnection) -> Mapping[str, object]:
    """Every row of every table, but for the ledger: two warehouses were made at two moments."""
    return {name: found for name, found in everything(con).items() if name != "internal.migrations"}


def in_bulk(con: DuckDBPyConnection, folder: Path, given: Batch, parts: int = 2) -> dict[str, int]:
    """Load the articles of a batch as spool files, in any split."""
    pages = {page.page_id: page for page in given.pages}
    files = [folder / f"{number}.parquet" for number in range(parts)]
    for number, file in enumerate(files):
        write_spool(file, pages, given.articles[number::parts])
    return dict(load_spools(con, given.run, files))


def alike(chance: Random, count: int) -> list[ArticleRow]:
    """Articles of four papers; every third repeats one before it, whole, in part, or under its paper's name."""
    made: list[ArticleRow] = []
    for number in range(count):
        text = some_text(chance, chance.choice([1, 8, 16]))
        more = {}
        if made and number % 3 == 2:
            of = chance.choice(made)
            text = of.article.text if chance.random() < 0.5 else cut(of.article.text, 0.8)
            more = chance.choice([{}, {"source_name": "Báo Một"}, {"source_url": of.article.url}])
        elif number % 4 == 3:
            more = {"source_name": "Báo Hai"}
        paper = chance.choice(["mot", "hai", "ba", "bon"])
        url = f"https://bao-{paper}.example/{number}.html"
        made.append(article_row(url, paragraphs=(text,), seen_at=NOON + number * HOUR, **more))
    return made


@pytest.mark.parametrize("seed", range(3))
def test_both_ways_end_in_the_same_rows(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    with warehouse() as one_by_one, warehouse() as whole:
        for number in range(3):
            mixed = any_batch(chance, number)
            for con in (one_by_one, whole):
                load(con, replace(mixed, articles=()))
            only = replace(mixed, rejects=())
            assert in_bulk(whole, tmp_path, only) == dict(load(one_by_one, only)) | {"pages": 0}
            assert rows(whole) == rows(one_by_one)
        check_invariants(whole)


@pytest.mark.parametrize("most", [2, candidates.MOST_ON_SITE])
def test_both_ways_find_the_same_stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Also where what comes makes keys of texts that are held the furniture of their site."""
    for module in (candidates, bulk):
        monkeypatch.setattr(module, "MOST_ON_SITE", most)
    found = alike(Random(most), 90)  # noqa: S311
    with warehouse() as one_by_one, warehouse() as whole:
        for con in (one_by_one, whole):
            load(con, batch(*found[:30]))
        rest = batch(*found[30:], run_row=run(2))
        assert in_bulk(whole, tmp_path, rest) == dict(load(one_by_one, rest))
        assert rows(whole) == rows(one_by_one)
        assert set(in_bulk(whole, tmp_path, rest).items()) >= {("new", 0), ("unchanged", 60), ("pages", 0)}
        assert rows(whole) == rows(one_by_one)
        check_invariants(whole)


def test_an_article_that_moved_is_followed(tmp_path: Path) -> None:
    old, new = article_row("https://bao-mot.example/cu.html"), article_row("https://bao-mot.example/moi.html")
    moved = replace(page_row(new), url="https://bao-mot.example/cu.html")
    with warehouse() as one_by_one, warehouse() as whole:
        for con in (one_by_one, whole):
            load(con, batch(old))
        rest = Batch(run=run(2), pages=(moved,), articles=(replace(new, seen_at=NOON + HOUR),))
        assert in_bulk(whole, tmp_path, rest, 1) == dict(load(one_by_one, rest))
        assert rows(whole) == rows(one_by_one)
        assert whole.execute("SELECT count(*) FROM internal.moves").fetchall() == [(1,)]


@pytest.mark.parametrize("seed", [1, 2])
def test_an_article_that_comes_again_finds_its_story_which_others_kept(tmp_path: Path, seed: int) -> None:
    """Its first page proved to be no article; the story went on with the copy that came in the same batch."""
    text, other = some_text(Random(1), 40), some_text(Random(seed), 40)  # noqa: S311
    first = article_row(paragraphs=(text,))
    copy = article_row("https://bao-hai.example/2", paragraphs=(text,), seen_at=NOON + HOUR)
    refused = replace(reject_row(), page_id=first.page_id, url=first.article.url)
    again = article_row(paragraphs=(other,), seen_at=NOON + 48 * HOUR)
    again = batch(replace(again, page_id=page_id("again")), run_row=run(3, started_at=NOON + 48 * HOUR))
    with warehouse() as one_by_one, warehouse() as whole:
        for con in (one_by_one, whole):
            load(con, batch(first, copy))
            load(con, Batch(run=run(2, started_at=NOON + 24 * HOUR), rejects=(refused,)))
        assert in_bulk(whole, tmp_path, again) == dict(load(one_by_one, again))
        assert rows(whole) == rows(one_by_one)
        check_invariants(whole)


def test_a_page_that_is_missing_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="is missing beside its article"):
        write_spool(tmp_path / "a.parquet", {}, [article_row()])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_spool_is_one_clear_line_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"not Parquet")
    with warehouse() as con:
        before = rows(con)
        with pytest.raises(WarehouseError, match=r"a\.parquet.*cannot be read"):
            load_spools(con, run(), [tmp_path / "a.parquet"])
        assert rows(con) == before
