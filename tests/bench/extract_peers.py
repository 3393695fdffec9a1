"""Name -> extractor: ours, and every peer that is installed. None of them is a dependency of the project."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from parsers import ParseError, parse_html
from tests.bench.extract_scores import Extractor, Output


def ours(html: bytes, url: str) -> Output:
    """What `parse_html` gives."""
    try:
        article = parse_html(html, url)
    except ParseError as error:
        return {"refused": str(error.reason)}
    at = article.published_at
    return {
        "text": article.text, "title": article.title, "authors": article.authors, "date": at.isoformat() if at else "",
    }  # fmt: skip


def _trafilatura(html: bytes, url: str) -> Output:
    found = import_module("trafilatura").bare_extraction(html, url=url or None, include_comments=False)
    if found is None:
        return {}
    names = (found.author or "").split("; ") if found.author else []
    return {"text": found.text, "title": found.title, "authors": names, "date": found.date}


def _resiliparse(html: bytes, url: str) -> Output:
    text = html.decode("utf-8", "replace")
    return {"text": import_module("resiliparse.extract.html2text").extract_plain_text(text, main_content=True)}


def _readability(html: bytes, url: str) -> Output:
    summary = import_module("readability").Document(html).summary(html_partial=True)
    tree = import_module("selectolax.lexbor").LexborHTMLParser(summary)
    return {"text": tree.body.text(separator="\n") if tree.body else ""}


def _newspaper(html: bytes, url: str) -> Output:
    article = import_module("newspaper").Article(url or "https://example.org/")
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    at = article.publish_date
    return {
        "text": article.text, "title": article.title, "authors": article.authors, "date": at.isoformat() if at else "",
    }  # fmt: skip


_PEERS: dict[str, tuple[str, Callable[[bytes, str], Output]]] = {  # name -> package, adapter
    "trafilatura": ("trafilatura", _trafilatura),
    "resiliparse": ("resiliparse", _resiliparse),
    "readability": ("readability", _readability),
    "newspaper4k": ("newspaper", _newspaper),
}


def extractors() -> dict[str, Extractor]:
    """Return ours first, then the peers that can be imported here."""
    return {"hoptac": ours} | {name: call for name, (package, call) in _PEERS.items() if find_spec(package)}
