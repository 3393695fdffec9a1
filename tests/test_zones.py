"""In which zone is a time without an offset, on pages from Vietnam and from abroad?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from parsers import parse_html, parse_text
from tests.test_article import PROSE

NAIVE = "2026-03-07T18:00:00"
HANOI, BERLIN = timezone(timedelta(hours=7)), timezone(timedelta(hours=1))
ENGLISH = (
    "The hospital signed a memorandum with a medical school in Sweden this morning on the training of heart surgeons.",
    "Under the memorandum twelve young doctors of the province will study abroad for six months of every year to come.",
)


def page(language: str, modified: str = "", published: str = NAIVE) -> str:
    prose = PROSE if language == "vi" else ENGLISH
    return (
        f"<html lang={language}><meta property='article:published_time' content='{published}'>"
        f"<meta property='article:modified_time' content='{modified}'><h1>Sweden</h1>"
        f"{''.join(f'<p>{line}</p>' for line in prose)}</html>"
    )


@pytest.mark.parametrize(
    ("language", "host", "modified", "zone"),
    [
        ("vi", "bao.example", "", HANOI),
        ("vi", "bao.example", "2026-03-07T20:00:00+01:00", HANOI),
        ("en", "news.example.vn", "", HANOI),
        ("en", "news.example", "", UTC),
        ("en", "news.example", "2026-03-07T20:00:00+01:00", BERLIN),
        ("en", "news.example", "2026-03-07T20:00:00Z", UTC),
    ],
)
def test_a_naive_time_of_a_page(language: str, host: str, modified: str, zone: timezone) -> None:
    article = parse_html(page(language, modified), f"https://{host}/sweden-hospital-signs-memorandum-12345.html")
    assert article.published_at == datetime(2026, 3, 7, 18, tzinfo=zone)


def test_a_time_with_its_offset_is_what_it_is() -> None:
    article = parse_html(page("en", published="2026-03-07T18:00:00+09:00"), "https://news.example/sweden-12345.html")
    assert article.published_at == datetime(2026, 3, 7, 9, tzinfo=UTC)


def test_a_day_in_an_address_abroad_is_that_day() -> None:
    article = parse_html(page("en", published=""), "https://news.example/2026/03/07/sweden-hospital.html")
    assert article.published_at == datetime(2026, 3, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "zone"),
    [
        ("", HANOI),
        ("https://news.example.vn/sweden-12345.html", HANOI),
        ("https://news.example/sweden-12345.html", UTC),
    ],
)
def test_a_naive_time_of_a_flattened_page(url: str, zone: timezone) -> None:
    text = "Hospital signs with Sweden\n07/03/2026 18:00\n\n" + "\n\n".join(ENGLISH)
    assert parse_text(text, url).published_at == datetime(2026, 3, 7, 18, tzinfo=zone)
