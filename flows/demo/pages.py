"""Edition, Piece -> HTML: the pages of one paper, in the mark-up of its template."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from flows.demo.content import Block, Mark, Piece
from parsers.textnorm import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flows.demo.edition import Edition

TEMPLATES = Path(__file__).parent / "templates"
SECTION = re.compile(r"^<!-- == (\w+) == -->\n", re.MULTILINE)  # opens a named part of a template
DATELINE_WORDS = 3
ON_FRONT, RELATED, INLINE = 8, 5, 2


@cache
def template(name: str) -> Mapping[str, Template]:
    """The named parts of a template file."""
    _, *parts = SECTION.split((TEMPLATES / f"{name}.html").read_text("utf-8"))
    return {part: Template(text.rstrip("\n")) for part, text in zip(parts[::2], parts[1::2], strict=True)}


def slug(text: str) -> str:
    """A section or tag name as an address: ASCII letters, digits and hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def article_page(edition: Edition, piece: Piece, charset: str = "utf-8") -> str:
    """The page of one article, furniture and all; `charset` is what it claims to be written in."""
    values = _piece_values(edition, piece) | _optional_parts(edition, piece)
    values["body"] = _body(edition, piece)
    values["tags"] = "".join(_fill(edition, "tag", _tag_values(tag)) for tag in piece.tags)
    others = edition.related(piece, RELATED)
    values["related"] = _rows(edition, "related_item", others[:3])
    values["latest"] = _rows(edition, "related_item", others[3:] + others[:1])
    head = _fill(edition, "article_head", values)
    return _page(edition, piece.title, head, _fill(edition, "article", values), charset)


def front_page(edition: Edition) -> str:
    """The paper's own front page."""
    return _list_page(edition, edition.paper.title, edition.pieces[:ON_FRONT], "")


def listing_page(edition: Edition, number: int) -> str:
    """One page (from 1) of the list of all articles, with links to pages that are no article."""
    more = ""
    if number < len(edition.listing_pages):
        more = _fill(edition, "next", {"address": escape(edition.paper.next_page.format(page=number + 1))})
    pieces = edition.listing_pages[number - 1] if edition.pieces else ()
    extras = (f'<li><a href="{escape(a)}">{_common(f"name_{kind}")}</a></li>' for a, kind in edition.paper.furniture)
    menu = f'<ul class="menu-extra">{"".join(extras)}</ul>' if edition.paper.furniture else ""
    return _list_page(edition, edition.paper.title, pieces, menu + more)


def section_page(edition: Edition, section: str) -> str:
    """The list of one section's articles."""
    return _list_page(edition, section, [p for p in edition.pieces if p.section == section], "")


def tag_page(edition: Edition, tag: str) -> str:
    """The list of the articles with a tag."""
    return _list_page(edition, tag, [p for p in edition.pieces if tag in p.tags], "")


def furniture_page(edition: Edition, kind: str) -> str:
    """A page that is no article: `kind` is video, search, contact, internal, tag or missing."""
    if kind == "tag":
        return _list_page(edition, _common("name_tag"), edition.pieces[:ON_FRONT], "")
    language = "" if edition.paper.language == "vi" else "_en"
    return _page(edition, _common(f"name_{kind}{language}"), "", _common(kind + language))


def _body(edition: Edition, piece: Piece) -> str:
    words = list(piece.tags)
    blocks = [_block(edition, piece, block, words) for block in piece.blocks]
    return ("<br>\n<br>\n" if piece.slug in edition.paper.line_breaks else "\n").join(blocks)


def _block(edition: Edition, piece: Piece, block: Block, words: list[str]) -> str:
    """One block in the paper's mark-up; the first paragraph that names a tag of `words` links it."""
    if block.mark is Mark.RELATED:
        named = [p for p in edition.pieces if p.slug == block.text]
        others = [p for p in edition.related(piece, INLINE) if p not in named]
        return _fill(edition, "inline", {"items": _rows(edition, "inline_item", named + others)})
    text = escape(block.text, quote=False)
    if block.mark is Mark.PARAGRAPH:
        text = _linked(edition, text, words)
        if piece.slug in edition.paper.line_breaks:
            return text
    return _fill(edition, block.mark.name.lower(), {"text": text, "title": escape(piece.title)})


def _linked(edition: Edition, text: str, words: list[str]) -> str:
    for word in words:
        plain = escape(word, quote=False)
        if match := re.search(rf"\b{re.escape(plain)}\b", text):
            words.remove(word)
            link = _fill(edition, "link", {"text": plain, "slug": slug(word)})
            return text[: match.start()] + link + text[match.end() :]
    return text


def _optional_parts(edition: Edition, piece: Piece) -> dict[str, str]:
    values = _piece_values(edition, piece)
    source = "source_link" if piece.source_url else "source"
    place, text = _dateline(piece.dek) if "place" in template(edition.paper.name) else ("", piece.dek)
    values |= {"dek_text": escape(text), "place": escape(place)}
    values["place_part"] = _fill(edition, "place", values) if place else ""
    wanted = {
        "dek_part": ("dek", piece.dek),
        "byline_part": ("byline", piece.author),
        "source_part": (source, piece.source_name or piece.source_url),
    }
    return {key: _fill(edition, part, values) if there else "" for key, (part, there) in wanted.items()}


def _dateline(dek: str) -> tuple[str, str]:
    """The place that opens a dek and the rest; some papers set the place apart by style alone."""
    place, dash, text = dek.partition(" - ")
    return (place, text) if dash and len(place.split()) <= DATELINE_WORDS else ("", dek)


def _piece_values(edition: Edition, piece: Piece) -> dict[str, str]:
    plain = {
        "title": piece.title,
        "dek": piece.dek,
        "author": piece.author,
        "section": piece.section,
        "section_slug": slug(piece.section),
        "address": edition.address(piece),
        "path": edition.path(piece),
        "date": edition.date(edition.paper.date, piece.published, piece.section),
        "time": f"{piece.published:%H:%M}",
        "day": f"{piece.published:%d/%m/%Y}",
        "published": piece.published.isoformat(),
        "published_naive": piece.published.replace(tzinfo=None).isoformat(),
        "modified": piece.changed.isoformat(),
        "source_name": piece.source_name or piece.source_url,
        "source_url": edition.source_address(piece),
    }
    values = {key: escape(value) for key, value in plain.items()}
    quoted = {f"{key}_json": json.dumps(plain[key], ensure_ascii=False) for key in ("title", "dek", "author")}
    return values | quoted


def _tag_values(tag: str) -> dict[str, str]:
    return {"text": escape(tag), "slug": slug(tag)}


def _rows(edition: Edition, part: str, pieces: Iterable[Piece]) -> str:
    rows = enumerate(pieces)
    return "\n".join(
        _fill(edition, part, _piece_values(edition, p) | {"list_date": edition.list_date(p, row)}) for row, p in rows
    )


def _list_page(edition: Edition, title: str, pieces: Iterable[Piece], more: str) -> str:
    values = {"title": escape(title), "items": _rows(edition, "item", pieces), "more": more}
    return _page(edition, title, "", _fill(edition, "listing", values))


def _page(edition: Edition, title: str, head: str, main: str, charset: str = "utf-8") -> str:
    clock = edition.date(edition.paper.clock, edition.now) if edition.paper.clock else ""
    values = {"page_title": escape(title), "head": head, "main": main, "clock": clock, "charset": charset}
    return _fill(edition, "page", values) + "\n"


def _fill(edition: Edition, part: str, values: Mapping[str, str]) -> str:
    paper = edition.paper
    sections = sorted({p.section for p in edition.pieces})
    menu = "".join(f'<li><a href="/chuyen-muc/{slug(s)}">{escape(s)}</a></li>' for s in sections)
    own = {"paper": escape(paper.title), "home": paper.home, "listing": paper.listing, "menu": menu}
    return template(paper.name)[part].substitute(own, **values)


def _common(part: str) -> str:
    return template("common")[part].template
