"""Whatever a server does, does it become the row that is expected, and do all the others get their turn?"""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from flows.discover import Discovered, discover
from flows.fetch import Fetched, Fetcher
from flows.reading import read_page
from flows.settings import Settings
from parsers.model import Discover, Site
from tests.faults import ARTICLE, FAULTS, LIST_FAULTS, Fault, ListFault, table
from tests.server import Behaviour, Reply, Server
from tests.test_fetch import certified, get_one
from warehouse.rows import ArticleRow, Outcome, RunRow

RUN = RunRow(run_id=UUID(int=9), flow="ingest", started_at=datetime(2026, 3, 1, tzinfo=UTC))
TIMEOUT = 1.5  # the server runs in this process, and answers late when a bomb is unpacked


def settings(server: Server, hosts: list[str]) -> Settings:
    return Settings(delay=0.0, timeout=TIMEOUT, max_bytes=3_000_000, routes=server.routes(*hosts))


def served(hosts: list[str], faults: tuple[Fault, ...] | tuple[ListFault, ...]) -> dict[str, Behaviour]:
    pages: dict[str, Behaviour] = {}
    for host, fault in zip(hosts, faults, strict=True):
        pages[f"{host}/a"] = fault.does
        pages |= {host + path: does for path, does in fault.pages.items()}
    return pages


@cache
def fetched() -> dict[str, Fetched]:
    """Every fault asked at once by one fetcher, each at its own host."""
    hosts = [f"may{n}.test" for n in range(len(FAULTS))]

    async def ask(server: Server) -> list[Fetched]:
        gate = asyncio.Semaphore(16)

        async def one(host: str, fetcher: Fetcher) -> Fetched:
            async with gate:
                return await fetcher.get(f"http://{host}/a", delay=0.0)

        async with Fetcher(settings(server, hosts)) as fetcher:
            return await asyncio.gather(*(one(host, fetcher) for host in hosts))

    with Server(served(hosts, FAULTS)) as server:
        found = asyncio.run(ask(server))
    return {fault.name: one for fault, one in zip(FAULTS, found, strict=True)}


def judged(one: Fetched) -> str:
    if one.page is None:
        return str(one.outcome)
    row = read_page(one.page, RUN.run_id)
    return str(one.outcome) if isinstance(row, ArticleRow) else f"{one.outcome}/{row.reason}"


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_each_fault_becomes_its_row(fault: Fault) -> None:
    one = fetched()[fault.name]
    assert judged(one) == fault.becomes, one.reason
    assert fault.says in (one.reason or "")
    assert (one.reason is None) == (one.outcome is Outcome.FETCHED)


def test_there_are_enough_faults_and_each_has_a_name() -> None:
    names = [*(fault.name for fault in FAULTS), *(fault.name for fault in LIST_FAULTS)]
    assert len(set(names)) == len(names) >= 45


def test_the_readme_shows_the_table() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    assert table() in readme, "run: python -m tests.faults, and put it into README.md"


@cache
def discovered() -> dict[str, tuple[Discovered, int]]:
    hosts = [f"ds{n}.test" for n in range(len(LIST_FAULTS))]

    async def ask(server: Server) -> list[Discovered]:
        async with Fetcher(settings(server, hosts)) as fetcher:
            sites = [_site(host, fault) for host, fault in zip(hosts, LIST_FAULTS, strict=True)]
            return await asyncio.gather(*(discover(site, fetcher, {}, RUN) for site in sites))

    with Server(served(hosts, LIST_FAULTS)) as server:
        found = asyncio.run(ask(server))
    asked = [sum(seen.host == host and seen.path != "/robots.txt" for seen in server.seen) for host in hosts]
    return {fault.name: pair for fault, *pair in zip(LIST_FAULTS, found, asked, strict=True)}  # type: ignore[misc]


def _site(host: str, fault: ListFault) -> Site:
    lists = {f"{fault.kind}s": (f"http://{host}/a",), "next_page": "a.sau", "pages": 3, "article": r"/tin-\d+\.html$"}
    return Site(name=host.partition(".")[0], title="Báo", hosts=(host,), discover=Discover(**lists))  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", LIST_FAULTS, ids=[fault.name for fault in LIST_FAULTS])
def test_each_faulty_list_becomes_its_row(fault: ListFault) -> None:
    found, requests = discovered()[fault.name]
    row = found.fetches[0]
    assert f"{row.outcome} {len(found.entries)}" == fault.becomes, row.reason
    assert fault.says in (row.reason or "")
    assert requests == fault.requests


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "starts", "trusted", "says"),
    [
        ("tin.test", -DAY, False, "self-signed certificate"),
        ("khac.test", -DAY, True, "Hostname mismatch"),
        ("tin.test", -20 * DAY, True, "certificate has expired"),
        ("tin.test", DAY, True, "certificate is not yet valid"),
    ],
    ids=["self-signed", "of another host", "expired", "not yet valid"],
)
def test_bad_tls_is_failed(  # noqa: PLR0917
    name: str,
    starts: timedelta,
    trusted: bool,
    says: str,
    tmp_path: Path,
    names: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names[name] = ["127.0.0.1"]
    file = certified(tmp_path, datetime.now(UTC) + starts)
    if trusted:
        trusting = ssl.create_default_context(cafile=file)
        monkeypatch.setattr("flows.exchange._certificates", lambda: trusting)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with Server({"/a": Reply(ARTICLE)}, tls=context) as server:
        one = get_one(server, f"https://{name}:{server.port}/a", allow_private=True, routes={})
    assert one.outcome is Outcome.FAILED
    assert says in str(one.reason)


def test_plain_http_where_tls_was_expected_is_failed(names: dict[str, list[str]]) -> None:
    names["tin.test"] = ["127.0.0.1"]
    with Server({"/a": Reply(ARTICLE)}) as server:
        one = get_one(server, f"https://tin.test:{server.port}/a", allow_private=True, routes={})
    assert one.outcome is Outcome.FAILED
    assert one.reason


def test_the_exception_of_a_site_file_believes_its_certificate_and_no_other(
    tmp_path: Path, names: dict[str, list[str]]
) -> None:
    names |= {"tin.test": ["127.0.0.1"], "khac.test": ["127.0.0.1"]}
    (tmp_path / "tin.test.toml").write_text(
        'name = "tin"\ntitle = "Tin"\nhosts = ["tin.test"]\nverify_tls = false\n', "utf-8"
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified(tmp_path, datetime.now(UTC) - DAY))

    def outcome(server: Server, name: str) -> Outcome:
        url = f"https://{name}:{server.port}/a"
        return get_one(server, url, allow_private=True, routes={}, sites=tmp_path).outcome

    with Server({"/a": Reply(ARTICLE)}, tls=context) as server:
        assert outcome(server, "tin.test") is Outcome.FETCHED
        assert outcome(server, "khac.test") is Outcome.FAILED
