"""Is every bundled site file sound, does it know its own addresses, and does a broken file say what is wrong?"""

from __future__ import annotations

import gzip
import re
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from parsers.model import Discover, Read, Site
from parsers.sites import BUNDLED, SiteError, Sites, families, load_sites
from parsers.sites.schema import DiscoverTable, ReadTable, SiteTable
from tests.corpus import WHY_NOT, corpus_dir, gold

SITES = tuple(load_sites())
WHOLE = """
name = "mau"
title = "Báo Mẫu"
hosts = ["mau.example"]
"""
# an article address of each site's form, in our own words
ARTICLES = {
    "vnexpress": ["https://vnexpress.net/hai-benh-vien-ky-ket-hop-tac-4990117.html"],
    "vnexpress-en": ["https://e.vnexpress.net/news/news/health/hospitals-sign-accord-4990118.html"],
    "nld": ["https://nld.com.vn/hai-benh-vien-ky-ket-hop-tac-196260415091230457.htm"],
    "tuoitre": [
        "https://tuoitre.vn/hai-benh-vien-ky-ket-hop-tac-20260307075519174.htm",
        "https://tuoitre.vn/hai-benh-vien-ky-ket-hop-tac-2026030707011493.htm",
    ],
    "thanhnien": ["https://thanhnien.vn/hai-benh-vien-ky-ket-hop-tac-185251120152149241.htm"],
    "suckhoedoisong": ["https://suckhoedoisong.vn/hai-benh-vien-ky-ket-hop-tac-169250905220306946.htm"],
    "baochinhphu": ["https://baochinhphu.vn/hai-benh-vien-ky-ket-hop-tac-102260228093004191.htm"],
    "dantri": ["https://dantri.com.vn/suc-khoe/hai-benh-vien-ky-ket-hop-tac-20260307080054340.htm"],
    "vietnamnet": [
        "https://vietnamnet.vn/hai-benh-vien-ky-ket-hop-tac-2495349.html",
        "https://vietnamnet.vn/en/hospitals-sign-accord-E195349.html",
        "https://vietnamnet.vn/en/hospitals-sign-accord-195349",
    ],
    "vietnamplus": [
        "https://www.vietnamplus.vn/hai-benh-vien-ky-ket-hop-tac-post71884.vnp",
        "https://www.vietnamplus.vn/hai-benh-vien-ky-ket-hop-tac/718840.vnp",
    ],
    "vietnamplus-en": ["https://en.vietnamplus.vn/hospitals-sign-accord-post71885.vnp"],
    "nhandan": ["https://nhandan.vn/hai-benh-vien-ky-ket-hop-tac-post718840.html"],
    "nhandan-en": ["https://en.nhandan.vn/hospitals-sign-accord-post718841.html"],
    "tienphong": ["https://tienphong.vn/hai-benh-vien-ky-ket-hop-tac-post1718840.tpo"],
    "plo": ["https://plo.vn/hai-benh-vien-ky-ket-hop-tac-post718840.html"],
    "sggp": ["https://www.sggp.org.vn/hai-benh-vien-ky-ket-hop-tac-post718840.html"],
    "vov": ["https://vov.vn/xa-hoi/hai-benh-vien-ky-ket-hop-tac-post718840.vov"],
    "laodong": ["https://laodong.vn/suc-khoe/hai-benh-vien-ky-ket-hop-tac-718840.ldo"],
    "suckhoeviet": [
        "https://suckhoeviet.org.vn/hai-benh-vien-ky-ket-hop-tac-6316.html",
        "https://suckhoeviet.org.vn/hai-benh-vien-ky-ket-hop-tac-28730.html",
    ],
    "congthuong": ["https://congthuong.vn/hai-benh-vien-ky-ket-hop-tac-318840.html"],
    "ven": ["http://ven.vn/hospitals-sign-accord-43236.html"],
    "hanoitimes": ["https://hanoitimes.vn/hospitals-sign-accord-6053.html"],
    "moh": [
        "https://moh.gov.vn/tin-tong-hop/-/asset_publisher/k206Q9qkZOqn/content/hai-benh-vien-ky-ket-hop-tac",
        "https://moh.gov.vn/en_US/tin-tong-hop/-/asset_publisher/k206Q9qkZOqn/content/hai-benh-vien-1",
    ],
    "medinet": ["http://bvquan5.medinet.gov.vn/chuyen-muc/hai-benh-vien-ky-ket-cmobile1780-7712.aspx"],
    "vietnamnews": ["https://vietnamnews.vn/society/1731670/hospitals-sign-accord.html"],
    "vovworld": ["https://vovworld.vn/en-US/society/hospitals-sign-accord-1448546.vov"],
    "dangcongsan-en": ["http://en.dangcongsan.vn/science-education/hospitals-sign-accord-471425.html"],
    "baochinhphu-en": ["http://news.gov.vn/Home/Hospitals-sign-accord/20121/13135.vgp"],
    "cafef": [
        "https://cafef.vn/hai-benh-vien-ky-ket-hop-tac-188260307071033787.chn",
        "https://cafef.vn/hai-benh-vien-ky-ket-hop-tac-18826030622484142.chn",
    ],
    "kenh14": ["https://kenh14.vn/hai-benh-vien-ky-ket-hop-tac-215260307071033787.chn"],
    "baodautu": ["https://baodautu.vn/hai-benh-vien-ky-ket-hop-tac-d538952.html"],
}
KNOWN_WITHOUT_FORM = {"baolacai", "hanoimoi", "who"}
ADDRESSES = [(name, url) for name, urls in ARTICLES.items() for url in urls]


def _folder(tmp_path: Path, **files: str) -> Path:
    """A user's folder with one file per host; `_` in a name stands for a dot."""
    for name, text in files.items():
        (tmp_path / f"{name.replace('_', '.')}.toml").write_text(text, encoding="utf-8")
    return tmp_path


def _complaint(folder: Path) -> str:
    with pytest.raises(SiteError) as caught:
        load_sites(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- the bundled files ------------------------------------------------------------------------------------


def test_every_file_is_a_site_in_name_order() -> None:
    names = [site.name for site in load_sites()]
    assert names == sorted(names)
    assert len(names) == len(list(BUNDLED.glob("*.toml"))) > 30


def test_the_tables_mirror_the_nouns() -> None:
    for table, noun in ((SiteTable, Site), (DiscoverTable, Discover), (ReadTable, Read)):
        assert set(table.model_fields) == {field.name for field in fields(noun)}
    least = SiteTable(name="mau", title="Báo Mẫu", hosts=("mau.example",))
    shared = {"language", "family", "enabled", "note", "delay_seconds", "zone", "rank"}
    plain = Site(name="mau", title="Báo Mẫu", hosts=("mau.example",))
    assert {key: getattr(least, key) for key in shared} == {key: getattr(plain, key) for key in shared}
    assert DiscoverTable().model_dump() == {key.name: getattr(Discover(), key.name) for key in fields(Discover)}


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_an_enabled_site_has_where_to_look_and_a_disabled_one_says_why(site: Site) -> None:
    asked = site.discover.feeds + site.discover.sitemaps + site.discover.listings
    assert asked if site.enabled else site.note
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_what_a_site_asks_is_its_own(site: Site) -> None:
    """A feed copied from another site's file would bring that site's articles under this name."""
    for url in site.discover.feeds + site.discover.listings:
        assert load_sites().by_host(urlsplit(url).netloc) == site
        assert url.startswith("https://")


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_no_feed_is_a_bare_guess_in_an_enabled_site(site: Site) -> None:
    text = (BUNDLED / f"{site.hosts[0]}.toml").read_text(encoding="utf-8")
    feeds = [line for line in text.splitlines() if any(f'"{feed}"' in line for feed in site.discover.feeds)]
    assert len(feeds) == len(site.discover.feeds)
    if site.enabled:
        assert all(re.search(r"# (grade [AB]\b|guessed from .*(grade A|line above))", line) for line in feeds)


@pytest.mark.parametrize(("name", "url"), ADDRESSES)
def test_article_addresses_are_recognised(name: str, url: str) -> None:
    site = load_sites().by_host(urlsplit(url).netloc)
    assert site
    assert site.name == name
    assert re.search(site.discover.article, url)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_sections_and_feeds_are_no_articles(site: Site) -> None:
    assert bool(site.discover.article) == (site.name not in KNOWN_WITHOUT_FORM)
    assert (site.name in ARTICLES) == bool(site.discover.article)
    host = site.hosts[0]
    others = [
        f"https://{host}/",
        f"https://{host}/suc-khoe",
        f"https://{host}/suc-khoe.htm",
        f"https://{host}/rss.html",
    ]
    for url in (*others, *site.discover.feeds, *site.discover.listings):
        assert not (site.discover.article and re.search(site.discover.article, url))


def test_own_selectors_come_before_those_of_the_family(tmp_path: Path) -> None:
    family = families()["vccorp"]
    own = f'family = "vccorp"\n[read]\ntitle = ["h1.mau", "{family.title[0]}"]\n'
    site = load_sites(_folder(tmp_path, mau_example=WHOLE + own)).by_name("mau")
    assert site
    assert site.read.title == ("h1.mau", *family.title)  # each once
    assert site.read.body == family.body


# --- lookup -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("nld.com.vn", "nld"),
        ("www.nld.com.vn", "nld"),
        ("M.NLD.com.vn:443", "nld"),
        ("amp.vnexpress.net", "vnexpress"),
        ("e.vnexpress.net", "vnexpress-en"),
        ("ven.vn", "ven"),
        ("ven.congthuong.vn", "ven"),
        ("www.congthuong.vn", "congthuong"),
        ("bvquan5.medinet.gov.vn", "medinet"),
        ("medinet.gov.vn", "medinet"),
        ("www.wpro.who.int", "who"),
        ("fake-nld.com.vn", None),
        ("nld.com.vn.example", None),
        ("sub.nld.com.vn", None),
        ("com.vn", None),
        ("", None),
    ],
)
def test_by_host(host: str, name: str | None) -> None:
    site = load_sites().by_host(host)
    assert (site.name if site else None) == name


def test_a_host_written_out_wins() -> None:
    mobile = Site(name="mobile", title="Bản di động", hosts=("m.mau.example",))
    parent = Site(name="parent", title="Báo Mẫu", hosts=("mau.example", "*.mau.example"))
    sites = Sites([parent, mobile])
    assert sites.by_host("m.mau.example") == mobile
    assert sites.by_host("www.mau.example") == parent
    assert sites.by_host("a.b.mau.example") == parent


def test_by_name_and_enabled() -> None:
    sites = load_sites()
    nld = sites.by_name("nld")
    assert nld
    assert nld.title == "Người Lao Động"
    assert sites.by_name("khong-co") is None
    assert nld in sites.enabled()
    assert all(site.enabled for site in sites.enabled())
    assert len(sites.enabled()) < len(sites)


# --- a folder of the user's own ---------------------------------------------------------------------------


def test_a_users_file_adds_a_site(tmp_path: Path) -> None:
    sites = load_sites(_folder(tmp_path, mau_example=WHOLE))
    assert len(sites) == len(load_sites()) + 1
    site = sites.by_host("www.mau.example")
    assert site == Site(name="mau", title="Báo Mẫu", hosts=("mau.example",))


@pytest.mark.parametrize(
    ("name", "host"), [("ten-khac", "nld.com.vn"), ("nld", "nld-moi.example")], ids=["same file", "same name"]
)
def test_a_users_file_replaces_the_bundled_one_as_a_whole(tmp_path: Path, name: str, host: str) -> None:
    text = f'name = "{name}"\ntitle = "Của tôi"\nhosts = ["{host}"]\n'
    (tmp_path / f"{host}.toml").write_text(text, encoding="utf-8")
    sites = load_sites(tmp_path)
    assert len(sites) == len(load_sites())
    mine = sites.by_host(host)
    assert mine == Site(name=name, title="Của tôi", hosts=(host,))
    assert (sites.by_host("nld.com.vn") == mine) == (host == "nld.com.vn")


def test_a_search_feed_stands_for_one_feed_per_query(tmp_path: Path) -> None:
    search = '[discover]\nfeeds = ["https://mau.example/rss", "https://mau.example/tim?q={query}&rss"]\n'
    added = search + 'queries = ["hợp tác y tế", "health & aid"]\n'
    site = load_sites(_folder(tmp_path, mau_example=WHOLE + added)).by_name("mau")
    assert site is not None
    assert site.discover.feeds == (
        "https://mau.example/rss",
        "https://mau.example/tim?q=h%E1%BB%A3p%20t%C3%A1c%20y%20t%E1%BA%BF&rss",
        "https://mau.example/tim?q=health%20%26%20aid&rss",
    )


def test_read_once_per_folder(tmp_path: Path) -> None:
    folder = _folder(tmp_path, mau_example=WHOLE)
    assert load_sites(folder) is load_sites(folder)
    assert load_sites() is load_sites()


# --- what is wrong is said in one line --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("added", "key", "advice"),
    [
        ('familly = "cms"', "familly:", "did you mean 'family'"),
        ('[read]\nsapo = ["h2"]', "read.sapo:", "the keys here are title, dek"),
        ('[discover]\nfeed = "https://mau.example/rss"', "discover.feed:", "did you mean 'feeds'"),
        ('[discover]\nqueries = ["y tế"]', "discover:", "go together"),
        ('[discover]\nfeeds = ["https://mau.example/{query}"]', "discover:", "go together"),
        ('[discover]\nfeeds = ["mau.example/rss"]', "discover.feeds.0:", "write https://host/path"),
        ('[discover]\nfeeds = ["https://mau.example/a b"]', "discover.feeds.0:", "write https://host/path"),
        ('[discover]\nlistings = ["https://[::1/x"]', "discover.listings.0:", "write https://host/path"),
        ("[discover]\narticle = '-(\\d{7}'", "discover.article:", "is not a regular expression"),
        ('[discover]\nnext_page = "a["', "discover.next_page:", "is not a CSS selector"),
        ("[discover]\npages = 0", "discover.pages:", "greater than or equal to 1"),
        ('[discover]\npages = "3"', "discover.pages:", "valid integer"),
        ('[read]\nbody = ["div.ok", "div["]', "read.body.1:", "'div[' is not a CSS selector"),
        ('[read]\nbody = [""]', "read.body.0:", "is not a CSS selector"),
        ('[read]\nbody = "div"', "read.body:", "valid tuple"),
        ('family = "khong-co"', "family:", "write one of aspnet, baodautu"),
        ('zone = "Asia/Hanoi_City"', "zone:", "write a name such as Asia/Ho_Chi_Minh"),
        ("rank = -1", "rank:", "greater than or equal to 0"),
        ('zone = "../etc/passwd"', "zone:", "write a name such as Asia/Ho_Chi_Minh"),
        ('enabled = "no"', "enabled:", "valid boolean"),
        ("delay_seconds = -1", "delay_seconds:", "greater than or equal to 0"),
        ('delay_seconds = "2"', "delay_seconds:", "valid number"),
        ('language = "Vietnamese"', "language:", "match pattern"),
        ('enabled = "no"\nzone = "x"', "enabled:", "(and 1 more)"),
    ],
)
def test_a_wrong_value_names_file_key_and_remedy(tmp_path: Path, added: str, key: str, advice: str) -> None:
    said = _complaint(_folder(tmp_path, mau_example=WHOLE + added))
    assert said.startswith(f"{tmp_path / 'mau.example.toml'}: {key}")
    assert advice in said


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('title = "Báo Mẫu"\nhosts = ["mau.example"]', "name: missing; add it"),
        ('name = "mau"\ntitle = "Báo Mẫu"\nhosts = []', "hosts: "),
        ('name = "Báo Mẫu"\ntitle = "Báo Mẫu"\nhosts = ["mau.example"]', "name: 'Báo Mẫu'"),
        (WHOLE.replace("mau.example", "https://mau.example"), "hosts.0: 'https://mau.example' is not a host"),
        (WHOLE.replace("mau.example", "Mau.example"), "hosts.0: 'Mau.example' is not a host"),
        (WHOLE.replace("mau.example", "khac.example"), "rename it to khac.example.toml"),
        (WHOLE + "[read\n", "not valid TOML, correct it: "),
        (WHOLE + "[read\n", "(at line 5, column 6)"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, advice: str) -> None:
    said = _complaint(_folder(tmp_path, mau_example=text))
    assert said.startswith(f"{tmp_path / 'mau.example.toml'}: ")
    assert advice in said


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "mau.example.toml").write_bytes(WHOLE.encode("utf-16"))
    assert "make it a file of UTF-8 text" in _complaint(tmp_path)


def test_a_host_claimed_twice_names_both_files(tmp_path: Path) -> None:
    one, two = (f'name = "{name}"\ntitle = "Báo"\nhosts = ["{name}.example", "chung.example"]\n' for name in "ab")
    said = _complaint(_folder(tmp_path, a_example=one, b_example=two))
    assert f"{tmp_path / 'b.example.toml'}: hosts: 'chung.example' is claimed by {tmp_path / 'a.example.toml'}" in said


def test_a_host_of_another_bundled_site_is_claimed_twice(tmp_path: Path) -> None:
    said = _complaint(_folder(tmp_path, mau_example=WHOLE.replace('"mau.example"', '"mau.example", "nld.com.vn"')))
    assert "mau.example.toml" in said
    assert f"claimed by {BUNDLED / 'nld.com.vn.toml'}" in said


def test_a_name_claimed_twice(tmp_path: Path) -> None:
    two = WHOLE.replace("mau.example", "hai.example")
    assert "name: 'mau' is claimed by" in _complaint(_folder(tmp_path, mau_example=WHOLE, hai_example=two))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert "no such folder of site files" in _complaint(tmp_path / "khong-co")


# --- real pages, where the corpus is at hand --------------------------------------------------------------


def _site_of(row: dict[str, Any]) -> Site:
    site = load_sites().by_host(urlsplit(row["url"]).netloc)
    assert site
    return site


@pytest.mark.skipif(corpus_dir() is None, reason=WHY_NOT)
def test_real_links_of_real_lists_are_articles() -> None:
    lists = [row for row in gold("dev", "html") if row.get("links_sample")]
    missed = [
        link for row in lists for link in row["links_sample"] if not re.search(_site_of(row).discover.article, link)
    ]
    assert lists
    assert missed == []
    assert not [row["url"] for row in lists if re.search(_site_of(row).discover.article, row["url"])]


@pytest.mark.skipif(corpus_dir() is None, reason=WHY_NOT)
def test_selectors_find_their_fields_on_real_pages() -> None:
    """Title, dek, date and body of each family that a real page shows are where its file says."""
    corpus = corpus_dir()
    assert corpus
    for row in gold("dev", "html"):
        if row["kind"] == "not-article":
            continue
        tree = LexborHTMLParser(gzip.decompress((corpus / "vn" / "dev" / row["file"]).read_bytes()))
        site = _site_of(row)
        for key in ("title", "dek", "date", "body"):
            found = [node for selector in getattr(site.read, key) for node in tree.css(selector) if node.text().strip()]
            assert found, f"{row['id']}: {key}"
        titles = [node.text().strip() for selector in site.read.title for node in tree.css(selector)]
        assert {row["title"], *row.get("title_alternatives", ())} & set(titles), row["id"]
