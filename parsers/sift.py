"""Blocks of the container -> paragraphs of the article, and what its furniture told: captions, byline, source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parsers.cues import CUES
from parsers.dates import find_date, is_date_line
from parsers.furniture import furniture_among
from parsers.lines import (
    SourceLine,
    is_caption,
    is_comment_widget,
    is_list_heading,
    is_of_page,
    is_related_heading,
    is_tail,
    is_wall,
    is_widget,
    signoff,
    source_line,
    tag_line,
)
from parsers.model import Precision
from parsers.names import Byline, byline, is_agency
from parsers.sentences import ends_sentence
from parsers.textnorm import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from parsers.blocks import Block

_SHORT = 120  # characters: furniture is short; longer lines are not asked what they are
_CAPTION = 300  # characters: a picture's text with its credit
_PROSE = 100  # characters of plain text that make a block the article's own
_LINKED = 0.6  # share of link text from which a block only points elsewhere (trafilatura, htmlprocessing.py)
_HEADINGS = 3  # in a row at the end of a text; more are lines that only look like headings
_SERVICE = 40  # characters of an agency's name with the place it writes from
_STAMP = 100  # characters of a date with what announces it
_CLOCKS = (Precision.MINUTE, Precision.SECOND)
_CREDIT = 60  # characters of a credit at the end of a caption
_BY = re.compile(r"(?:by|von|par|por|text|from)[\s:]+[^\W\d_]", re.IGNORECASE)
_CREDIT_MARKS = frozenset(":([©|/")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")


@dataclass(slots=True)
class Sifted:
    """The article's paragraphs and what the lines around them said."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    byline: Byline | None = None
    source: SourceLine | None = None
    tags: tuple[str, ...] = ()
    date: str = ""  # the date line that opens the text
    links: int = 0  # blocks that were nothing but a headline linked to elsewhere


@dataclass(slots=True)
class _Sieve:
    """One pass over the blocks; `first` and `last` are where running text begins and ends."""

    first: int
    last: int
    known: frozenset[str]
    longest: int  # of the known texts
    out: Sifted = field(default_factory=Sifted)
    seen: set[str] = field(default_factory=set)
    in_list: bool = False  # behind the heading of a related list
    in_wall: bool = False  # behind an invitation to subscribe

    def rule(self, index: int, block: Block) -> str:
        """Return the rule by which `block` is not the article; empty if it is."""
        if block.text in self.seen and len(block.text) > 40:
            return "repeated"
        self.seen.add(block.text)
        if index >= self.last and self._is_source(block):
            return "source"
        if block.density >= _LINKED and not _is_linked_prose(block) and not self._is_source(block):
            self.out.links += len(block.text) >= 25
            return "link"
        if index > self.last and is_tail(block.text):
            return "tail"
        if len(block.text) <= _CAPTION and _may_be_credit(block.text) and is_caption(block.text):
            self.out.captions.append(block.text)
            return "caption"
        return self._short(index, block) if len(block.text) <= _SHORT else self._long(block)

    def _long(self, block: Block) -> str:
        if self.in_wall and block.kind == "l":
            return "wall"
        self.in_list = self.in_wall = False
        return "known" if len(block.text) <= self.longest and fold(block.text) in self.known else ""

    def _short(self, index: int, block: Block) -> str:
        text = block.text
        if self._is_known(text):
            return "known"
        told = not is_of_page(text)
        if not told and is_related_heading(text):
            self.in_list = len(text) < 30 and not block.linked
            return "related"
        if self.in_list and block.kind != "h" and (block.density > 0.4 or not ends_sentence(text)):
            return "related list"
        self.in_list = False
        if (self.in_wall or not told) and self._is_wall(block):
            return "wall"
        if (not told and is_widget(text)) or _ADDRESS.match(text) or _is_service(text):
            return "widget"
        return "" if self.first < index < self.last and block.kind != "a" else self._edge(index, block)

    def _is_wall(self, block: Block) -> bool:
        """Whether a block invites to subscribe, or stands in the list of what one gets."""
        self.in_wall = is_wall(block.text) or (self.in_wall and block.kind in "lh")
        return self.in_wall and (block.kind == "l" or is_wall(block.text))

    def _is_known(self, text: str) -> bool:
        """Whether another field took the line, with or without a site's or section's name behind it."""
        folded = fold(text)
        return folded in self.known or folded.partition(" | ")[0] in self.known

    def _edge(self, index: int, block: Block) -> str:
        """Lines that mean something only before and after the running text."""
        text = block.text
        if is_date_line(text) or (index < self.first and _is_stamp(text)):
            self.out.date = self.out.date or (text if index < self.first else "")
            return "date"
        if (tags := tag_line(text)) is not None:
            self.out.tags = self.out.tags or tags
            return "tags"
        if self._is_source(block):
            return "source"
        if block.kind in "pa" and (found := byline(text)):
            self.out.byline = self.out.byline or found
            return "byline"
        by = block.kind == "a" or (_BY.match(text) is not None and len(text) < 80)
        return "byline" if by and not ends_sentence(text) else ""

    def _is_source(self, block: Block) -> bool:
        if len(block.text) >= 400 or block.kind == "h":
            return False
        found = source_line(block.text) or _linked_source(block)
        if found is None or not (found.labelled or block.kind == "a" or self.last):
            return False
        self.out.source = self.out.source or found
        return True


def sift(
    blocks: list[Block],
    known: frozenset[str],
    discard: Callable[[str, str], None],
    furniture: frozenset[UUID] = frozenset(),
) -> Sifted:
    """Return what of `blocks` is the article. `known` are folded texts that other fields took, `furniture` the
    keys of blocks that the site prints elsewhere too."""
    blocks, tail = _without_tail(_without_furniture(blocks, furniture, discard))
    prose = [i for i, block in enumerate(blocks) if len(block.text) - block.linked >= _PROSE]
    longest = max(map(len, known), default=0) + 20
    sieve = _Sieve(prose[0] if prose else len(blocks), prose[-1] if prose else -1, known, longest)
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        rule = sieve.rule(index, block)
        if rule:
            discard(rule, block.text)
        else:
            kept.append(block)
    _end(kept, discard)
    _sign_off(kept, discard)
    for block in tail:
        discard("after the article", block.text)
    sieve.out.paragraphs = [block.text for block in kept]
    return sieve.out


def _end(kept: list[Block], discard: Callable[[str, str], None]) -> None:
    """Cut what closes the text and tells nothing: headings with nothing behind them, the makers' notes."""
    headings = next((count for count, block in enumerate(reversed(kept)) if block.kind != "h"), len(kept))
    while kept and ((kept[-1].kind == "h" and headings <= _HEADINGS) or is_tail(kept[-1].text)):
        discard("heading of nothing" if kept[-1].kind == "h" else "tail", kept.pop().text)


def _without_furniture(
    blocks: list[Block], furniture: frozenset[UUID], discard: Callable[[str, str], None]
) -> list[Block]:
    """Leave out what unrelated pages of the site hold too, first of all: where the text ends shows only then."""
    places = furniture_among(blocks, furniture)
    for place in sorted(places):
        discard("furniture of the site", blocks[place].text)
    return [block for place, block in enumerate(blocks) if place not in places]


def _linked_source(block: Block) -> SourceLine | None:
    """Read "Nguồn: <headline of the original, linked>": the name is a headline, the address is in the link."""
    label, colon, rest = block.text.partition(":")
    if not colon or block.density < 0.5 or fold(label.strip(" (")) not in CUES.source.words:
        return None
    return SourceLine(rest.strip())


def _sign_off(kept: list[Block], discard: Callable[[str, str], None]) -> None:
    """Cut an agency's end mark off the last paragraph; the first stop of "./." ends the sentence."""
    ending = signoff(kept[-1].text) if kept else None
    if ending is None:
        return
    discard("sign-off", ending[1])
    text = ending[0]
    if text and ending[1].startswith(".") and not ends_sentence(text):
        text += "."
    kept[-1:] = [kept[-1]._replace(text=text)] if text else []


def _without_tail(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Cut at the first heading of another list or of the comments that has most of the text before it."""
    plain = [len(block.text) - block.linked for block in blocks]
    total, before = sum(plain), 0
    for index, block in enumerate(blocks):
        if len(block.text) < 60 and before >= 0.5 * total and _ends_article(block.text):
            return blocks[:index], blocks[index:]
        before += plain[index]
    return blocks, []


def _is_linked_prose(block: Block) -> bool:
    """Whether a paragraph is only wrapped in a link: headlines are not that long."""
    return len(block.text) >= _CAPTION and ends_sentence(block.text)


def _is_stamp(text: str) -> bool:
    """Whether a line before the text is little more than the time it was published, in any language."""
    moment = find_date(text) if len(text) <= _STAMP else None
    if moment and ends_sentence(text):
        return len(text) <= _STAMP // 2 and moment.precision in _CLOCKS
    return moment is not None and (moment.precision in _CLOCKS or len(text) <= _STAMP // 2 or bool(_BY.match(text)))


def _is_service(text: str) -> bool:
    """Whether a line is an agency and the place it writes from: "AFP, MANILA"."""
    agency, comma, _ = text.partition(",")
    return bool(comma) and len(text) <= _SERVICE and text.isupper() and is_agency(agency.strip("/ "))


def _may_be_credit(text: str) -> bool:
    """A quick look: a mark of credits near the end, or a word for picture."""
    if not _CREDIT_MARKS.isdisjoint(text[-_CREDIT:]):
        return True
    lower = text.lower()
    return "photo" in lower or "ảnh" in lower or "hình" in lower


def _ends_article(text: str) -> bool:
    return is_of_page(text) and (is_list_heading(text) or is_comment_widget(text))
