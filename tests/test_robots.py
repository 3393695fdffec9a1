"""Does an answer to /robots.txt give the rules that RFC 9309 says? Our cases, the RFC's facts."""

from __future__ import annotations

import pytest

from flows.robots import MAX_BYTES, Rules, address, read_rules, user_agent

SITE = "https://bao.test"


def allowed(file: str, path: str) -> bool:
    return not read_rules(200, file.encode()).refusal(SITE + path)


@pytest.mark.parametrize(
    ("url", "robots"),
    [
        ("https://bao.test/a/b?c#d", "https://bao.test/robots.txt"),
        ("http://bao.test:8080", "http://bao.test:8080/robots.txt"),
        ("http://ai:mat-khau@bao.test/a", "http://bao.test/robots.txt"),
        ("ftp://bao.test/a", ""),
        ("http:///a", ""),
        ("http://bao.test:99999/", ""),
        ("tin-tuc", ""),
    ],
)
def test_each_scheme_host_and_port_has_its_own_file(url: str, robots: str) -> None:
    assert address(url) == robots


@pytest.mark.parametrize("closed", [False, True])
def test_the_status_opens_or_closes(closed: bool) -> None:
    for status in (429, 500, 503) if closed else (200, 204, 301, 400, 401, 404, 410):
        assert bool(read_rules(status, b"").refusal(SITE)) == closed, status


def test_a_refusal_of_an_error_is_not_read_as_rules() -> None:
    assert read_rules(404, b"User-agent: *\nDisallow: /") == Rules()


@pytest.mark.parametrize(
    ("file", "path", "expected"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: khac\nDisallow: /", "/a", True),
        ("user-AGENT: HopTac\ndisallow: /kin", "/kin/1", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: hoptac\nDisallow: /kin", "/a", True),  # the nearest group
        ("User-agent: khac\nUser-agent: hoptac\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),  # the longest match
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),  # on a tie, allow
        ("User-agent: *\nDisallow: /*.pdf$", "/van-ban/1.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/van-ban/1.pdf?tai", True),
        ("User-agent: *\nDisallow: /t%C3%ACm", "/tìm", False),
        ("User-agent: *\nDisallow: /Kin", "/kin", True),  # paths know upper and lower case
        ("\ufeffUser-agent: *\r\nDisallow: /a # vì sao", "/a", False),
        ("<html><h1>Không tìm thấy</h1></html>", "/a", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
    ],
)
def test_the_rules_are_read_as_the_rfc_says(file: str, path: str, expected: bool) -> None:
    assert allowed(file, path) is expected


def test_bytes_that_are_not_utf_8_spoil_only_their_line() -> None:
    assert read_rules(200, b"User-agent: *\nDisallow: /\xff\xfe\nDisallow: /kin").refusal(SITE + "/kin")


def test_what_stands_after_500_kib_is_not_read() -> None:
    filler = b"#" * (MAX_BYTES - 15) + b"\n"
    body = b"User-agent: *\n" + filler + b"Disallow: /kin"
    assert len(body) > MAX_BYTES
    assert not read_rules(200, body).refusal(SITE + "/kin")
    assert read_rules(200, body[1000:].replace(b"#", b"User-agent: *\n#", 1)).refusal(SITE + "/kin")


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("", 0.0),
        ("Crawl-delay: 2.5", 2.5),
        ("Request-rate: 1/10s", 10.0),
        ("Request-rate: 2/1m\nCrawl-delay: 5", 30.0),
        ("Crawl-delay: nhanh", 0.0),
    ],
)
def test_the_delay_is_the_larger_of_crawl_delay_and_request_rate(lines: str, seconds: float) -> None:
    assert read_rules(200, f"User-agent: *\n{lines}\nDisallow: /kin".encode()).delay == seconds


def test_the_user_agent_is_our_token_first() -> None:
    assert user_agent("").startswith("hoptac/")
    assert "(" not in user_agent("")
