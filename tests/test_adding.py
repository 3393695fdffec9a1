"""Does one address of an unknown site give a site file that works?"""

from __future__ import annotations

import asyncio
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline, show
from flows.adding import Draft, SiteProblem, add_site
from flows.request import Request
from flows.settings import Settings
from parsers import golden, parse_html
from parsers.golden import FIELDS
from parsers.proposal import article_form
from tests.faults import ARTICLE
from tests.homes import blank_home
from tests.server import Behaviour, Reply, Server

HOST = "bao-moi.test"
LINKS = [f"http://{HOST}/suc-khoe/hai-benh-vien-ky-hop-tac-{n}26110{n}.htm" for n in range(1, 6)]
FRONT = '<html><head><title>Báo Mới</title>{}</head><body><a href="/lien-he">Liên hệ</a>{}</body></html>'
RSS = "<rss><channel>{}</channel></rss>".format("".join(f"<item><link>{link}</link></item>" for link in LINKS))
MAP = "<urlset>{}</urlset>".format("".join(f"<url><loc>{link}</loc></url>" for link in LINKS))
INDEX = f"<sitemapindex><sitemap><loc>http://{HOST}/thang-11.xml</loc></sitemap></sitemapindex>"
ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="/rss/suc-khoe.rss">'
HEADLINES = "".join(f'<a href="{link}">Hai bệnh viện ký hợp tác</a>' for link in LINKS)
PAGES: dict[str, Behaviour] = {link.removeprefix(f"http://{HOST}"): Reply(ARTICLE) for link in LINKS}


def add(server: Server, folder: Path) -> Draft:
    settings = Settings(delay=0.0, timeout=2.0, routes=server.routes(HOST), home=folder)
    return asyncio.run(add_site(settings, f"http://{HOST}/"))


@pytest.mark.parametrize(
    ("pages", "lists"),
    [
        ({"/": Reply(FRONT.format(ALTERNATE, "")), "/rss/suc-khoe.rss": Reply(RSS)}, {"feeds": "/rss/suc-khoe.rss"}),
        ({"/": Reply(FRONT.format("", "")), "/feed": Reply(RSS)}, {"feeds": "/feed"}),
        (
            {"/": Reply("?"), "/robots.txt": Reply(f"Sitemap: http://{HOST}/ban-do.xml"), "/ban-do.xml": Reply(MAP)},
            {"sitemaps": "/ban-do.xml"},
        ),
        ({"/": Reply("?"), "/sitemap.xml": Reply(INDEX), "/thang-11.xml": Reply(MAP)}, {"sitemaps": "/sitemap.xml"}),
        ({"/": Reply(FRONT.format("", HEADLINES))}, {"listings": "/"}),
    ],
    ids=["named feed", "guessed feed", "sitemap of robots.txt", "index", "headlines"],
)
def test_a_draft_names_the_lists_and_a_run_with_it_brings_the_articles(
    tmp_path: Path, pages: dict[str, Any], lists: dict[str, str]
) -> None:
    with Server({**PAGES, **pages}) as server:
        draft = add(server, tmp_path)
        table = tomllib.loads(draft.path.read_text("utf-8"))
        found = {key: urls for key, urls in table["discover"].items() if key != "article"}
        assert found == {key: [f"http://{HOST}{path}"] for key, path in lists.items()}
        assert table["discover"]["article"] == r"-\d{4,}\.htm/?$"
        assert draft.article is not None
        assert draft.article.title == "Hai bệnh viện ký kết hợp tác"
        settings = blank_home(tmp_path / "home", sites=tmp_path / "sites", delay=0.0, routes=server.routes(HOST))
        report = asyncio.run(pipeline.ingest(settings, Request(sites=["bao-moi-test"])))
    assert report.counts["new"] == len(LINKS)


def test_a_golden_page_is_proposed_in_the_form_of_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = ARTICLE.replace('charset="utf-8"', 'charset="utf-16le"').encode("utf-16")
    pages = {link.removeprefix(f"http://{HOST}"): Reply(shown) for link in LINKS}
    with Server({**pages, "/": Reply(FRONT.format(ALTERNATE, "")), "/rss/suc-khoe.rss": Reply(RSS)}) as server:
        draft = add(server, tmp_path)
    show.draft(draft, as_json=False)
    told = " ".join(capsys.readouterr().out.split())
    assert "a person must read and correct" in told
    assert "in your own words before it goes into the repository" in told
    page = draft.golden
    assert page == tmp_path / "sites" / "bao-moi-test-hai-benh-vien-ky-hop.html"
    expected = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert expected["absent"] == []
    assert set(expected) == {*FIELDS, "absent"}
    assert golden.expected(parse_html(page.read_bytes(), LINKS[0])) | {
        "site": "bao-moi-test", "absent": []
    } == expected  # fmt: skip
    assert "bản ghi nhớ" in page.read_text("utf-8")


def test_no_golden_page_where_there_is_no_article(tmp_path: Path) -> None:
    with Server({"/": Reply(FRONT.format(ALTERNATE, "")), "/rss/suc-khoe.rss": Reply(RSS)}) as server:
        draft = add(server, tmp_path)
    assert draft.golden is None
    assert [path.name for path in draft.path.parent.iterdir()] == [f"{HOST}.toml"]


def test_a_site_without_lists_or_that_does_not_answer_says_so(tmp_path: Path) -> None:
    with Server({"/": Reply("<p>?</p>")}) as server:
        with pytest.raises(SiteProblem, match="no feed, no sitemap and no headlines"):
            add(server, tmp_path)
        server.pages["/"] = Reply(status=403)
        with pytest.raises(SiteProblem, match="403"):
            add(server, tmp_path)
    assert not (tmp_path / "sites").exists()


def test_a_known_site_is_named(tmp_path: Path) -> None:
    with pytest.raises(SiteProblem, match="has a site file already"):
        asyncio.run(add_site(Settings(), "https://nld.com.vn/", tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("urls", "form"),
    [
        (["/a-b-c-post123456.html", "/d-post98765.html"], r"-post\d{4,}\.html/?$"),
        (["/2026/11/mot-tin", "/2026/10/hai-tin/"], r"/20\d{2}/\d{2}/"),
        (["/tin/mot.html", "/tin/hai.html"], r"\.html$"),
        (["/mot-tin", "/hai-tin"], ""),
        (["/article/view/12345", "/article/view/12346/"], r"/\d{4,}/?$"),
    ],
)
def test_the_form_of_an_address_is_what_nearly_all_share(urls: list[str], form: str) -> None:
    assert article_form([f"https://bao.test{url}" for url in urls]) == form
