"""Does a GET end in the right outcome whatever the server does, and is it polite and safe on the way?"""

from __future__ import annotations

import asyncio
import gzip
import re
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from flows.addresses import public_addresses
from flows.fetch import Fetched, Fetcher
from flows.pace import TRIES, HostPaused, Pace
from flows.settings import Settings
from tests.server import Raw, Reply, Seen, Server, moved
from warehouse.rows import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PAGE = "<html><title>Bản tin y tế</title><p>Hà Nội và Viêng Chăn ký thỏa thuận.</p></html>"
HOST = "tin.test"


def get(server: Server, *urls: str, at_once: bool = False, patience: float = 60.0, **changes: Any) -> list[Fetched]:
    """What became of each path (of HOST) or address, asked by one fetcher."""
    options: dict[str, Any] = {"delay": 0.0, "timeout": 2.0, "routes": server.routes(HOST)}
    settings = Settings(**{**options, **changes})
    addresses = [url if "://" in url else f"http://{HOST}{url}" for url in urls]

    async def ask() -> list[Fetched]:
        async with Fetcher(settings, patience=patience) as fetcher:
            if at_once:
                return list(await asyncio.gather(*(fetcher.get(url, delay=5.0) for url in addresses)))
            return [await fetcher.get(url, delay=5.0) for url in addresses]

    return asyncio.run(ask())


def get_one(server: Server, url: str, **changes: Any) -> Fetched:
    return get(server, url, **changes)[0]


def test_a_page_comes_with_its_bytes_headers_and_time() -> None:
    with Server({"/a": Reply(PAGE, headers={"ETag": '"1"', "X-Two": "x"})}) as server:
        fetched = get_one(server, "/a")
    assert fetched.outcome is Outcome.FETCHED
    assert fetched.status == 200
    assert fetched.reason is None
    assert fetched.elapsed_ms is not None
    page = fetched.page
    assert page is not None
    assert (page.url, page.final_url, page.status) == (f"http://{HOST}/a", "", 200)
    assert page.body == PAGE.encode()
    assert fetched.bytes == len(page.body)
    assert page.headers["etag"] == '"1"'
    assert page.content_type == "text/html"
    assert page.fetched_at.tzinfo is not None


def test_it_says_who_it_is_and_keeps_the_host_name() -> None:
    with Server({"/a": Reply(PAGE)}) as server:
        get_one(server, "/a", contact="https://hoptac.test/bot")
    asked = server.seen[-1]
    assert asked.host == HOST
    assert asked.headers["User-Agent"].startswith("hoptac/")
    assert asked.headers["User-Agent"].endswith("(+https://hoptac.test/bot)")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Outcome.FETCHED),
        (206, Outcome.HTTP_ERROR),
        (304, Outcome.HTTP_ERROR),  # nobody asked conditionally
        (401, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (418, Outcome.HTTP_ERROR),
        (429, Outcome.BLOCKED),
        (451, Outcome.BLOCKED),
        (500, Outcome.HTTP_ERROR),
        (503, Outcome.HTTP_ERROR),
        (599, Outcome.HTTP_ERROR),
    ],
)
def test_each_status_has_its_outcome(status: int, outcome: Outcome) -> None:
    with Server({"/robots.txt": Reply(), "/a": Reply("<h1>?</h1>", status=status)}) as server:
        fetched = get_one(server, "/a")
    assert (fetched.outcome, fetched.status) == (outcome, status)
    assert (fetched.page is None) == (outcome is not Outcome.FETCHED)
    assert fetched.reason is None or str(status) in fetched.reason


def test_a_conditional_get_gives_not_modified() -> None:
    def answer(seen: Seen) -> Reply:
        return Reply(status=304) if "If-None-Match" in seen.headers else Reply(PAGE)

    async def ask(server: Server) -> Fetched:
        async with Fetcher(Settings(delay=0.0, routes=server.routes(HOST))) as fetcher:
            return await fetcher.get(f"http://{HOST}/a", delay=0.0, etag='"bảy"', last_modified="x")

    with Server({"/a": answer}) as server:
        fetched = asyncio.run(ask(server))
    assert (fetched.outcome, fetched.status, fetched.page) == (Outcome.NOT_MODIFIED, 304, None)
    assert server.seen[-1].headers["If-Modified-Since"] == "x"
    assert server.seen[-1].headers["If-None-Match"].encode("latin-1").decode() == '"bảy"'
    assert "If-None-Match" not in server.seen[0].headers  # robots.txt


def test_redirects_are_followed_to_the_end() -> None:
    pages = {"/a": moved("b"), "/b": moved(f"//{HOST}/c", 302), "/c": moved("http://khac.test/d", 308)}
    with Server({**pages, "khac.test/d": Reply(PAGE)}) as server:
        fetched = get_one(server, "/a", routes=server.routes(HOST, "khac.test"))
    assert fetched.page is not None
    assert (fetched.page.url, fetched.page.final_url) == (f"http://{HOST}/a", "http://khac.test/d")
    assert server.paths() == ["/a", "/b", "/c", "/d"]
    assert [seen.host for seen in server.seen if seen.path == "/robots.txt"] == [HOST, "khac.test"]


def test_circles_and_long_chains_end() -> None:
    pages = {f"/{n}": moved(f"/{n + 1}") for n in range(20)}
    with Server({"/x": moved("/y"), "/y": moved("/x"), **pages}) as server:
        circle, chain = get(server, "/x", "/0")
    assert (circle.outcome, circle.status) == (Outcome.HTTP_ERROR, 301)
    assert "circle" in str(circle.reason)
    assert (chain.outcome, chain.reason) == (Outcome.HTTP_ERROR, "more than 8 redirects")
    assert server.paths() == ["/x", "/y", *(f"/{n}" for n in range(9))]


@pytest.mark.parametrize("location", ["ftp://tin.test/a", "file:///etc/passwd", "javascript:alert(1)", "http://[::1"])
def test_a_redirect_to_something_else_than_http_is_not_followed(location: str) -> None:
    with Server({"/a": moved(location)}) as server:
        fetched = get_one(server, "/a")
    assert fetched.outcome is Outcome.FAILED
    assert re.search("not an http.s. address|InvalidURL|Invalid URL", str(fetched.reason))
    assert server.paths() == ["/a"]


def test_a_redirect_into_the_private_network_is_refused() -> None:
    with Server({"/secret": Reply(PAGE)}) as server:
        server.pages["/a"] = moved(server.url("/secret"))
        refused, allowed = get_one(server, "/a"), get_one(server, "/a", allow_private=True)
    assert (refused.outcome, refused.page) == (Outcome.FAILED, None)
    assert "private address" in str(refused.reason)
    assert allowed.outcome is Outcome.FETCHED
    assert server.paths() == ["/a", "/a", "/secret"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
             "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"],
)  # fmt: skip
def test_private_addresses_are_never_public(host: str) -> None:
    with pytest.raises(OSError, match="private address"):
        asyncio.run(public_addresses(host, 80))


def test_public_addresses_are() -> None:
    assert asyncio.run(public_addresses("8.8.8.8", 80)) == ("8.8.8.8",)
    assert asyncio.run(public_addresses("::1", 80, allow_private=True)) == ("::1",)


@pytest.mark.parametrize(
    "url", ["", "tin", "http://", "ftp://tin.test/", "http://a:b:c/", "http://tin.test:0/", "https:///x"]
)
def test_what_is_no_address_fails_with_a_reason(url: str) -> None:
    with Server() as server:
        fetched = get_one(server, url or "http:")
    assert fetched.outcome is Outcome.FAILED
    assert fetched.reason


def test_a_host_nobody_knows_fails_and_is_asked_with_www(names: dict[str, list[str]]) -> None:
    names |= {"khong-co.test": [], "www.khong-co.test": []}
    with Server({"/a": Reply(PAGE)}) as server:
        unknown = get_one(server, "http://khong-co.test/a")
        found = get_one(server, "http://khong-co.test/a", routes=server.routes("www.khong-co.test"))
    assert unknown.outcome is Outcome.FAILED
    assert "not known" in str(unknown.reason)
    assert found.page is not None
    assert (found.page.url, found.page.final_url) == ("http://khong-co.test/a", "http://www.khong-co.test/a")


def test_a_name_of_a_private_address_is_refused(names: dict[str, list[str]]) -> None:
    names["noi-bo.test"] = ["127.0.0.1"]
    with Server({"/a": Reply(PAGE)}) as server:
        fetched = get_one(server, f"http://noi-bo.test:{server.port}/a")
    assert fetched.outcome is Outcome.FAILED
    assert "private address" in str(fetched.reason)
    assert server.seen == []


def test_a_name_is_looked_up_once_so_that_a_second_answer_leads_nowhere(names: dict[str, list[str]]) -> None:
    names["doi.test"] = ["127.0.0.1", "10.0.0.1", "10.0.0.1"]
    with Server({"/a": Reply(PAGE)}) as server:
        address = f"http://doi.test:{server.port}/a"
        fetched = get(server, address, address, allow_private=True)
    assert [one.outcome for one in fetched] == [Outcome.FETCHED] * 2
    assert {seen.host for seen in server.seen} == {f"doi.test:{server.port}"}
    assert names["doi.test"] == ["10.0.0.1", "10.0.0.1"]


def certified(folder: Path, start: datetime) -> Path:
    """A certificate for HOST, good for nine days, that only itself vouches for, with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(start + timedelta(days=9))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "tin.pem"
    path.write_bytes(builder.sign(key, SHA256()).public_bytes(Encoding.PEM) + key.private_bytes(*form))
    return path


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("tls"), datetime.now(UTC) - timedelta(days=1))


def test_tls_is_verified_for_the_name_that_was_asked(
    certificate: Path, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names |= {HOST: ["127.0.0.1"] * 2, "khac.test": ["127.0.0.1"]}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server({"/a": Reply(PAGE)}, tls=context) as server:
        address = f"https://{HOST}:{server.port}/a"
        stranger = get_one(server, address, allow_private=True, routes={})
        trusting = ssl.create_default_context(cafile=certificate)
        monkeypatch.setattr("flows.exchange._certificates", lambda: trusting)
        known = get_one(server, address, allow_private=True, routes={})
        other = get_one(server, address.replace(HOST, "khac.test"), allow_private=True, routes={})
    assert [one.outcome for one in (stranger, known, other)] == [Outcome.FAILED, Outcome.FETCHED, Outcome.FAILED]
    assert "self-signed certificate" in str(stranger.reason)
    assert "Hostname mismatch" in str(other.reason)


def test_a_closed_port_fails() -> None:
    with Server() as server:
        address = server.address
    fetched = get_one(server, "/a", routes={HOST: address})
    assert fetched.outcome is Outcome.FAILED
    assert "ConnectError" in str(fetched.reason)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (Reply(PAGE, wait=1.0), "no whole answer within 0.3 s"),
        (Raw((HEAD + b"Content-Length: 99\r\n\r\n", b"a", 1.0)), "no whole answer within 0.3 s"),
        (Raw((HEAD, 0.1, b"X: 1\r\n", 0.1, b"X: 2\r\n", 0.1, b"X: 3\r\n", 0.1, b"\r\n")), "no whole answer"),
        (Raw((HEAD + b"Content-Length: 99\r\n\r\nshort",)), "RemoteProtocolError"),
        (Raw((HEAD + b"Content-Length: 99\r\n\r\nshort",), reset=True), "Error"),
        (Raw((HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",)), "RemoteProtocolError"),
        (Raw(reset=True), "Error"),
        (Raw((b"SSH-2.0-OpenSSH_9\r\n",)), "RemoteProtocolError"),
        (Raw((HEAD + b"Bad Header\x00: \x01\r\n\r\n",)), "RemoteProtocolError"),
        (Reply(b"not gzip", headers={"Content-Encoding": "gzip"}), "not gzip"),
        (Reply(b"\x0b\x02", headers={"Content-Encoding": "br"}), "content-encoding br was not asked for"),
        (Reply(b"\x0b\x02", headers={"Content-Encoding": "gzip, gzip"}), "content-encoding gzip, gzip was not"),
    ],
    ids=["slow", "hang", "drip", "short", "cut", "chunk", "reset", "ssh", "header", "not-gzip", "brotli", "nested"],
)  # fmt: skip
def test_no_whole_answer_is_failed(behaviour: Reply | Raw, words: str) -> None:
    with Server({"/a": behaviour}) as server:
        fetched = get_one(server, "/a", timeout=0.3)
    assert (fetched.outcome, fetched.page) == (Outcome.FAILED, None)
    assert words in str(fetched.reason)


def test_the_next_page_comes_after_every_kind_of_failure() -> None:
    rude = {
        "/1": Raw(reset=True),
        "/2": Reply(PAGE, wait=1.0),
        "/3": Raw((b"?\r\n",)),
        "/4": Reply(b"x" * 5000),
    }
    with Server({**rude, "/5": Reply(PAGE)}) as server:
        outcomes = [one.outcome for one in get(server, *rude, "/5", timeout=0.3, max_bytes=1000)]
    assert outcomes == [Outcome.FAILED] * 3 + [Outcome.TOO_LARGE, Outcome.FETCHED]


@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate"])
def test_a_body_comes_decoded_and_its_headers_agree(coding: str) -> None:
    pack = {"identity": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[coding]
    with Server({"/a": Reply(pack(PAGE.encode()), headers={"Content-Encoding": coding})}) as server:
        page = get_one(server, "/a").page
    assert page is not None
    assert page.body == PAGE.encode()
    assert "content-encoding" not in page.headers
    assert "content-length" not in page.headers


@pytest.mark.parametrize("packed", [False, True])
def test_too_large_is_noticed_while_reading(packed: bool) -> None:
    body = b"\0" * 30_000_000
    reply = Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"}) if packed else Reply(body)
    with Server({"/a": reply}) as server:
        fetched = get_one(server, "/a", max_bytes=100_000)
    assert (fetched.outcome, fetched.page) == (Outcome.TOO_LARGE, None)
    assert fetched.bytes == 100_000


def test_a_body_of_just_the_cap_is_not_too_large() -> None:
    with Server({"/a": Reply(b"x" * 5000), "/b": Reply(b"x" * 5001)}) as server:
        exact, over = get(server, "/a", "/b", max_bytes=5000)
    assert (exact.outcome, over.outcome) == (Outcome.FETCHED, Outcome.TOO_LARGE)


def test_robots_txt_is_obeyed_and_read_once() -> None:
    rules = "User-agent: *\nDisallow: /kin\nAllow: /kin/mo\n\nUser-agent: khac\nDisallow: /"
    with Server({"/robots.txt": Reply(rules), "/mo": Reply(PAGE), "/kin/mo": Reply(PAGE)}) as server:
        shut, opened, inner = get(server, "/kin/1", "/mo", "/kin/mo", at_once=True)
    assert (shut.outcome, shut.reason, shut.status) == (Outcome.ROBOTS, "disallowed by robots.txt", None)
    assert (opened.outcome, inner.outcome) == (Outcome.FETCHED, Outcome.FETCHED)
    assert server.paths(robots=True).count("/robots.txt") == 1
    assert "/kin/1" not in server.paths()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, Outcome.FETCHED), (403, Outcome.FETCHED), (500, Outcome.ROBOTS), (429, Outcome.ROBOTS)],
)
def test_an_unreadable_robots_txt_allows_or_closes(status: int, outcome: Outcome) -> None:
    with Server({"/robots.txt": Reply(status=status, headers={"Retry-After": "0"}), "/a": Reply(PAGE)}) as server:
        fetched = get_one(server, "/a")
    assert fetched.outcome is outcome
    assert (fetched.retry_at is not None) == (outcome is Outcome.ROBOTS)
    assert (server.paths() == ["/a"]) == (outcome is Outcome.FETCHED)


def test_a_robots_txt_that_never_comes_closes_the_host_for_the_run() -> None:
    with Server({"/robots.txt": Raw(reset=True), "/a": Reply(PAGE)}) as server:
        first, second = get(server, "/a", "/a")
    assert first.outcome is second.outcome is Outcome.FAILED
    assert str(first.reason).startswith("robots.txt: ")
    assert first.retry_at is not None
    assert server.paths(robots=True) == ["/robots.txt"]


def test_robots_txt_may_be_moved_and_holds_for_a_redirect_target_too() -> None:
    pages = {
        "/robots.txt": moved("/r"),
        "/r": Reply("User-agent: hoptac\nDisallow: /kin"),
        "/a": moved("/kin"),
    }
    with Server({**pages, "/kin": Reply(PAGE)}) as server:
        fetched = get_one(server, "/a")
    assert (fetched.outcome, fetched.status) == (Outcome.ROBOTS, 301)
    assert server.paths() == ["/r", "/a"]


def test_one_request_at_a_time_to_a_host_over_one_connection() -> None:
    pages = {f"/{n}": Reply(PAGE, wait=0.01) for n in range(8)}
    hosts = [f"bao{n}.test" for n in range(3)]
    with Server(pages) as server:
        urls = [f"http://{host}{path}" for path in pages for host in hosts]
        fetched = get(server, *urls, at_once=True, routes=server.routes(*hosts))
    assert all(one.outcome is Outcome.FETCHED for one in fetched)
    assert dict(server.busiest) == dict.fromkeys(hosts, 1)
    assert len({seen.connection for seen in server.seen}) == len(hosts)
    spans = sorted((seen.at, seen.ended) for seen in server.seen)
    assert any(start < end for (_, end), (start, _) in pairwise(spans))  # different hosts do overlap


def gaps(seen: Sequence[Seen]) -> list[float]:
    return [later.at - earlier.ended for earlier, later in pairwise(seen)]


def test_the_delay_is_kept_on_every_request_of_a_host() -> None:
    with Server({"/a": moved("/b"), "/b": Reply(PAGE), "/c": Reply(PAGE)}) as server:
        names = server.routes(HOST, f"www.{HOST}")
        get(server, "/a", "/c", f"http://www.{HOST}/c", at_once=True, delay=0.1, routes=names)
    assert len(server.seen) == 6
    assert min(gaps(server.seen)) > 0.09


def test_crawl_delay_slows_the_host_down() -> None:
    with Server({"/robots.txt": Reply("User-agent: *\nCrawl-delay: 0.2"), "/a": Reply(PAGE)}) as server:
        get(server, "/a", "/a")
    assert min(gaps(server.seen)) > 0.19


def test_a_short_pause_is_kept_and_a_long_one_ends_the_host_for_the_run() -> None:
    pages = {
        "/kho": Reply(status=429, headers={"Retry-After": "1"}),
        "/ban": Reply(status=503, headers={"Retry-After": "7200"}),
        "/a": Reply(PAGE),
    }
    with Server(pages) as server:
        refused, after, busy, left, other = get(
            server, "/kho", "/a", "/ban", "/a", "http://khac.test/a", routes=server.routes(HOST, "khac.test")
        )
    assert (refused.outcome, refused.status) == (Outcome.BLOCKED, 429)
    assert (busy.outcome, busy.status) == (Outcome.HTTP_ERROR, 503)
    assert (after.outcome, other.outcome) == (Outcome.FETCHED, Outcome.FETCHED)
    assert (left.outcome, left.status) == (Outcome.BLOCKED, None)
    assert "pause" in str(left.reason)
    assert left.retry_at is not None
    assert 7100 < (left.retry_at - left.at).total_seconds() <= 7201
    asked = [seen for seen in server.seen if seen.path in ("/kho", "/a")]
    assert asked[1].at - asked[0].ended > 0.99
    assert server.paths() == ["/kho", "/a", "/ban", "/a"]  # the last one is of the other host


def test_refusals_without_a_time_pause_longer_each_time() -> None:
    async def play() -> tuple[list[float], list[float]]:
        now, slept = [0.0], []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            now[0] += seconds

        pace = Pace(patience=60.0, clock=lambda: now[0], sleep=sleep)
        pauses = []
        for _ in range(3):
            async with pace.turn("h", 0.0):
                pauses.append(pace.refused("h", None))
            if len(pauses) == 3:
                with pytest.raises(HostPaused):
                    async with pace.turn("h", 0.0):
                        pass
        return pauses, slept

    assert asyncio.run(play()) == ([30.0, 60.0, 120.0], [30.0, 60.0])


def test_cookies_are_not_kept() -> None:
    with Server({"/a": Reply(PAGE, headers={"Set-Cookie": "id=1; Path=/"})}) as server:
        get(server, "/a", "/a")
    assert not any("Cookie" in seen.headers for seen in server.seen)


def test_a_cancelled_run_stops_at_once() -> None:
    async def ask(server: Server) -> None:
        async with Fetcher(Settings(delay=0.0, routes=server.routes(HOST))) as fetcher:
            async with asyncio.timeout(0.1):
                await fetcher.get(f"http://{HOST}/a", delay=0.0)

    with Server({"/a": Reply(PAGE, wait=3.0)}) as server, pytest.raises(TimeoutError):
        asyncio.run(ask(server))


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pace = Pace(patience=60.0, clock=lambda: self.now, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def turn(self, delay: float = 1.0, took: float | None = 0.0) -> float:
        """Take a turn; returns the seconds it had to wait. `took` None: no answer came."""

        async def play() -> float:
            start = self.now
            async with self.pace.turn("bao.test", delay):
                waited = self.now - start
                if took is None:
                    self.pace.silent("bao.test")
                else:
                    self.pace.welcomed("bao.test", took)
            return waited

        return asyncio.run(play())


def test_a_slow_host_is_asked_more_slowly() -> None:
    clock = Clock()
    assert [clock.turn(took=3.0), clock.turn(took=30.0), clock.turn(took=0.1), clock.turn()] == [0.0, 6.0, 10.0, 1.0]
    assert clock.turn(delay=0.0, took=9.0) == 0.0


def test_a_host_that_never_answers_is_left_alone_longer_each_time() -> None:
    clock = Clock()
    for _ in range(TRIES):
        clock.turn(took=None)
    pauses = []
    for _ in range(3):
        with pytest.raises(HostPaused) as caught:
            clock.turn()
        assert caught.value.is_down
        pauses.append(caught.value.seconds)
        clock.now += caught.value.seconds
        clock.turn(took=None)
    assert pauses == [600.0, 2400.0, 9600.0]
    clock.now += 86400.0
    assert clock.turn() == 0.0  # it answers again: all is forgotten
    clock.turn(took=None)
    assert clock.turn() == 1.0


def test_what_one_run_learned_the_next_one_knows() -> None:
    first, second = Clock(), Clock()
    first.pace.refused("bao.test", 500.0)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    second.pace.recall(first.pace.learned(now), now + timedelta(seconds=100))
    with pytest.raises(HostPaused) as caught:
        second.turn()
    assert caught.value.seconds == pytest.approx(400.0)
    assert not caught.value.is_down
    assert second.pace.refused("bao.test", None) == 60.0  # its second refusal


def test_hosts_of_one_domain_share_a_turn_and_a_connection_and_a_host_that_is_down_is_named() -> None:
    with Server({"/a": Reply(PAGE), "/rude": Raw(reset=True)}) as server:
        names = server.routes("a.bao.test", "b.bao.test", "c.test")
        both = [f"http://{host}.bao.test/a" for host in ("a", "b")]
        get(server, *both, at_once=True, delay=0.1, routes=names)
        assert min(gaps(server.seen)) > 0.09
        asked = [f"http://c.test/rude?{n}" for n in range(TRIES + 1)]
        server.pages |= {f"/rude?{n}": Raw(reset=True) for n in range(TRIES)}
        found = get(server, *asked, routes=names)
    assert [one.outcome for one in found] == [Outcome.FAILED] * (TRIES + 1)
    assert "is down" in str(found[-1].reason)
    assert found[-1].retry_at is not None


def test_a_connection_that_went_stale_is_opened_anew_once() -> None:
    """The server closes after its answer without saying so; the next request finds out, and is sent again."""
    length = len(PAGE.encode())
    sly = Raw((b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length, PAGE.encode()))
    with Server({"/1": sly, "/2": sly, "/3": sly}) as server:
        assert [one.outcome for one in get(server, "/1", "/2", "/3")] == [Outcome.FETCHED] * 3


def test_what_was_sent_and_to_whom_is_told() -> None:
    with Server({"/a?b=%20c": Reply(PAGE)}) as server:
        fetched = get_one(server, "/a?b=%20c")
    assert fetched.request.startswith("GET /a?b=%20c HTTP/1.1\r\nHost: tin.test\r\nUser-Agent: hoptac/")
    assert fetched.request.endswith("\r\n\r\n")
    assert fetched.server == "127.0.0.1"
