"""Does the ledger of the demo newsroom hold what its articles tell, each agreement once and proven to the letter?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from flows.demo.content import ARTICLES
from flows.demo.desk import desk
from flows.differences import compare
from parsers.party_names import names, party_name
from tests.demo_ledger import demo_ledger, visit
from tests.test_ledger import faults
from tests.test_ledger_queries import ANSWERS
from warehouse.holdings import standing_articles
from warehouse.read import ask

TOLD = tomllib.loads(ARTICLES.with_name("ledger.toml").read_text("utf-8"))["agreement"]
QUERIES = Path(__file__).resolve().parents[1] / "warehouse" / "queries"
FIELDS = ("type", "stage", "vietnamese_party", "foreign_party", "countries", "signed_on", "amount", "currency")
FOUND, RIGHT = 0.97, 0.92  # least shares: of the agreements, and of the fields of those found

Row = Mapping[str, Any]


@pytest.fixture(scope="module")
def con() -> Iterator[DuckDBPyConnection]:
    with demo_ledger() as connection:
        yield connection


@pytest.fixture(scope="module")
def found(con: DuckDBPyConnection) -> list[tuple[Row, Row | None]]:
    """Each agreement that is told, with the row of the ledger that most of its articles lead to."""
    table = ask(con, "SELECT * FROM ledger")
    ledger = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    told_in = ask(
        con, "SELECT agreement_id, list(DISTINCT url) FROM agreements JOIN articles USING (article_id) GROUP BY 1"
    )
    return [(told, _best(told, ledger, dict(told_in.rows))) for told in TOLD]


def _best(told: Row, ledger: Mapping[Any, Row], urls: Mapping[Any, list[str]]) -> Row | None:
    addresses = _addresses(told)
    shared = {key: len(addresses & set(urls[key])) for key in ledger}
    best = max(shared, key=lambda key: (shared[key], len(_right(told, ledger[key])), str(key)))
    return {**ledger[best], "told": urls[best]} if shared[best] else None


def _addresses(told: Row) -> set[str]:
    edition = next(iter(desk(2).editions.values()))
    return {edition.everywhere[name] for name in told["articles"]}


def _right(told: Row, row: Row) -> list[str]:
    return [field for field in FIELDS if _agrees(field, told.get(field), row[field])]


def _agrees(field: str, told: Any, got: Any) -> bool:
    if field.endswith("_party"):
        return got is not None and any(_same(a, b) for a in names(told) for b in names(got))
    return bool(told == got)


def _same(one: str, other: str) -> bool:
    a, b = party_name(one), party_name(other)
    return a.is_same(b) or a == b


def test_the_agreements_are_in_the_ledger(found: list[tuple[Row, Row | None]]) -> None:
    missing = [f"{told['vietnamese_party']} - {told['foreign_party']}" for told, row in found if row is None]
    assert len(TOLD) >= 25
    assert len(missing) <= (1 - FOUND) * len(TOLD), missing


def test_their_fields_are_right(found: list[tuple[Row, Row | None]]) -> None:
    pairs = [(told, row) for told, row in found if row]
    wrong = [
        f"{told['articles'][0]}: {field}: {row[field]!r}, not {told.get(field)!r}"
        for told, row in pairs
        for field in FIELDS
        if field not in _right(told, row)
    ]
    assert len(wrong) <= (1 - RIGHT) * len(FIELDS) * len(pairs), "\n".join(wrong)


@pytest.mark.parametrize("first", [0, 1, 2, 3, 4, 16, 17, 18])
def test_one_agreement_told_by_several_papers_is_one_row(found: list[tuple[Row, Row | None]], first: int) -> None:
    told, row = found[first]
    assert row is not None
    assert set(row["told"]) == _addresses(told)


def test_no_two_agreements_share_a_row(found: list[tuple[Row, Row | None]]) -> None:
    keys = [row["agreement_id"] for _, row in found if row]
    assert len(set(keys)) == len(keys)


def test_every_offset_opens_its_sentence(con: DuckDBPyConnection) -> None:
    assert faults(con) == []


def test_papers_that_differ_in_the_sum_stand_side_by_side(found: list[tuple[Row, Row | None]]) -> None:
    _, row = found[2]
    assert row is not None
    assert row["conflicting"] == ["amount"]
    assert [(one["amount"], one["independent_sites"]) for one in row["amounts"]] == [(2.4e6, 2), (2.6e6, 1)]


def test_what_was_proposed_is_signed_on_the_second_visit(con: DuckDBPyConnection) -> None:
    sql = (QUERIES / "proposed_and_then_signed.sql").read_text("utf-8")
    rows = [(row[0], row[2], row[5]) for row in ask(con, sql).rows]
    assert rows == [("Bệnh viện Phụ sản Hải Phú", "mou", 11)]


def test_both_languages_tell_and_every_query_has_an_answer(con: DuckDBPyConnection) -> None:
    widely = ask(con, (QUERIES / "agreements_told_most_widely.sql").read_text("utf-8")).rows
    assert sum(row[-1] == ["en", "vi"] for row in widely) >= 3
    empty = [name for name in ANSWERS if not ask(con, (QUERIES / f"{name}.sql").read_text("utf-8")).rows]
    assert set(empty) <= {"new_agreements_this_week"}  # whoever reads this long after the articles were seen


def test_reading_the_demo_again_would_change_no_agreement(con: DuckDBPyConnection) -> None:
    rows = [row for row in visit(2).articles if row.meaning.agreements]
    held = standing_articles(con, [row.page_id for row in rows])
    assert list(compare(held, rows)) == []
    changed = replace(rows[0], meaning=replace(rows[0].meaning, agreements=()))
    assert [one.kinds for one in compare(held, [changed])] == [("loses agreements",)]
