"""A page already flattened to text -> Article; cues, date lines, structure and position tell the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parsers.blocks import Block
from parsers.dates import address_date, in_zone
from parsers.furniture import furniture_among
from parsers.language import detect
from parsers.model import ZONE, Article, ParseError, Reason
from parsers.mojibake import repair
from parsers.sites import load_sites
from parsers.text_glue import lost_breaks, unglue
from parsers.text_head import Head, read_head
from parsers.text_lines import Line, Sheet, read_lines
from parsers.text_pictures import read_captions, read_unmarked_captions
from parsers.text_tail import Tail, read_tail
from parsers.textnorm import fold, unescape
from parsers.urls import canonical, host, is_home, slug_words
from parsers.zones import zone_of

if TYPE_CHECKING:
    from uuid import UUID

    from parsers.furniture import Furniture
    from parsers.sites import Sites

READER = "text/3"
_LONG = 200  # characters: longer lines are text, even if their last full stop is lost
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_JUNK = 0.02  # part of control and replacement characters that no text has


def parse_text(text: str, url: str = "", sites: Sites | None = None, furniture: Furniture | None = None) -> Article:
    """Return the article in a flattened page. `url` is its address, if known: its words may prove the title.

    A date that stands with the article is preferred; else the day in the address. `sites` and `furniture` are
    those of `parse_page`. Raises ParseError with reason EMPTY, BINARY (NUL bytes, control characters) or NO_BODY.
    """
    text = repair(text)
    _check(text)
    slug = tuple(slug_words(url)) if url else ()
    known = sites or load_sites()
    site = known.by_host(host(url))
    name = site.name if site else host(url)
    sheet = Sheet(_lines(text, slug))
    _strip_furniture(sheet, (furniture or {}).get(name, frozenset()))
    head = read_head(sheet, slug)
    read_captions(sheet, head.title, head.end)
    tail = read_tail(sheet, head.end)
    read_unmarked_captions(sheet, has_title=head.title is not None)
    if not any(_tells(sheet.lines[at]) for at in sheet.free()):
        raise ParseError(Reason.NO_BODY, f"no paragraph among {len(sheet.lines)} lines")
    zone = zone_of(site, detect(text), url) if name else ZONE  # no address: nothing says that it is from abroad
    return _article(sheet, _fields(head, tail, url, known, zone), url, name)


def _strip_furniture(sheet: Sheet, furniture: frozenset[UUID]) -> None:
    """Give a role to the lines that the site prints on unrelated pages too."""
    if furniture:
        places = list(sheet.free())
        blocks = [Block("p", sheet.text(at), 0) for at in places]
        sheet.give("furniture of the site", *(places[at] for at in furniture_among(blocks, furniture)))


def _check(text: str) -> None:
    if "\x00" in text:
        raise ParseError(Reason.BINARY, "NUL byte")
    if not text.strip():
        raise ParseError(Reason.EMPTY, "no text")
    junk = len(_NO_TEXT.findall(text))
    if junk > _JUNK * len(text):
        raise ParseError(Reason.BINARY, f"{junk} of {len(text)} characters are no text")


def _lines(text: str, slug: tuple[str, ...]) -> list[Line]:
    """The lines of the page, glued ones taken apart."""
    lines = read_lines(unescape(text))
    if len(lines) == 1:
        return unglue(lines[0].text, slug)
    return [part for line in lines for part in _parts(line)]


def _parts(line: Line) -> list[Line]:
    if line.image or line.cell:
        return [line]
    return [Line(part) for part in lost_breaks(line.text)]


def _tells(line: Line) -> bool:
    """It says something in a sentence: a list of titles or a menu does not."""
    return (line.is_sentence or len(line.text) > _LONG) and any(char.isalpha() for char in line.text)


_Read = dict[str, tuple[Any, str]]  # field -> its value, and where it was read


def _fields(head: Head, tail: Tail, url: str, sites: Sites, zone: str) -> _Read:
    read = _title(head) | _signature(head, tail) | _source(head, tail, url, sites) | _date(head, url, zone)
    return read | {"tags": (tail.tags, "tag line")}


def _article(sheet: Sheet, read: _Read, url: str, site: str) -> Article:
    read |= {"captions": (tuple(sheet.with_role("caption")), "lines")}
    found: dict[str, Any] = {name: value for name, (value, _) in read.items() if value}
    body = sheet.body()
    return Article(
        url=url,
        canonical_url=canonical(url) if url else "",
        site=site,
        language=detect(" ".join(body)),
        paragraphs=body,
        reader=READER,
        provenance={name: read[name][1] for name in found},
        stripped=sheet.stripped(),
        **found,
    )


def _title(head: Head) -> _Read:
    return {"title": (head.title, head.title_from), "section": (head.section, head.section_from)}


def _signature(head: Head, tail: Tail) -> _Read:
    found, where = (head.byline, "below the title") if head.byline else (tail.byline, "last line")
    return {"authors": (found.authors, where), "byline": (found.printed, where)} if found else {}


def _source(head: Head, tail: Tail, url: str, sites: Sites) -> _Read:
    """Whom the page names: its source line, else the agency beside the byline, else the agency's end mark."""
    line = tail.source
    if line:
        name = line.name or (publisher(line.url, sites) if line.url else None)
        return {"source_name": (name, "source line"), "source_url": (line.url or _article_address(tail), "source line")}
    signed = next((by.source for by in (tail.byline, head.byline) if by and by.source), None)
    return {"source_name": (signed or _agency(tail.mark, url), "byline" if signed else "end mark")}


def _article_address(tail: Tail) -> str | None:
    """The address on a line of its own, unless it is only a front page."""
    return tail.address if tail.address and not is_home(tail.address) else None


def _agency(mark: str | None, url: str) -> str | None:
    """The agency of an end mark, unless it is the site itself that signs so."""
    letters = "".join(char for char in mark or "" if char.isalpha() or char in "+/ ")
    name = letters.strip(" /").partition("/")[0]
    return name if name and fold(name).replace("+", "plus") not in host(url) else None


def publisher(url: str, sites: Sites) -> str:
    """Return the name of the site an address belongs to, as readers know it; else the host."""
    site = sites.by_host(host(url))
    return site.title if site else host(url)


def _date(head: Head, url: str, zone: str) -> _Read:
    moment, where = (head.date.moment, "date_line") if head.date else (address_date(url, zone), "address")
    if moment is None:
        return {}
    moment = in_zone(moment, zone)
    fields = {"published_at": moment.at, "published_precision": moment.precision, "published_from": where}
    return {name: (value, where) for name, value in fields.items()}
