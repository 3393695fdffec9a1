"""Are two deals told in one form two agreements, and one deal told with two sums one?"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from tests.meaning_samples import said
from tests.test_ledger import A, B, agreements, at
from tests.warehouse_samples import DAY, NOON, batch
from warehouse.load import load
from warehouse.rows import ArticleRow

FORM = "Đại sứ quán Hàn Quốc trao tặng {} 10 máy thở hiện đại, trị giá 1,2 tỷ đồng, để điều trị cho người bệnh nặng."


PLACE = "Chính phủ Nhật Bản viện trợ 90.000 USD xây trạm y tế tại {}, nơi người dân còn phải đi xa để khám bệnh."


def filled_in(form: str, names: tuple[str, str], **given: object) -> list[ArticleRow]:
    """One article for each name: the form with the name in it, told of that party."""
    return [
        said(url, form.format(name), vietnamese=name, **given, **at())  # type: ignore[arg-type]
        for url, name in zip((A, B), names, strict=True)
    ]


def test_one_form_filled_in_for_two_hospitals_is_two_agreements(con: DuckDBPyConnection) -> None:
    names = ("Bệnh viện Đa khoa Sơn Hà", "Bệnh viện Mắt Hải Vân")
    korea = {"foreign": "Đại sứ quán Hàn Quốc", "amount": 1.2e9, "currency": "VND"}
    load(con, batch(*filled_in(FORM, names, type="equipment", stage="in_force", **korea)))
    assert len(agreements(con)) == 2


def test_one_form_filled_in_for_two_places_is_two_agreements(con: DuckDBPyConnection) -> None:
    japan = {"foreign": "Chính phủ Nhật Bản", "countries": ("JP",), "amount": 9e4}
    load(con, batch(*filled_in(PLACE, ("Mường Khà", "Sốp Lao"), type="grant_oda", stage="announced", **japan)))
    assert len(agreements(con)) == 2


def test_close_sums_for_one_department_told_within_days_are_one_agreement_with_both(con: DuckDBPyConnection) -> None:
    given = {"stage": "announced", "vietnamese": "Sở Y tế Sơn Hà", "foreign": "Chính phủ Úc",
             "countries": ("AU",), "currency": "AUD"}  # fmt: skip
    one = "Chính phủ Úc viện trợ 3 triệu đô la Úc cho Sở Y tế Sơn Hà phòng, chống bệnh lao."
    other = "Phía Úc sẽ dành 3,2 triệu đô la Úc giúp ngành y tế Sơn Hà đẩy lùi lao kháng thuốc."
    first = said(A, one, type="grant_oda", amount=3e6, **given, **at())  # type: ignore[arg-type]
    second = said(B, other, type="other", amount=3.2e6, **given, **at(NOON + DAY))  # type: ignore[arg-type]
    load(con, batch(first, second))
    assert con.execute("SELECT conflicting FROM ledger").fetchall() == [(["amount"],)]
