"""Is one agreement one row, however many papers tell it, in whatever order they come, and never two agreements one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from duckdb import DuckDBPyConnection

from parsers.model import Meaning, MentionKind
from tests.meaning_samples import mention, published, said, saying
from tests.test_warehouse_load import everything
from tests.warehouse_samples import DAY, HOUR, NOON, article_row, batch, fresh, reject_row, run
from warehouse.db import writer
from warehouse.invariants import broken, invariants
from warehouse.load import load
from warehouse.meaning import MENTION, STATEMENT
from warehouse.rows import ArticleRow

pytestmark = pytest.mark.usefixtures("no_search")

A, B, C = (f"https://bao-{name}.example/bai.html" for name in ("mot", "hai", "ba"))
SIGNED = "Bệnh viện Đa khoa Sơn Hà và Bệnh viện Đại học Saebyeok (Hàn Quốc) đã ký thỏa thuận về cấp cứu đột quỵ."
ENGLISH = (
    "Son Ha General Hospital signed an agreement with Saebyeok University Hospital on the care of stroke patients."
)


def at(moment: object = NOON, **more: object) -> dict[str, object]:
    return {"seen_at": moment, **published(moment), **more}  # type: ignore[arg-type]


def agreements(con: DuckDBPyConnection) -> list[set[str]]:
    """The papers that tell of each agreement."""
    rows = con.execute("""
        SELECT list(DISTINCT site) FROM agreements JOIN articles USING (article_id)
        GROUP BY agreement_id ORDER BY min(first_seen_at), min(site)""").fetchall()
    return [set(sites) for (sites,) in rows]


def evidence(con: DuckDBPyConnection) -> str:
    [(why,)] = con.execute("SELECT evidence FROM agreements WHERE evidence IS NOT NULL").fetchall()
    return str(why)


def told(con: DuckDBPyConnection, *rows: ArticleRow) -> list[set[str]]:
    load(con, batch(*rows))
    return agreements(con)


def test_a_reprint_tells_the_same_agreement(con: DuckDBPyConnection) -> None:
    rows = (said(A, SIGNED, **at()), said(B, SIGNED, **at(NOON + HOUR)))
    assert told(con, *rows) == [{"bao-mot", "bao-hai"}]
    assert evidence(con) == "the same words"
    assert con.execute("FROM agreement_redirects").fetchall() == [], "a key that was never given out leads nowhere"


def test_two_languages_tell_the_same_agreement(con: DuckDBPyConnection) -> None:
    english = said(
        B, ENGLISH, vietnamese="Son Ha General Hospital", foreign="Saebyeok University Hospital", language="en",
        signed_on=date(2026, 5, 4), **at(NOON + DAY),
    )  # fmt: skip
    assert told(con, said(A, SIGNED, signed_on=date(2026, 5, 4), **at()), english) == [{"bao-mot", "bao-hai"}]
    assert "same foreign party (Bệnh viện Đại học Saebyeok = Saebyeok University Hospital)" in evidence(con)
    assert "same date (2026-05-04)" in evidence(con)


def test_papers_that_differ_in_the_sum_tell_the_same_agreement(con: DuckDBPyConnection) -> None:
    other = "Theo lãnh đạo Bệnh viện Đa khoa Sơn Hà, phía Saebyeok sẽ tài trợ 380.000 USD cho việc này."
    rows = (said(A, SIGNED, amount=350_000, **at()), said(B, other, amount=380_000, **at(NOON + DAY)))
    assert told(con, *rows) == [{"bao-mot", "bao-hai"}]


def test_the_same_parties_in_another_year_agree_anew(con: DuckDBPyConnection) -> None:
    last_year = said(A, SIGNED, signed_on=date(2025, 5, 2), **at(NOON - 365 * DAY))
    this_year = said(B, SIGNED, signed_on=date(2026, 5, 4), **at())
    undated = said(C, SIGNED, **at(NOON - 180 * DAY))
    assert sorted(map(len, told(con, last_year, this_year, undated))) == [1, 2]


def test_no_chain_of_reports_leads_to_another_agreement(con: DuckDBPyConnection) -> None:
    rows = [
        said(f"https://bao-{n:02}.example/bai.html", f"{SIGNED} Lần thứ {n} kể từ đầu.", **at(NOON + 50 * n * DAY))
        for n in range(18)
    ]
    told(con, *rows)
    spans = con.execute("""
        SELECT datediff('day', min(published_at), max(published_at)) FROM agreements JOIN articles USING (article_id)
        GROUP BY agreement_id""").fetchall()
    assert len(spans) >= 3
    assert max(spans) <= (400,)


def test_one_sentence_about_two_hospitals_is_two_agreements_in_every_reprint(con: DuckDBPyConnection) -> None:
    text = "Bệnh viện Đa khoa Sơn Hà và Bệnh viện Mắt Hải Vân cùng ký biên bản ghi nhớ với Bệnh viện Đại học Saebyeok."
    first = said(A, text).meaning.agreements[0]
    both = (first, replace(first, vietnamese_party="Bệnh viện Mắt Hải Vân"))
    rows = [saying(url, said(url, text).article.paragraphs, both, **at()) for url in (A, B, C)]
    assert told(con, *rows) == [{"bao-mot", "bao-hai", "bao-ba"}] * 2


def test_a_country_alone_is_not_enough(con: DuckDBPyConnection) -> None:
    one = said(A, "Việt Nam và Nhật Bản ký thỏa thuận về đào tạo.", vietnamese="Việt Nam", foreign="Nhật Bản",
               countries=("JP",), **at())  # fmt: skip
    other = said(B, "Nhật Bản cùng Việt Nam lập quỹ phòng chống lao.", vietnamese="Việt Nam", foreign="Nhật Bản",
                 countries=("JP",), **at())  # fmt: skip
    assert told(con, one, other) == [{"bao-mot"}, {"bao-hai"}] or len(agreements(con)) == 2


def test_a_place_is_no_party_that_another_could_contradict(con: DuckDBPyConnection) -> None:
    day = {"signed_on": date(2026, 5, 4)}
    place = said(B, "Tại Hải Phú, phía Hàn Quốc đã ký bản ghi nhớ, trị giá 350.000 USD.", vietnamese="Hải Phú",
                 foreign="phía Hàn Quốc", amount=350_000, **day, **at(NOON + HOUR))  # fmt: skip
    korea = mention(place.article.text, "Hàn Quốc", MentionKind.COUNTRY, "KR")
    place = replace(place, meaning=replace(place.meaning, mentions=(korea,)))
    rows = (said(A, SIGNED, amount=350_000, **day, **at()), place)
    assert told(con, *rows) == [{"bao-mot", "bao-hai"}]


def test_what_is_proposed_and_then_signed_is_one_agreement(con: DuckDBPyConnection) -> None:
    plan = "Bệnh viện Đa khoa Sơn Hà dự kiến ký thỏa thuận với Bệnh viện Đại học Saebyeok trong tháng tới."
    proposed = said(A, plan, stage="proposed", **at(NOON - 30 * DAY))
    assert told(con, proposed, said(B, SIGNED, **at())) == [{"bao-mot", "bao-hai"}]
    stages = con.execute("SELECT stage, proposed_at, signed_at, days_to_signature FROM pipeline").fetchall()
    assert stages == [("signed", NOON - 30 * DAY, NOON, 30)]


def test_a_corrected_sum_replaces_the_row_and_keeps_the_key(con: DuckDBPyConnection) -> None:
    load(con, batch(said(A, f"{SIGNED} Trị giá 1,2 triệu.", amount=1.2e6, **at())))
    before = con.execute("SELECT agreement_id, amount FROM agreements").fetchall()
    load(con, batch(said(A, f"{SIGNED} Trị giá 1,4 triệu.", amount=1.4e6, **at(NOON + DAY)), run_row=run(2)))
    [(key, amount)] = con.execute("SELECT agreement_id, amount FROM agreements").fetchall()
    assert (key, amount) == (before[0][0], 1.4e6)
    assert con.execute("FROM agreement_redirects").fetchall() == []


def test_a_better_reader_renames_the_party_and_the_old_key_leads_on(con: DuckDBPyConnection) -> None:
    load(con, batch(said(A, SIGNED, foreign="Saebyeok (Hàn", **at())))
    [(old,)] = con.execute("SELECT agreement_id FROM agreements").fetchall()
    load(con, batch(said(A, SIGNED, **at()), run_row=run(2, started_at=NOON + DAY)))
    [(new,)] = con.execute("SELECT agreement_id FROM agreements").fetchall()
    assert old != new
    assert con.execute("FROM agreement_redirects").fetchall() == [(old, new)]


def test_an_older_report_that_comes_late_takes_over_and_the_old_key_leads_on(con: DuckDBPyConnection) -> None:
    load(con, batch(said(A, SIGNED, **at())))
    [(old,)] = con.execute("SELECT DISTINCT agreement_id FROM agreements").fetchall()
    load(con, batch(said(B, SIGNED, **at(NOON - DAY)), run_row=run(2)))
    [(new,)] = con.execute("SELECT DISTINCT agreement_id FROM agreements").fetchall()
    assert con.execute("FROM agreement_redirects").fetchall() == [(old, new)]


def test_a_withdrawn_article_takes_its_rows_along(con: DuckDBPyConnection) -> None:
    row = said(A, SIGNED, page="p", **at())
    load(con, batch(row, said(B, ENGLISH, foreign="Saebyeok University Hospital", language="en", **at(NOON + HOUR))))
    [(old,)] = con.execute(
        "SELECT agreement_id FROM agreements JOIN articles USING (article_id) WHERE site = 'bao-mot'"
    ).fetchall()
    load(con, batch(reject_row(A, page="p"), run_row=run(2, started_at=NOON + DAY)))
    assert agreements(con) == [{"bao-hai"}]
    assert con.execute("FROM mentions ANTI JOIN articles USING (article_id)").fetchall() == []
    [(new,)] = con.execute("SELECT agreement_id FROM agreements").fetchall()
    assert con.execute("FROM agreement_redirects").fetchall() == [(old, new)]


def test_an_article_that_means_nothing_any_more_has_no_rows(con: DuckDBPyConnection) -> None:
    row = said(A, SIGNED, **at())
    load(con, batch(row))
    load(con, batch(replace(row, meaning=Meaning()), run_row=run(2, started_at=NOON + DAY)))
    assert [con.execute(f"SELECT count(*) FROM {t}").fetchall() for t in ("mentions", "agreements")] == [[(0,)]] * 2  # noqa: S608


OF_THE_LEDGER = {"words_and_places", "statements_and_agreements", "redirects_of_agreements"}
CONTRACT = {
    "agreements": {
        "agreement_id": "UUID", "article_id": "UUID", "type": "VARCHAR", "stage": "VARCHAR",
        "vietnamese_party": "VARCHAR", "foreign_party": "VARCHAR", "countries": "VARCHAR[]", "signed_on": "DATE",
        "signed_precision": "VARCHAR", "amount": "DOUBLE", "currency": "VARCHAR", "sentence": "VARCHAR",
        "start_offset": "INTEGER", "end_offset": "INTEGER",
    },
    "mentions": {
        "article_id": "UUID", "kind": "VARCHAR", "entity_id": "VARCHAR", "label": "VARCHAR", "surface": "VARCHAR",
        "start_offset": "INTEGER", "end_offset": "INTEGER",
    },
    "ledger": {
        "agreement_id": "UUID", "first_seen_at": "TIMESTAMP WITH TIME ZONE", "last_seen_at": "TIMESTAMP WITH TIME ZONE",
        "proofs": "STRUCT(statements BIGINT, articles BIGINT, independent_sites BIGINT)", "conflicting": "VARCHAR[]",
    },
    "cooperation": {
        "article_id": "UUID", "story_id": "UUID", "reprint_count": "INTEGER", "countries": "VARCHAR[]",
        "organisations": "VARCHAR[]",
    },
}  # fmt: skip


@pytest.mark.parametrize("table", CONTRACT)
def test_the_contract_holds_to_the_letter(con: DuckDBPyConnection, table: str) -> None:
    query = "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = ?"
    found = dict(con.execute(query, [table]).fetchall())
    assert {name: found.get(name) for name in CONTRACT[table]} == CONTRACT[table]


def test_what_is_written_is_what_is_there(con: DuckDBPyConnection) -> None:
    query = "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = ?"
    for table, written in (("mentions", MENTION), ("agreements", ("agreement_id", *STATEMENT, "same_as", "evidence"))):
        assert {name for (name,) in con.execute(query, [table]).fetchall()} == set(written)


SENTENCES = (
    SIGNED,
    f"{SIGNED} Hai bên sẽ trao đổi bác sĩ mỗi năm.",
    "Phía Saebyeok cam kết đào tạo bác sĩ cấp cứu cho Bệnh viện Đa khoa Sơn Hà.",
)


def any_rows(chance: Random) -> list[ArticleRow]:
    """Reports of few parties and sums over two years, from several papers."""
    rows = []
    for number in range(9):
        moment = NOON + chance.choice([0, 1, 4, 40, 200, 420, 700]) * DAY + number * HOUR
        rows.append(
            said(
                f"https://bao-{number:02}.example/bai.html",
                chance.choice(SENTENCES),
                type=chance.choice(["mou", "training", "other"]),
                vietnamese=chance.choice(["Bệnh viện Đa khoa Sơn Hà", "Bệnh viện Mắt Hải Vân", "Việt Nam", None]),
                amount=chance.choice([None, None, 1e6, 1.1e6, 5e6]),
                signed_on=chance.choice([None, None, moment.date()]),
                **at(moment),
            )
        )
    return rows


LEADS = """
    SELECT agreement_id FROM agreements
    UNION ALL SELECT r.agreement_id FROM agreement_redirects AS r
      SEMI JOIN agreements AS a ON a.agreement_id = r.to_agreement_id"""


def standing(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("SELECT statement_id, agreement_id, same_as, evidence FROM agreements ORDER BY ALL").fetchall()


def loaded(path: Path, batches: Sequence[Sequence[ArticleRow]]) -> list[tuple[object, ...]]:
    """The ledger after these batches; every key that was ever given out leads somewhere, and the last is idempotent."""
    given: set[UUID] = set()
    with writer(fresh(path)) as con:
        for number, rows in enumerate(batches):
            load(con, batch(*rows, run_row=run(number)))
            given |= {row[0] for row in con.execute("SELECT agreement_id FROM agreements").fetchall()}
        assert given <= {row[0] for row in con.execute(LEADS).fetchall()}
        found, before = standing(con), everything(con)
        load(con, batch(*batches[-1], run_row=run(len(batches) - 1)))
        assert everything(con) == before
    return found


@pytest.mark.parametrize("seed", range(2))
def test_order_and_batches_change_nothing(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    rows = any_rows(chance)
    path = tmp_path / "w.duckdb"
    at_once = loaded(path, [rows])
    assert len({row[1] for row in at_once}) > 1
    chance.shuffle(rows)
    cut = chance.randint(1, len(rows) - 1)
    assert loaded(path, [rows[:cut], rows[cut:]]) == at_once
    assert loaded(path, [rows[n : n + 3] for n in range(0, len(rows), 3)]) == at_once


def test_what_off_topic_articles_say_costs_and_leaves_nothing(con: DuckDBPyConnection) -> None:
    load(con, batch(article_row(A, topic="off_topic", relevance=0.0)))
    assert [con.execute(f"SELECT count(*) FROM {t}").fetchall() for t in ("mentions", "agreements")] == [[(0,)]] * 2  # noqa: S608


def faults(con: DuckDBPyConnection) -> list[tuple[str, str, str, str]]:
    """What the checks of the ledger find: check, field, stored, expected."""
    checks = [one for one in invariants() if one.name in OF_THE_LEDGER]
    assert len(checks) == len(OF_THE_LEDGER)
    found = [list(broken(con, one)) for one in checks]
    return sorted((f.check, f.field, f.stored, f.recomputed) for ones in found for f in ones)


def test_every_offset_opens_its_sentence_and_a_wrong_one_is_found(con: DuckDBPyConnection) -> None:
    load(con, batch(said(A, SIGNED, **at()), said(B, f"{SIGNED} 😀 Ký rồi.", **at(NOON + HOUR))))
    assert faults(con) == []
    con.execute("UPDATE agreements SET start_offset = start_offset + 1 WHERE same_as IS NULL")
    con.execute("UPDATE mentions SET article_id = uuid() WHERE article_id = ?", [article_row(B).article_id])
    assert faults(con) == [
        ("words_and_places", "sentence", SIGNED, SIGNED[1:]),
        ("words_and_places", "surface", "Hải Phú", "no such article"),
    ]


def test_a_statement_in_the_wrong_agreement_is_found(con: DuckDBPyConnection) -> None:
    load(con, batch(said(A, SIGNED, **at()), said(B, SIGNED, **at(NOON + HOUR))))
    con.execute("UPDATE agreements SET agreement_id = statement_id WHERE same_as IS NOT NULL")
    assert [fault[:2] for fault in faults(con)] == [("statements_and_agreements", "same_as")]
    con.execute("UPDATE agreements SET agreement_id = uuid() WHERE same_as IS NULL")
    assert ("statements_and_agreements", "agreement_id") in [fault[:2] for fault in faults(con)]
