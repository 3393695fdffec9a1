"""Does every list give its addresses, titles and times, however broken, and does it say what was wrong?"""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.feeds import read_feed, read_listing, read_sitemap
from parsers.inflate import inflate
from parsers.listing import merged
from parsers.model import Discover, FeedEntry

URL = "https://bao.test/rss/y-te.rss"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>Y tế</title>{"".join(items)}</channel></rss>'


def item(number: int, extra: str = "") -> str:
    return f"<item><title>Tin số {number}</title><link>https://bao.test/tin-{number}.html</link>{extra}</item>"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def numbers(entries: tuple[FeedEntry, ...]) -> list[str]:
    return [entry.url.rpartition("-")[2].removesuffix(".html") for entry in entries]


def test_rss_gives_address_title_and_time() -> None:
    dated = item(1, "<pubDate>Sun, 01 Mar 2026 09:51:00 +0700</pubDate>")
    listing = read_feed(rss(dated, item(2)).encode(), URL)
    assert listing.entries == (
        FeedEntry("https://bao.test/tin-1.html", "Tin số 1", utc(2026, 3, 1, 2, 51)),
        FeedEntry("https://bao.test/tin-2.html", "Tin số 2"),
    )
    assert listing.warnings == ()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Sun, 01 Mar 2026 09:51:00 GMT", utc(2026, 3, 1, 9, 51)),
        ("Sun, 01 Mar 2026 09:51:00 GMT+7", utc(2026, 3, 1, 2, 51)),
        ("Sun, 01 Mar 2026 09:51:00", utc(2026, 3, 1, 2, 51)),
        ("2026-03-01 09:51:00", utc(2026, 3, 1, 2, 51)),
        ("2026-03-01T09:51:00Z", utc(2026, 3, 1, 9, 51)),
        ("01/03/2026 09:51", utc(2026, 3, 1, 2, 51)),
        ("Chủ nhật, 1/3/2026, 09:51 (GMT+7)", utc(2026, 3, 1, 2, 51)),
        ("Thứ hai tuần trước", None),
        ("Sun, 31 Feb 2026 09:51:00 +0700", None),
        ("", None),
    ],
)
def test_times_without_zone_are_those_of_the_site(printed: str, expected: datetime | None) -> None:
    listing = read_feed(rss(item(1, f"<pubDate>{printed}</pubDate>")).encode(), URL)
    assert listing.entries[0].published_at == expected


def test_the_zone_can_be_another() -> None:
    body = rss(item(1, "<pubDate>2026-03-01 09:51:00</pubDate>")).encode()
    assert read_feed(body, URL, "Europe/Paris").entries[0].published_at == utc(2026, 3, 1, 8, 51)


def test_atom_gives_both_times_and_resolves_addresses() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Health</title><entry>
      <title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title><link rel="alternate" href="/news/1"/>
      <published>2026-03-01T01:00:00Z</published><updated>2026-03-02T08:00:00+07:00</updated></entry></feed>"""
    listing = read_feed(body.encode(), "https://bao.test/atom")
    assert listing.entries == (FeedEntry("https://bao.test/news/1", "A & B", utc(2026, 3, 1, 1), utc(2026, 3, 2, 1)),)


def test_rss_1_with_dublin_core() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://bao.test/"><title>x</title></channel>
      <item rdf:about="https://bao.test/tin-1.html"><title>Một</title><link>https://bao.test/tin-1.html</link>
      <dc:date>2026-03-01T09:51:00+07:00</dc:date></item></rdf:RDF>"""
    entry = read_feed(body.encode(), URL).entries[0]
    assert (entry.title, entry.published_at or entry.modified_at) == ("Một", utc(2026, 3, 1, 2, 51))


def test_a_guid_that_is_an_address_stands_in_for_the_link() -> None:
    one = "<item><title>Một</title><guid>https://bao.test/tin-1.html</guid></item>"
    none = "<item><title>Hai</title><guid isPermaLink='false'>bao-2</guid></item>"
    assert numbers(read_feed(rss(one, none).encode(), URL).entries) == ["1"]


def test_an_address_listed_twice_is_one_entry_that_knows_most() -> None:
    again = item(1, "<pubDate>2026-03-01 09:51:00</pubDate>")
    entries = read_feed(rss(item(1), item(2), again).encode(), URL).entries
    assert numbers(entries) == ["1", "2"]
    assert entries[0].published_at == utc(2026, 3, 1, 2, 51)


BROKEN = {
    "a bad byte": rss(item(1), item(2)).encode().replace("số 2".encode(), b"s\xff 2"),
    "an undefined entity": rss(item(1, "<description>a&nbsp;b &hellip;</description>"), item(2)).encode(),
    "a bare ampersand": rss(item(1), item(2).replace("Tin", "Y tế & Tin")).encode(),
    "an unclosed tag": rss(item(1, "<description><br>x</description>"), item(2)).encode(),
    "a control character": rss(item(1, "\x0b"), item(2)).encode(),
    "a cut": rss(item(1), item(2), item(34567)).encode()[: -len("567.html</link></item></channel></rss>")],
    "no end": rss(item(1), item(2)).encode().removesuffix(b"</channel></rss>"),
    "markup in a title": rss(item(1), item(2).replace("Tin", "<b>Tin")).encode(),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_feed_is_salvaged_and_says_so(fault: str) -> None:
    listing = read_feed(BROKEN[fault], URL)
    assert numbers(listing.entries) == ["1", "2"]
    assert listing.entries[0].title == "Tin số 1"
    assert listing.warnings


@pytest.mark.parametrize(
    ("declared", "actual"),
    [("iso-8859-1", "utf-8"), ("utf-16", "utf-8"), ("utf-8", "utf-16"), ("", "utf-8-sig"), ("windows-1258", "cp1258")],
)
def test_the_encoding_is_the_one_that_fits(declared: str, actual: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = rss(item(1).replace("Tin số", "Hà"), head=head).replace("Y tế", "Y")
    assert [entry.title for entry in read_feed(text.encode(actual), URL).entries] == ["Hà 1"]


@pytest.mark.parametrize(
    "body",
    [b"", b"   ", b"<html><body><p>404</p></body></html>", b"\x89PNG\r\n", b"{}", b"[1]", b'{"items": 5}', b"Xin loi"],
)
def test_what_is_no_feed_is_empty_and_says_so(body: bytes) -> None:
    listing = read_feed(body, URL)
    assert listing.entries == ()
    assert "not a feed" in " ".join(listing.warnings)


def test_an_empty_feed_is_fine() -> None:
    assert read_feed(rss().encode(), URL).warnings == ()


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">%s<!ENTITY x SYSTEM "file:///etc/passwd">]>
<%s><url><loc>https://bao.test/tin-1.html</loc></url><channel><item><title>&j;&x;</title><link>https://bao.test/tin-1.html</link></item></channel></%s>"""


@pytest.mark.parametrize("root", ["rss", "urlset"])
def test_entities_are_not_expanded(root: str) -> None:
    levels = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    body = (BOMB % (levels, root, root)).encode()
    started = time.monotonic()
    listing = (read_feed if root == "rss" else read_sitemap)(body, URL)
    assert time.monotonic() - started < 2
    assert numbers(listing.entries) == ["1"]
    assert len(listing.entries[0].title or "") < 200
    assert "root:" not in (listing.entries[0].title or "")


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/a.xsl"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://bao.test/tin-1.html?a=1&amp;b=2 </loc><xhtml:link rel="alternate" href="https://bao.test/en"/>
  <image:image><image:loc>https://bao.test/anh.jpg</image:loc></image:image><lastmod>2026-03-02</lastmod>
  <news:news><news:publication><news:name>Báo</news:name></news:publication>
  <news:publication_date>2026-03-01T09:51:00+07:00</news:publication_date>
  <news:title><![CDATA[Hợp tác <y tế> & đào tạo]]></news:title></news:news></url>
<url><loc><![CDATA[https://bao.test/tin-2.html]]></loc><lastmod>hôm qua</lastmod><priority>0.5</priority></url>
<url><priority>1</priority></url><url><loc>mailto:a@bao.test</loc></url>
</urlset>"""


@pytest.mark.parametrize("packed", [False, True])
def test_a_news_sitemap_gives_title_and_times(packed: bool) -> None:
    body = gzip.compress(SITEMAP.encode()) if packed else SITEMAP.encode()
    listing = read_sitemap(body, "https://bao.test/sitemap.xml")
    assert listing.entries == (
        FeedEntry(
            "https://bao.test/tin-1.html?a=1&b=2",
            "Hợp tác <y tế> & đào tạo",
            utc(2026, 3, 1, 2, 51),
            utc(2026, 3, 1, 17),
        ),
        FeedEntry("https://bao.test/tin-2.html"),
    )
    assert listing.warnings == ()


def test_an_index_names_its_sitemaps_newest_first() -> None:
    dates = ["2025-12", "2026-03-01T10:00:00+07:00", "", "2026-02-27"]
    lines = [f"<sitemap><loc>/s{n}.xml</loc><lastmod>{date}</lastmod></sitemap>" for n, date in enumerate(dates)]
    listing = read_sitemap(f"<sitemapindex>{''.join(lines)}</sitemapindex>".encode(), "https://bao.test/a/b.xml")
    assert listing.sitemaps == tuple(f"https://bao.test/s{n}.xml" for n in (1, 3, 0, 2))
    assert listing.entries == ()


@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_sitemap_gives_no_half_address(packed: bool) -> None:
    body = SITEMAP.encode()[: SITEMAP.encode().index(b"n-2.html") + 3]
    if packed:
        body = gzip.compress(SITEMAP.encode() * 1)[:-30]
    listing = read_sitemap(body, URL)
    assert [entry.url for entry in listing.entries][:1] == ["https://bao.test/tin-1.html?a=1&b=2"]
    assert all(entry.url.endswith((".html", "b=2")) for entry in listing.entries)
    assert listing.warnings


def test_addresses_line_by_line_are_a_sitemap_too() -> None:
    body = b"https://bao.test/tin-1.html\r\n\r\n# x\nhttps://bao.test/tin-2.html\nkhong"
    assert numbers(read_sitemap(body, URL).entries) == ["1", "2"]


def test_a_feed_in_place_of_a_sitemap_is_read_as_one() -> None:
    assert numbers(read_sitemap(rss(item(1)).encode(), URL).entries) == ["1"]


def test_a_page_in_place_of_a_sitemap_says_so() -> None:
    listing = read_sitemap(b"<!DOCTYPE html><html><a href='/1'>1</a></html>", URL)
    assert (listing.entries, listing.sitemaps) == ((), ())
    assert "html" in listing.warnings[0]


def test_one_time_of_change_for_everything_is_not_believed() -> None:
    def urlset(*dates: str) -> bytes:
        lines = (
            f"<url><loc>https://bao.test/tin-{n}</loc><lastmod>{date}</lastmod></url>" for n, date in enumerate(dates)
        )
        return f"<urlset>{''.join(lines)}</urlset>".encode()

    same = read_sitemap(urlset(*["2026-03-01T10:00:00Z"] * 6), URL)
    assert {entry.modified_at for entry in same.entries} == {None}
    assert "not believed" in same.warnings[0]
    differing = read_sitemap(urlset(*["2026-03-01T10:00:00Z"] * 5, "2026-03-01T11:00:00Z"), URL)
    assert None not in {entry.modified_at for entry in differing.entries}
    assert differing.warnings == ()


PAGE = """<html><head><base href="/y-te/"></head><body>
<nav><a href="/">Trang chủ</a><a href="/y-te/">Y tế</a></nav>
<article><a href="tin-1.html"><img src="a.jpg"></a>
<h3><a href="tin-1.html?utm_source=x" title="x">Tin  một</a></h3></article>
<a href="https://www.bao.test/y-te/tin-2.html" title="Tin hai"><img></a><a href="">rỗng</a>
<a href="https://khac.test/y-te/tin-3.html">Báo khác</a><a href="mailto:a@bao.test/tin-4.html">Thư</a>
<a href="javascript:mo('tin-5.html')">Mở</a><a href="tin-6.html#binh-luan">Tin sáu</a><a href="http://[">hỏng</a>
<a class="sau" href="?trang=2">Trang sau</a></body></html>"""


def test_a_listing_gives_its_article_links() -> None:
    discover = Discover(article=r"/tin-\d+\.html$", next_page="a.sau")
    listing = read_listing(PAGE, "https://bao.test/y-te/", discover)
    assert listing.entries == (
        FeedEntry("https://bao.test/y-te/tin-1.html", "Tin một"),
        FeedEntry("https://bao.test/y-te/tin-2.html", "Tin hai"),
        FeedEntry("https://bao.test/y-te/tin-6.html", "Tin sáu"),
    )
    assert listing.next_page == "https://bao.test/y-te/?trang=2"


def test_a_listing_without_next_page_or_rule() -> None:
    listing = read_listing(PAGE.encode(), "https://bao.test/y-te/", Discover())
    assert listing.next_page is None
    assert "https://bao.test/y-te" in [entry.url for entry in listing.entries]
    assert not any("khac.test" in entry.url for entry in listing.entries)
    last = Discover(next_page="a.sau")
    assert read_listing(PAGE, "https://bao.test/y-te/?trang=2", last).next_page is None


def test_merging_keeps_what_the_first_list_says_and_the_later_change() -> None:
    first = FeedEntry("a", "Một", utc(2026, 1, 1), utc(2026, 1, 2))
    second = FeedEntry("a", "Hai", utc(2026, 1, 3), utc(2026, 1, 4))
    assert merged(first, second) == FeedEntry("a", "Một", utc(2026, 1, 1), utc(2026, 1, 4))
    assert merged(FeedEntry("a"), second) == second


def test_inflating_stops_at_the_limit_and_reads_all_members() -> None:
    data = gzip.compress(b"a" * 100_000) + gzip.compress(b"b" * 10)
    assert inflate(data, 10**6) == (b"a" * 100_000 + b"b" * 10, True)
    assert inflate(data, 1000) == (b"a" * 1000, False)
    assert inflate(data, 100_010)[1] is True
    assert inflate(data[:-1], 10**6)[1] is False
    assert inflate(b"khong phai", 10) == (b"", False)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 700), noise=st.binary(max_size=6), at=st.integers(0, 700))
def test_no_bytes_break_a_reader(cut: int, noise: bytes, at: int) -> None:
    body = rss(item(1), item(2, "<pubDate>Sun, 01 Mar 2026 09:51:00 +0700</pubDate>")).encode() + SITEMAP.encode()
    mangled = (body[:at] + noise + body[at:])[cut:]
    for read in (read_feed, read_sitemap):
        assert all(entry.url.startswith("http") for entry in read(mangled, URL).entries)
    read_listing(mangled, URL, Discover())


def json_feed(*items: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Báo", "items": items}).encode()


def test_a_json_feed_gives_address_title_and_times() -> None:
    full = {"id": "1", "url": "/tin-1.html", "title": "<b>Một</b>", "date_published": "2026-03-01T08:00:00+07:00"}
    other = {"id": "https://bao.test/tin-2.html", "date_modified": "2026-03-02T08:00:00"}
    listing = read_feed(json_feed(full, other, {"id": "3"}, 4, {"url": 5}), URL)
    assert [entry.url for entry in listing.entries] == ["https://bao.test/tin-1.html", "https://bao.test/tin-2.html"]
    assert listing.entries[0].title == "Một"
    assert listing.entries[0].published_at == listing.entries[1].modified_at - timedelta(days=1)  # type: ignore[operator]
    assert listing.warnings == ()


def test_a_cut_json_feed_keeps_its_whole_items() -> None:
    body = json_feed({"url": "https://bao.test/tin-1.html"}, {"url": "https://bao.test/tin-2.html"})
    listing = read_feed(body[:-10], URL)
    assert [entry.url for entry in listing.entries] == ["https://bao.test/tin-1.html"]
    assert "salvaged" in listing.warnings[0]


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        (("5/12/2023 10:00:00 AM", "5/11/2023 9:00:00 AM"), (5, 5)),  # 5 December lies ahead of the fetch
        (("5/13/2023 10:00:00 AM", "5/4/2023 9:00:00 AM"), (5, 5)),  # there is no month 13
        (("5/4/2023 10:00:00 AM", "6/4/2023 9:00:00 AM"), (4, 4)),
        (("13/5/2023 10:00:00 AM", "5/12/2023 9:00:00 AM"), (5, 12)),
    ],
)
def test_slashed_dates_have_the_month_first_only_when_they_must(
    dates: tuple[str, str], months: tuple[int, int]
) -> None:
    items = [f"<item><link>https://bao.test/{n}</link><pubDate>{date}</pubDate></item>" for n, date in enumerate(dates)]
    body = f"<rss><channel>{''.join(items)}</channel></rss>".encode()
    entries = read_feed(body, URL, now=datetime(2023, 5, 14, tzinfo=UTC)).entries
    assert tuple(entry.published_at.month for entry in entries if entry.published_at) == months


@pytest.mark.parametrize("guid", ["<guid>123</guid>", "<guid isPermaLink='true'>tin-1</guid>", "<guid>tag:a,1</guid>"])
def test_an_id_that_is_no_whole_address_is_none(guid: str) -> None:
    assert read_feed(f"<rss><channel><item><title>T</title>{guid}</item></channel></rss>".encode(), URL).entries == ()
