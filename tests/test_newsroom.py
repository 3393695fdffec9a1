"""Does the demo newsroom serve its articles, trouble included, and does the reader get them back?"""

from __future__ import annotations

import gzip
import http.client
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree  # our own lists, on loopback

import pytest

from flows.demo.content import ContentError, Piece, read_pieces
from flows.demo.desk import Desk, desk
from flows.demo.newsroom import SITES, Newsroom
from flows.demo.papers import PAPERS, Paper
from parsers.article import parse_page
from parsers.feeds import read_feed, read_listing, read_sitemap
from parsers.model import Article, Page, ParseError, Site
from parsers.sites import load_sites
from parsers.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

WRITTEN = read_pieces()
SEEN = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


@pytest.fixture(autouse=True)
def _first_visit(room: Newsroom) -> None:
    room.visit = 1


def get(room: Newsroom, url: str, **headers: str) -> Got:
    parts = urlsplit(url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(room.routes[parts.netloc], timeout=5)
    try:
        sent = {"Host": parts.netloc} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", address, headers=sent)
        response = connection.getresponse()
        return Got(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def shown(visit: int) -> list[tuple[str, Piece]]:
    """Every article of that visit with its address."""
    return [(e.address(p), p) for e in desk(visit).editions.values() for p in e.pieces]


def plain(paragraphs: tuple[str, ...]) -> list[str]:
    """The paragraphs without a wire agency's end mark, which a reader may keep or strip."""
    return [*paragraphs[:-1], paragraphs[-1].removesuffix("./.").removesuffix(".")]


def words(text: str) -> str:
    """The text with one blank for all that is no letter or digit."""
    return re.sub(r"\W+", " ", text).strip()


def test_there_are_eight_papers_in_two_languages_with_sixty_articles() -> None:
    assert set(WRITTEN) == {paper.name for paper in PAPERS}
    assert {paper.language for paper in PAPERS} == {"vi", "en"}
    assert sum(len(pieces) for pieces in WRITTEN.values()) >= 60


@pytest.mark.parametrize("visit", [1, 2])
def test_every_article_is_served_and_its_page_holds_its_title(room: Newsroom, visit: int) -> None:
    room.visit = visit
    for url, piece in shown(visit):
        got = get(room, url)
        assert got.status == 200, url
        encoding = "windows-1252" if piece.slug == "emergency-doctors-from-sainte-aurelie" else "utf-8"
        assert escape(piece.title) in got.body.decode(encoding), url


def test_every_list_named_in_a_site_file_is_served(room: Newsroom) -> None:
    for file in room.sites_folder.glob("*.toml"):
        discover = tomllib.loads(file.read_text("utf-8"))["discover"]
        for key in ("feeds", "sitemaps", "listings"):
            for url in discover.get(key, []):
                assert get(room, url).status == 200, url


def test_the_site_files_are_valid_and_one_for_each_paper() -> None:
    sites = load_sites(SITES)
    for paper in PAPERS:
        site = sites.by_host(paper.host)
        assert site is not None
        assert (site.name, site.title, site.language) == (paper.name, paper.title, paper.language)


def test_a_visit_gives_the_same_bytes_again() -> None:
    again = Desk(1)
    for url, _ in shown(1):
        parts = urlsplit(url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        assert again.reply(parts.netloc, address) == desk(1).reply(parts.netloc, address)


def test_the_listing_turns_three_pages_and_leaves_nothing_out(room: Newsroom) -> None:
    first = get(room, "http://thoibaoyduoc.example/moi-nhat").text
    second = get(room, "http://thoibaoyduoc.example/moi-nhat?page=2").text
    third = get(room, "http://thoibaoyduoc.example/moi-nhat?page=3").text
    assert 'class="next-page" href="/moi-nhat?page=2"' in first
    assert 'class="next-page" href="/moi-nhat?page=3"' in second
    assert "next-page" not in third
    listed = [url for url, p in shown(1) if p.site == "thoibaoyduoc" and url in first + second + third]
    assert len(listed) == len(WRITTEN["thoibaoyduoc"])


def test_the_feed_names_a_page_that_is_gone(room: Newsroom) -> None:
    feed = ElementTree.fromstring(get(room, "http://suckhoeviethop.example/rss/y-te.rss").body)  # noqa: S314
    links = [link.text or "" for link in feed.iterfind(".//item/link")]
    statuses = [get(room, link).status for link in links]
    assert statuses.count(404) == 1
    assert statuses.count(200) == len(links) - 1


def test_the_feed_names_an_old_address_that_moved(room: Newsroom) -> None:
    feed = ElementTree.fromstring(get(room, "http://tinnhanhyte.example/rss/suc-khoe.rss").body)  # noqa: S314
    moved = [got for link in feed.iterfind(".//item/link") if (got := get(room, link.text or "")).status == 301]
    assert len(moved) == 1
    assert get(room, moved[0].headers["location"]).status == 200


def test_a_broken_feed_is_no_xml_and_still_names_its_articles(room: Newsroom) -> None:
    body = get(room, "http://healthlink.example/rss/health.rss").body
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(body)  # noqa: S314
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert b"&nbsp;" in body
    assert not body.rstrip().endswith(b"</rss>")
    assert all(url.encode() in body for url, p in shown(1) if p.site == "healthlink")


def test_the_sitemap_index_leads_to_every_article(room: Newsroom) -> None:
    index = ElementTree.fromstring(get(room, "http://thongtanyte.example/sitemap.xml").body)  # noqa: S314
    parts = [get(room, loc.text or "").text for loc in index.iterfind("{*}sitemap/{*}loc")]
    assert len(parts) == 3
    assert any("news:publication_date" in part for part in parts)
    assert all(url in "".join(parts) for url, p in shown(1) if p.site == "thongtanyte")


@pytest.mark.parametrize(
    "url",
    [
        "http://baosonha.example/feed/",
        "http://thongtanyte.example/sitemap.xml",
        "http://vietnamhealth.example/sitemap.xml",
    ],
)
def test_an_unchanged_list_is_not_sent_again(room: Newsroom, url: str) -> None:
    first = get(room, url)
    by_tag = get(room, url, If_None_Match=first.headers["etag"])
    by_date = get(room, url, If_Modified_Since=first.headers["last-modified"])
    other_tag = get(room, url, If_None_Match='"other"', If_Modified_Since=first.headers["last-modified"])
    assert (by_tag.status, by_tag.body) == (304, b"")
    assert by_date.status == 304
    assert other_tag.status == 200  # the tag goes before the date


def test_on_the_second_visit_only_lists_with_news_change(room: Newsroom) -> None:
    lists = {paper.name: paper.home + (paper.feed or paper.sitemap) for paper in PAPERS if paper.feed or paper.sitemap}
    tags = {name: get(room, url).headers["etag"] for name, url in lists.items()}
    room.visit = 2
    changed = {name for name, url in lists.items() if get(room, url, If_None_Match=tags[name]).status == 200}
    touched = {name for name in lists if any(p.second or p.visit == 2 for p in WRITTEN[name])}
    assert changed == touched
    assert touched
    assert touched != set(lists)


def test_the_second_visit_shows_the_edited_text_and_the_new_article(room: Newsroom) -> None:
    url, before = next((u, p) for u, p in shown(1) if p.slug == "irish-grant-for-rehabilitation")
    assert "1.2 million euros" in get(room, url).text
    fresh = {u for u, _ in shown(2)} - {u for u, _ in shown(1)}
    assert fresh
    assert all(get(room, u).status == 404 for u in fresh)
    room.visit = 2
    assert "1.4 million euros" in get(room, url).text
    assert all(get(room, u).status == 200 for u in fresh)
    sitemap = get(room, "http://vietnamhealth.example/sitemap.xml").text
    assert before.second is not None
    assert before.second.changed.isoformat() in sitemap
    feed = read_feed(get(room, "http://suckhoeviethop.example/rss/y-te.rss").body, "")
    edits = {p.second.changed for p in WRITTEN["suckhoeviethop"] if p.second}
    assert edits
    assert edits <= {entry.published_at for entry in feed.entries}


def test_robots_keep_a_page_that_the_listing_links_to(room: Newsroom) -> None:
    assert "Disallow: /noi-bo/" in get(room, "http://thoibaoyduoc.example/robots.txt").text
    assert 'href="/noi-bo/' in get(room, "http://thoibaoyduoc.example/moi-nhat").text
    assert get(room, "http://baosonha.example/robots.txt").status == 404


def test_the_listings_lead_to_pages_that_are_no_article(room: Newsroom) -> None:
    kinds = set()
    for paper in PAPERS:
        listing = get(room, paper.home + paper.listing).text
        for address, kind in paper.furniture:
            assert f'href="{address}"' in listing
            got = get(room, paper.home + address)
            assert got.status == 200
            assert bool(got.body) == (kind != "empty")
            assert (got.headers["content-type"] == "application/pdf") == (kind == "pdf")
            kinds.add(kind)
    assert kinds == {"internal", "video", "empty", "pdf", "tag", "contact", "search"}


def test_two_pages_lie_about_their_charset(room: Newsroom) -> None:
    pages = {p.slug: get(room, u) for u, p in shown(1) if p.site == "vietnamhealth"}
    utf8 = pages["nurses-from-nagasuna-visit"]
    assert utf8.headers["content-type"].endswith("charset=iso-8859-1")
    assert "Đỗ Thục Quyên" in utf8.text
    latin = pages["emergency-doctors-from-sainte-aurelie"]
    assert latin.headers["content-type"].endswith("charset=utf-8")
    with pytest.raises(UnicodeDecodeError):
        latin.body.decode("utf-8")
    assert "Amélie Rocher" in latin.body.decode("windows-1252")


def test_pages_are_compressed_when_the_client_takes_it(room: Newsroom) -> None:
    url = "http://suckhoeviethop.example/"
    packed = get(room, url, Accept_Encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == get(room, url).body


def test_tag_and_section_pages_exist_for_the_links_in_the_articles(room: Newsroom) -> None:
    assert "Hàn Quốc" in get(room, "http://tinnhanhyte.example/tag/han-quoc").text
    assert get(room, "http://healthlink.example/chuyen-muc/cooperation").status == 200
    assert get(room, "http://healthlink.example/tag/no-such-tag.html").status == 404


def test_requests_are_noted_and_an_unknown_host_is_answered(room: Newsroom) -> None:
    room.requests.clear()
    get(room, "http://healthlink.example/nowhere")
    assert room.requests == [("healthlink.example", "/nowhere", 404)]
    assert desk(1).reply("stranger.example", "/").status == 404


def test_two_rooms_at_once_do_not_disturb_each_other() -> None:
    with Newsroom() as one, Newsroom() as other:
        other.visit = 2
        assert one.routes != other.routes
        assert get(one, "http://baosonha.example/feed/").body != get(other, "http://baosonha.example/feed/").body


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no front matter", "front matter"),
        ('+++\ntitle = "A"\n+++\n\nBody.\n', "published: Field required"),
        ("+++\ntitle = \n+++\n\nBody.\n", "Invalid value"),
        ('+++\ntitel = "A"\n+++\n\nBody.\n', "titel"),
        ('+++\ntitle = "A"\npublished = 2026-10-01T08:00:00\nsection = "S"\n+++\n\nBody.\n', "published"),
        ('+++\ntitle = "A"\npublished = 2026-10-01T08:00:00+07:00\nsection = "S"\n+++\n', "copy_of"),
        (
            '+++\ntitle = "A"\npublished = 2026-10-01T08:00:00+07:00\nsection = "S"\ncopy_of = "x/y"\n+++\n',
            "x/y",
        ),
        (
            '+++\ntitle = "A"\npublished = 2026-10-01T08:00:00+07:00\nsection = "S"\n+++\n\nBody.\n\n>> z\n',
            ">> z",
        ),
        (
            '+++\ntitle = "A"\npublished = 2026-10-01T08:00:00+07:00\nsection = "S"\n'
            'revision = { replace = [["q", "r"]], published_modified = 2026-10-02T08:00:00+07:00 }\n'
            "+++\n\nBody.\n",
            "'q' is not in the article",
        ),
    ],
)
def test_a_bad_article_file_is_named_with_its_key(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "bad.md").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=r"bad\.md") as caught:
        read_pieces(tmp_path)
    assert says in str(caught.value)


def test_a_reprint_takes_the_body_and_leaves_the_agencys_end_mark() -> None:
    origin = next(p for p in WRITTEN["thongtanyte"] if p.paragraphs[-1].endswith("./."))
    copies = [p for pieces in WRITTEN.values() for p in pieces if p.paragraphs[0] == origin.paragraphs[0]]
    assert len(copies) > 1
    assert all(not p.paragraphs[-1].endswith("./.") for p in copies if p.site != origin.site)


def found(room: Newsroom, site: Site) -> set[str]:
    """The addresses that the site's lists name, canonical; sitemap indexes and next pages followed."""
    discover, listings, urls = site.discover, [], list(site.discover.listings)
    listings += [read_feed(get(room, url).body, url) for url in discover.feeds]
    sitemaps = list(discover.sitemaps)
    while sitemaps:
        listings.append(read_sitemap(get(room, url := sitemaps.pop()).body, url))
        sitemaps += listings[-1].sitemaps
    while urls:
        listings.append(read_listing(get(room, url := urls.pop()).body, url, discover))
        urls += [listings[-1].next_page] if listings[-1].next_page else []
    return {canonical(entry.url) for listing in listings for entry in listing.entries}


@pytest.mark.parametrize("paper", PAPERS, ids=[paper.name for paper in PAPERS])
def test_every_article_can_be_found_from_the_site_file(room: Newsroom, paper: Paper) -> None:
    site = load_sites(SITES).by_host(paper.host)
    assert site is not None
    named = found(room, site)
    assert {canonical(url) for url, p in shown(1) if p.site == paper.name} <= named
    assert all(re.search(site.discover.article, url) for url in named)


def read(room: Newsroom, url: str) -> Article:
    got = get(room, url)
    page = Page(url=url, body=got.body, fetched_at=SEEN, status=got.status, headers=got.headers)
    return parse_page(page, load_sites(room.sites_folder))


@pytest.mark.parametrize(("url", "piece"), [pytest.param(u, p, id=f"{p.site}/{p.slug}") for u, p in shown(1)])
def test_the_reader_gets_back_what_the_newsroom_wrote(room: Newsroom, url: str, piece: Piece) -> None:
    article = read(room, url)
    assert article.title == piece.title
    assert plain(article.paragraphs) == plain(piece.paragraphs)
    assert article.captions == piece.captions
    assert words(piece.dek).endswith(words(article.dek or ""))  # a place before it may be left out, not glued to it
    if piece.site != "soytesonha":  # its bylines name an office, not a person
        assert article.authors == ((piece.author,) if piece.author else ())
    assert article.published_at is not None
    assert article.published_at.date() == piece.published.date()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        (p.host, a)
        for p in PAPERS
        for a, kind in ((p.listing, "listing"), ("/", "home"), *p.furniture)
        if kind != "contact"
    ],
)
def test_the_reader_refuses_what_is_no_article(room: Newsroom, host: str, address: str) -> None:
    with pytest.raises(ParseError):
        read(room, f"http://{host}{address}")
