"""Is every written form of a date read, and nothing invented?"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.dates import address_date, date_line, find_date, is_date_line, parse_date
from parsers.model import Moment, Precision

FORMS = [
    ("Thứ tư, 22/10/2025, 19:25 (GMT+7)", "2025-10-22T19:25:00+07:00", Precision.MINUTE),
    ("07/03/2026 08:06 GMT+7", "2026-03-07T08:06:00+07:00", Precision.MINUTE),
    ("Thứ Bảy, 07/03/2026 - 08:52", "2026-03-07T08:52:00+07:00", Precision.MINUTE),
    ("Chủ Nhật, 01/03/2026 - 9:05", "2026-03-01T09:05:00+07:00", Precision.MINUTE),
    ("07-03-2026 - 00:01 AM", "2026-03-07T00:01:00+07:00", Precision.MINUTE),
    ("05/08/2024 | 15:58 PM", "2024-08-05T15:58:00+07:00", Precision.MINUTE),
    ("12/06/2025 12:10 AM", "2025-06-12T00:10:00+07:00", Precision.MINUTE),
    ("12/06/2025 12:10 PM", "2025-06-12T12:10:00+07:00", Precision.MINUTE),
    ("- 07/03/2026 08:47", "2026-03-07T08:47:00+07:00", Precision.MINUTE),
    ("17:29 | 15/10/2024", "2024-10-15T17:29:00+07:00", Precision.MINUTE),
    ("30-03-2025 07:48", "2025-03-30T07:48:00+07:00", Precision.MINUTE),
    ("08:38 ngày 5/3/2026", "2026-03-05T08:38:00+07:00", Precision.MINUTE),
    ("Thứ Sáu, ngày 5 tháng 3 năm 2026 14h05", "2026-03-05T14:05:00+07:00", Precision.MINUTE),
    ("Thứ sáu, Tháng mười hai 12, 2025", "2025-12-12T00:00:00+07:00", Precision.DAY),
    ("Thứ hai, Tháng Tư 7, 2025", "2025-04-07T00:00:00+07:00", Precision.DAY),
    ("Thứ sáu 02/10/2026 18:38", "2026-10-02T18:38:00+07:00", Precision.MINUTE),
    ("Thứ bảy, 08 Tháng 7 2023 08:38", "2023-07-08T08:38:00+07:00", Precision.MINUTE),
    ("21 tháng 09 năm 2025", "2025-09-21T00:00:00+07:00", Precision.DAY),
    ("ngày 5/3/2026", "2026-03-05T00:00:00+07:00", Precision.DAY),
    ("ngày 5.3.2026", "2026-03-05T00:00:00+07:00", Precision.DAY),
    ("Wednesday, 2018-01-24 17:08:08", "2018-01-24T17:08:08+07:00", Precision.SECOND),
    ("Friday 2025-07-18 08:43", "2025-07-18T08:43:00+07:00", Precision.MINUTE),
    ("January 29, 2012 9:23 PM GMT+7", "2012-01-29T21:23:00+07:00", Precision.MINUTE),
    ("Sunday, March 8th, 2026", "2026-03-08T00:00:00+07:00", Precision.DAY),
    ("8 March 2026", "2026-03-08T00:00:00+07:00", Precision.DAY),
    ("2026-03-07T08:52:11.000 +07:00", "2026-03-07T08:52:11+07:00", Precision.SECOND),
    ("2026-03-07T09:40:00", "2026-03-07T09:40:00+07:00", Precision.SECOND),
    ("2026-03-07T01:40:00Z", "2026-03-07T01:40:00+00:00", Precision.SECOND),
    ("2026-03-07T01:40:00-0500", "2026-03-07T01:40:00-05:00", Precision.SECOND),
    ("Fri, 12 Dec 2025 10:00:00 +0700", "2025-12-12T10:00:00+07:00", Precision.SECOND),
    ("Fri, 12 Dec 2025 10:00:00 GMT", "2025-12-12T10:00:00+00:00", Precision.SECOND),
    ("Cập nhật: 12/03/2024 10:20", "2024-03-12T10:20:00+07:00", Precision.MINUTE),
    ("18h ngày 12/5/2023", "2023-05-12T18:00:00+07:00", Precision.MINUTE),
    ("12/5/2023 lúc 10 giờ 30", "2023-05-12T10:30:00+07:00", Precision.MINUTE),
    ("10 giờ 30 phút, ngày 12/5/2023", "2023-05-12T10:30:00+07:00", Precision.MINUTE),
    ("13. Mai 2026", "2026-05-13T00:00:00+07:00", Precision.DAY),
    ("1er août 2024", "2024-08-01T00:00:00+07:00", Precision.DAY),
    ("3 de mayo de 2024", "2024-05-03T00:00:00+07:00", Precision.DAY),
    ("15 maggio 2025", "2025-05-15T00:00:00+07:00", Precision.DAY),
    ("2 maart 2021", "2021-03-02T00:00:00+07:00", Precision.DAY),
    ("tháng 6-2025", "2025-06-01T00:00:00+07:00", Precision.MONTH),
    ("tháng 10.2025", "2025-10-01T00:00:00+07:00", Precision.MONTH),
    ("tháng sáu năm 2025", "2025-06-01T00:00:00+07:00", Precision.MONTH),
    ("June 2025", "2025-06-01T00:00:00+07:00", Precision.MONTH),
    ("6-2025", "2025-06-01T00:00:00+07:00", Precision.MONTH),
    ("2025-06", "2025-06-01T00:00:00+07:00", Precision.MONTH),
    ("2025", "2025-01-01T00:00:00+07:00", Precision.YEAR),
]


def test_a_name_that_is_a_month_elsewhere_is_none_without_a_day() -> None:
    assert find_date("Bệnh viện Bạch Mai 2020") is None


@pytest.mark.parametrize(("text", "at", "precision"), FORMS)
def test_every_form(text: str, at: str, precision: Precision) -> None:
    found = parse_date(text)
    assert found == Moment(datetime.fromisoformat(at), precision)
    assert found.at.utcoffset() == datetime.fromisoformat(at).utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2025",
        "00/05/2025",
        "12/13/2025",
        "32 tháng 1 năm 2025",
        "ngày 5-3",
        "ngày 5/3",
        "25:61",
        "12/3/25",
        "2 ngày trước",
        "Ngày 19/4/2021, bệnh viện đã tổ chức lễ kỷ niệm",
        "1.754,67 điểm",
        "3010/QĐ-BYT",
        "",
    ],
)
def test_what_is_no_full_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ngày 19/4/2021, bệnh viện tổ chức lễ kỷ niệm từ năm 2011", "2021-04-19"),
        ("Đăng lúc 08:30 sáng 2/9/2024 tại Huế", "2024-09-02"),
        ("ký tháng 6-2025, công bố ngày 3/7/2025", "2025-07-03"),
        ("Posted on March 3, 2024 by admin", "2024-03-03"),
    ],
)
def test_the_first_full_date_in_a_text(text: str, day: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found.at.date().isoformat() == day


def test_a_naive_time_is_in_the_zone_given() -> None:
    found = parse_date("March 3, 2024 10:00", "America/New_York")
    assert found is not None
    assert found.at.utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("18:00 | 25/06/2020 Cooperation", "Cooperation"),
        ("17:29 | 15/10/2024 Tin tức", "Tin tức"),
        ("08:47 | 25/04/2025 Pháp luật & Sức khỏe", "Pháp luật & Sức khỏe"),
        ("30-03-2025 07:48 Hoạt động hội", "Hoạt động hội"),
        ("2 ngày trước Hoạt động hội", "Hoạt động hội"),
        ("3 hours ago", ""),
        ("Thứ sáu, Tháng mười hai 12, 2025", ""),
    ],
)
def test_date_lines(line: str, section: str) -> None:
    found = date_line(line)
    assert found is not None
    assert found.section == section


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 28/6/2025, tại tỉnh Bình Dương, hai đơn vị ký kết.",
        "Sáng 16/05/2025, bệnh viện triển khai sổ sức khỏe điện tử cho cán bộ.",
        "Năm 2025",
        "Tháng 6-2025 khởi công",
        "2 ngày trước khi mổ, bệnh nhân nhịn ăn.",
        "Bộ Y tế họp ngày 12/3/2024",
    ],
)
def test_sentences_are_no_date_lines(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://bao.example/mot-bai-196251212115349455.htm", "2025-12-12"),
        ("https://bao.example/suc-khoe/mot-bai-20210419183024152.htm", "2021-04-19"),
        ("https://bao.example/mot-bai-18826030622484142.chn", "2026-03-06"),
        ("https://blog.example/2025/06/12/mot-bai/", "2025-06-12"),
        ("https://bao.example/mot-bai-43236.html", None),
        ("https://bao.example/mot-bai-196259912115349455.htm", None),
        ("https://bao.example/?id=196251212115349455", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(url: str, day: str | None) -> None:
    found = address_date(url)
    assert (found.at.date().isoformat() if found else None) == day
    assert found is None or found.precision is Precision.DAY


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001
def test_iso_comes_back_as_written(naive: datetime, hours: int) -> None:
    written = naive.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    found = parse_date(written.isoformat())
    assert found is not None
    assert found.at == written


@given(st.text(alphabet="0123456789/-.:|TZ+ thángnăm,", max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    for read in (find_date, parse_date, date_line):
        read(text)
