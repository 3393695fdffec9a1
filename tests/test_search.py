"""Does a search find what its words mean: spellings, phrases, fields, days, what is left out, and in which order?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from unicodedata import normalize

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from parsers.textnorm import fold
from tests.warehouse_samples import DAY, HOUR, NOON, article_row, batch, fresh
from warehouse.db import reader, writer
from warehouse.load import load

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
LETTERS = [normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)] + ["đ"]
LONG = "Các bác sĩ của bệnh viện khám cho người dân trong xã suốt ngày hôm qua. " * 8
ARTICLES = {  # end of the address -> title, dek, paragraphs
    "dak-lak": ("Đắk Lắk mở trạm y tế", "Tỉnh Đắk Lắk mời chuyên gia.", ("Trạm đặt tại thành phố.",)),
    "hoa-binh": ("Bệnh viện Hoà Bình", None, ("Tỉnh Hòa Bình nhận máy thở.", "COVID-19 đã qua. Bệnh nhi nằm viện.")),
    "hoa-binh-nfd": (normalize("NFD", "Thăm Hoà Bình"), None, ("Đoàn đến thăm trường.",)),
    "english": ("A visit to Dak Lak", None, ("Doctors of Hoa Binh met the team.",)),
    "flower": ("Hội hoa xuân", None, ("Bình hoa đẹp, hoa lan, hỏa hoạn.",)),
    "long": ("Khám bệnh lưu động", "Đoàn khám ba ngày.", (LONG, "Sau cùng có một món quà rất quý giá cho trẻ mồ côi.")),
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = fresh(tmp_path_factory.mktemp("search") / "warehouse.duckdb")
    rows = [
        article_row(f"https://bao-{'mot' if number % 2 else 'hai'}.example/{name}", title=title, dek=dek,
                    paragraphs=paragraphs, language="en" if name == "english" else "vi",
                    published_at=NOON + number * DAY)
        for number, (name, (title, dek, paragraphs)) in enumerate(ARTICLES.items())
    ]  # fmt: skip
    with writer(file) as con:
        load(con, batch(*rows))
    return file


@pytest.fixture(scope="module")
def con(path: Path) -> Iterator[DuckDBPyConnection]:
    with reader(path) as connection:
        yield connection


def ask(con: DuckDBPyConnection, query: str, **options: object) -> list[dict[str, Any]]:
    named = "".join(f", {name} := ${name}" for name in options)
    answer = con.execute(f"FROM search($query{named})", {"query": query, **options})
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def names(con: DuckDBPyConnection, query: str, **options: object) -> set[str]:
    return {hit["url"].rpartition("/")[2] for hit in ask(con, query, **options)}


def test_sql_folds_every_vietnamese_letter_as_python_does(con: DuckDBPyConnection) -> None:
    letters = [case(f"t{letter}") for letter in LETTERS for case in (str.lower, str.upper)]
    forms = letters + [normalize("NFD", word) for word in letters]
    folded = con.execute("SELECT list_transform($forms, lambda w: internal.fold(w))", {"forms": forms}).fetchall()[0][0]
    assert folded == [fold(word) for word in forms]


def test_every_vietnamese_letter_is_part_of_a_word(con: DuckDBPyConnection) -> None:
    word = "".join(LETTERS)
    for form in (word, word.upper(), normalize("NFD", word)):
        assert con.execute("SELECT internal.words($w)", {"w": f"({form})"}).fetchall() == [([form],)]


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("hoà", "hòa"), ("HOÀ", "hòa"), ("khoẻ", "khỏe"), ("loã", "lõa"), ("hoạ", "họa"), ("thuý", "thúy"),
        ("uỷ", "ủy"), ("tuỵ", "tụy"), ("qúy", "quý"), ("quý", "quý"), ("hoàn", "hoàn"), ("vào", "vào"), ("oà", "òa"),
        ("hoá", "hóa"), ("xoè", "xòe"), ("ĐẮK", "đắk"), ("thuỳ", "thùy"), ("quỳnh", "quỳnh"), ("ngoại", "ngoại"),
    ],
)  # fmt: skip
def test_the_two_places_of_a_tone_are_one(con: DuckDBPyConnection, written: str, same: str) -> None:
    forms = con.execute("SELECT internal.form($w), internal.form($d)", {"w": written, "d": normalize("NFD", written)})
    assert forms.fetchall() == [(same, same)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("dak lak", {"dak-lak", "english"}),
        ("DAK LAK", {"dak-lak", "english"}),
        ("Đắk Lắk", {"dak-lak"}),
        (normalize("NFD", "đắk lắk"), {"dak-lak"}),
        ("Đắk Lak", set()),
        ("hoa binh", {"hoa-binh", "hoa-binh-nfd", "english", "flower"}),
        ("hoà bình", {"hoa-binh", "hoa-binh-nfd"}),
        ("hòa bình", {"hoa-binh", "hoa-binh-nfd"}),
        ("hỏa hoạn", {"flower"}),
        ("bệnh nhi", {"hoa-binh"}),  # a query with accents means the others too: not Nhĩ
        ('"hoa binh"', {"hoa-binh", "hoa-binh-nfd", "english"}),
        ('"binh hoa"', {"flower"}),
        ("“hoà bình”", {"hoa-binh", "hoa-binh-nfd"}),
        ('hoa -"hoa binh"', {"flower"}),
        ("hoa binh -covid", {"hoa-binh-nfd", "english", "flower"}),
        ("hoa binh -covid-19", {"hoa-binh-nfd", "english", "flower"}),
        ("covid-19", {"hoa-binh"}),
        ("covid19", set()),
        ("title:hoa", {"hoa-binh", "hoa-binh-nfd", "flower"}),
        ("title: hoa", {"hoa-binh", "hoa-binh-nfd", "flower"}),
        ('Title:"hoa binh"', {"hoa-binh", "hoa-binh-nfd"}),
        ('body:"hoa binh"', {"hoa-binh", "english"}),
        ("dek:chuyên dek:gia", {"dak-lak"}),
        ("hoa -title:hoa", {"english"}),
        ('"te tinh"', set()),  # the title ends, the dek begins
        ('"quý giá cho trẻ"', {"long"}),
        ("khám khám", {"long"}),
        ("mời quà", set()),
        ('bệnh "', {"hoa-binh", "long"}),
        ("bệnh (viện)", {"hoa-binh", "long"}),
        ("", set()),
        ("-hoa", set()),
        ("'; DROP TABLE x", set()),
    ],
)
def test_words_find(con: DuckDBPyConnection, query: str, found: set[str]) -> None:
    assert names(con, query) == found


def test_accents_can_be_asked_for_or_not(con: DuckDBPyConnection) -> None:
    assert names(con, "dak lak", exact=True) == {"english"}
    assert names(con, "Đắk Lak", exact=False) == {"dak-lak", "english"}


def test_options_narrow_by_metadata(con: DuckDBPyConnection) -> None:
    assert names(con, "hoa binh", site="bao-mot") == {"hoa-binh", "english"}
    assert names(con, "hoa binh", language="en") == {"english"}
    assert names(con, "hoa binh", topic="review") == set()
    assert names(con, "hoa binh", since="2026-05-06") == {"hoa-binh-nfd", "english", "flower"}
    assert names(con, "hoa binh", until="2026-05-06") == {"hoa-binh", "hoa-binh-nfd"}
    assert names(con, "hoa", field="title") == {"hoa-binh", "hoa-binh-nfd", "flower"}
    with pytest.raises(duckdb.Error, match="no field headline"):
        ask(con, "hoa", field="headline")


def test_a_day_is_one_of_vietnam(path: Path, tmp_path: Path) -> None:
    late = NOON + 12 * HOUR  # midnight in Vietnam begins the next day
    with writer(fresh(tmp_path / "w.duckdb")) as con:
        load(
            con, batch(article_row("https://bao.example/late", published_at=late), article_row("https://bao.example/x"))
        )
        assert names(con, "bo y te", until="2026-05-04") == set()
        assert names(con, "bo y te", since="2026-05-05", until="2026-05-05") == {"late"}


def test_the_title_counts_more_than_the_body_and_the_order_is_the_same_each_time(con: DuckDBPyConnection) -> None:
    hits = ask(con, "hoa")
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4]
    assert hits[-1]["url"].endswith("english")  # the only one with the word in its body alone
    assert sorted((hit["score"] for hit in hits), reverse=True) == [hit["score"] for hit in hits]
    assert ask(con, "hoa", top=2) == hits[:2]
    con.execute("SET threads = 1")
    assert ask(con, "hoa") == hits
    con.execute("RESET threads")


def test_equal_scores_are_ordered_by_date(tmp_path: Path) -> None:
    with writer(fresh(tmp_path / "w.duckdb")) as con:
        rows = [
            article_row(f"https://bao.example/{n}", published_at=NOON + n * DAY if n else None) for n in (1, 3, 0, 2)
        ]
        load(con, batch(*rows))
        assert [hit["url"][-1] for hit in ask(con, "bo y te")] == ["3", "2", "1", "0"]
        assert [hit["url"][-1] for hit in ask(con, "bo y te", top=2)] == ["3", "2"]


def test_the_snippet_shows_where_the_words_stand(con: DuckDBPyConnection) -> None:
    [hit] = ask(con, '"quý giá"')
    assert hit["snippet"].startswith("… ")
    assert "một món quà rất **quý giá** cho trẻ mồ côi." in hit["snippet"]
    [hit] = ask(con, "mo tram")
    assert hit["snippet"] == "Tỉnh Đắk Lắk mời chuyên gia. **Trạm** đặt tại thành phố."
    [hit] = ask(con, "visit")
    assert hit["snippet"] == "Doctors of Hoa Binh met the team."


def test_matches_counts_what_search_finds(con: DuckDBPyConnection) -> None:
    query = "SELECT a.language, count(*) FROM matches('hoa binh') JOIN articles AS a USING (article_id) GROUP BY ALL"
    assert sorted(con.execute(query).fetchall()) == [("en", 1), ("vi", 3)]
    [(score,)] = con.execute("SELECT max(score) FROM matches('bệnh viện', site := 'bao-mot')").fetchall()
    assert score == ask(con, "bệnh viện", site="bao-mot")[0]["score"]


def test_the_score_is_bm25f(con: DuckDBPyConnection) -> None:
    """The word stands once in the dek of 6 words of one article of six; a weight is rounded to thousandths."""
    frequency = 1.5 / (0.25 + 0.75 * 6 / 35)
    [(idf,)] = con.execute("SELECT round(ln(1 + (6 - 1 + 0.5) / (1 + 0.5)), 3)").fetchall()
    [hit] = ask(con, "mời")
    assert hit["score"] == round(round(frequency / (frequency + 1.2), 3) * idf, 3)


def test_the_macro_works_in_a_session_of_its_own_that_attached_the_file(path: Path) -> None:
    with duckdb.connect() as other:
        other.execute(f"ATTACH '{path}' AS w (READ_ONLY)")
        other.execute("USE w")
        assert len(other.execute("FROM search('hoa binh')").fetchall()) == 4
