"""Do the links of tellings stay those that comparing every two with a common key finds, however few are compared?"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from uuid import UUID

import pytest
from duckdb import DuckDBPyConnection

from parsers.meaning import read_meaning
from parsers.topics import score
from tests.bench.stock_news import deal, filled, said, varied
from tests.warehouse_samples import DAY, NOON, article_row, batch, empty, published
from warehouse import telling_links
from warehouse.load import load
from warehouse.rows import ArticleRow
from warehouse.same_agreement import compare
from warehouse.telling import Telling, keys_of

ARTICLES, DEALS = 90, 12
AN_HOUR, MONTHS = timedelta(hours=1), timedelta(days=60)  # from one article to the next


def told(number: int, apart: timedelta) -> ArticleRow:
    """News of a few deals, each told again and again in other words, now and then with the date of another year."""
    chance = random.Random(number)  # noqa: S311
    one, appeared = deal(number % DEALS), NOON - 6000 * DAY + number * apart
    day = (NOON - 6000 * DAY).date() + timedelta(days=365 if chance.random() < 0.2 else chance.randint(0, 2))
    language = "en" if number % 9 == 0 else "vi"
    line = filled(varied(chance, chance.choice(said()[language][one.kind][one.stage])), one, language, day)
    paragraphs = (line, f"Tin số {number} của tòa soạn về y tế và hợp tác quốc tế.")
    row = article_row(
        f"https://bao-{number % 7}.example/{number}.html", seen_at=appeared, paragraphs=paragraphs,
        **published(appeared), language=language,
    )  # fmt: skip
    return replace(row, meaning=read_meaning(row.article, score(row.article)))


def links_of(con: DuckDBPyConnection) -> set[tuple[UUID, UUID, int, str]]:
    rows = con.execute("SELECT telling_a, telling_b, score, evidence FROM internal.telling_links").fetchall()
    assert len(rows) == len(set(rows)), "a pair is linked once"
    return set(rows)


def held(con: DuckDBPyConnection) -> Sequence[Telling]:
    ids: Collection[UUID] = {one for (one,) in con.execute("SELECT telling_id FROM agreements").fetchall()}
    return list(telling_links._marked(con, telling_links._tellings(con, ids)).values())


@pytest.mark.parametrize("apart", [AN_HOUR, MONTHS])
def test_links_are_those_of_comparing_all(apart: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling_links, "AT_ONCE", 7)
    monkeypatch.setattr(telling_links, "AT_HAND", 20)
    with empty() as con:
        for start in range(0, ARTICLES, 30):
            load(con, batch(*(told(number, apart) for number in range(start, start + 30))))
        all_told = sorted(held(con), key=lambda one: one.telling_id)
        keys = {one.telling_id: keys_of(one) for one in all_told}
        expected = set()
        for one, other in combinations(all_told, 2):
            link = compare(one, other) if keys[one.telling_id] & keys[other.telling_id] else None
            expected |= {(one.telling_id, other.telling_id, *link)} if link else set()
        assert links_of(con) == expected
        assert len(all_told) > 40
        assert len(expected) > 10
