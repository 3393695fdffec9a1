"""Do real pages come out equal to their gold, with the site files and without?"""

from __future__ import annotations

import gzip
import unicodedata
from typing import Any

import pytest

from parsers import ParseError, Reason
from parsers.charset import read_bytes
from parsers.model import Article
from parsers.reader import Reader
from parsers.sites import Sites, load_sites
from tests.corpus import WHY_NOT, corpus_dir, gold

pytestmark = pytest.mark.skipif(corpus_dir() is None, reason=WHY_NOT)

ROWS = gold("dev", "html")
WITH = [pytest.param(True, id="site-files"), pytest.param(False, id="generic")]


def read(row: dict[str, Any], *, sites: bool) -> Article:
    folder = corpus_dir()
    assert folder is not None
    html = gzip.decompress((folder / "vn" / "dev" / row["file"]).read_bytes())
    return Reader(read_bytes(html), row["url"], load_sites() if sites else Sites(())).article()


def expected(name: str) -> str:
    folder = corpus_dir()
    assert folder is not None
    path = folder / "vn" / "dev" / "body" / name
    return unicodedata.normalize("NFC", path.read_text("utf-8").strip()) if path.exists() else ""


@pytest.mark.parametrize("sites", WITH)
@pytest.mark.parametrize("row", [r for r in ROWS if r["kind"] != "not-article"], ids=lambda r: r["id"])
def test_an_article_page_equals_its_gold(row: dict[str, Any], sites: bool) -> None:
    article = read(row, sites=sites)
    body, boxes = expected(f"{row['id']}.txt"), expected(f"{row['id']}.boxes.txt")
    assert article.text in {body, f"{body}\n\n{boxes}"}
    assert article.title in {row["title"], *row.get("title_alternatives", ())}
    assert article.published_at is not None
    assert article.published_at.isoformat() == row["published_at"]
    assert list(article.authors) == row["authors"]
    assert list(article.captions) == row["captions"]
    assert (article.source_name, article.source_url) == (row["syndicated_from"], row["original_url"])
    assert not [text for text in row["must_not_contain"] if text in article.text]


@pytest.mark.parametrize("sites", WITH)
@pytest.mark.parametrize("row", [r for r in ROWS if r["kind"] == "not-article"], ids=lambda r: r["id"])
def test_other_pages_are_refused_for_what_they_are(row: dict[str, Any], sites: bool) -> None:
    with pytest.raises(ParseError) as refused:
        read(row, sites=sites)
    assert refused.value.reason is (Reason.HOME if row["id"].startswith("home") else Reason.LISTING)
